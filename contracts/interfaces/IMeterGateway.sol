// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BatchOutcome, Reading, Stop} from "./IEnergyPool.sol";

/// @notice The door for signed reports. Anyone may send them; only the unit's key can make them.
/// EIP-712 domain: name "PowerChain", version "1", chain id, this contract.
interface IMeterGateway {
    /// @notice Consecutive readings of one unit under one signature.
    /// @param signature 65 bytes r, s, v of the unit's key over
    /// `Batch(address unit,Reading[] readings)Reading(uint8 kind,address resident,uint64 energyWh,uint64 intervalEnd,uint64 sequence)`.
    struct Batch {
        address unit;
        Reading[] readings;
        bytes signature;
    }

    /// @notice A batch went no further than the reading with this sequence number; that one and those behind it can be sent again.
    event BatchStopped(address indexed unit, uint256 sequence, Stop reason);

    /// @notice Books batches of many units; a bad one stops at its fault and never touches another's.
    /// Faults are events (BatchStopped here, ReadingRejected of EnergyPool) and counts in the answer.
    function submitReports(Batch[] calldata batches) external returns (BatchOutcome[] memory outcomes);

    /// @notice The EIP-712 digest that the unit signs.
    function batchDigest(address unit, Reading[] calldata readings) external view returns (bytes32);
}
