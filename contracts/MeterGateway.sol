// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Wired} from "./base/Wired.sol";
import {BatchOutcome, IEnergyPool, Reading, Stop} from "./interfaces/IEnergyPool.sol";
import {IMeterGateway} from "./interfaces/IMeterGateway.sol";
import {ReadingWords, Readings} from "./libraries/Readings.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title MeterGateway
/// @notice Checks the units' signatures; EnergyPool keeps the sequence numbers and books.
contract MeterGateway is IMeterGateway, Wired, EIP712 {
    bytes32 private constant READING_TYPEHASH = keccak256(
        "Reading(uint8 kind,address resident,uint64 energyWh,uint64 intervalEnd,uint64 sequence)"
    );
    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "Batch(address unit,Reading[] readings)Reading(uint8 kind,address resident,uint64 energyWh,uint64 intervalEnd,uint64 sequence)"
    );

    IEnergyPool private immutable POOL;

    constructor(Wiring memory wiring) Wired(wiring, wiring.meterGateway) EIP712("PowerChain", "1") {
        POOL = IEnergyPool(wiring.energyPool);
    }

    /// @inheritdoc IMeterGateway
    function submitReports(Batch[] calldata batches) external returns (BatchOutcome[] memory outcomes) {
        outcomes = new BatchOutcome[](batches.length);
        for (uint256 i = 0; i < batches.length; i++) {
            Batch calldata batch = batches[i];
            BatchOutcome memory outcome = _submit(batch);
            if (outcome.stop != Stop.None) emit BatchStopped(batch.unit, outcome.stoppedAt, outcome.stop);
            outcomes[i] = outcome;
        }
    }

    /// @inheritdoc IMeterGateway
    function batchDigest(address unit, Reading[] calldata readings) public view returns (bytes32) {
        bytes32 hash = Readings.hashOf(readings, READING_TYPEHASH);
        return _hashTypedDataV4(keccak256(abi.encode(BATCH_TYPEHASH, unit, hash)));
    }

    function _submit(Batch calldata batch) private returns (BatchOutcome memory outcome) {
        if (batch.readings.length == 0) return outcome;
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecover(
            batchDigest(batch.unit, batch.readings),
            batch.signature
        );
        bytes calldata words = Readings.wordsOf(batch.readings);
        if (fault == ECDSA.RecoverError.NoError && signer == batch.unit)
            return POOL.bookSignedReadings(batch.unit, words);
        ReadingWords memory reading;
        reading.load(words, 0);
        (outcome.stop, outcome.stoppedAt) = (Stop.BadSignature, reading.sequence);
    }
}
