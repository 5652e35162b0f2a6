// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Reading} from "../interfaces/IEnergyPool.sol";

using Readings for ReadingWords global;

/// @notice A reading's five words as they were sent. Words beyond a field's type have to be met by the reader.
struct ReadingWords {
    uint256 kind;
    uint256 resident;
    uint256 energyWh;
    uint256 intervalEnd;
    uint256 sequence;
}

/// @notice Readings as they lie in the calldata: five words each, one after the other, as in their EIP-712 encoding.
/// @dev Reading a field as Solidity does reverts where the word is beyond its type, and would take other units' batches with it; to
/// check each type, and to encode the readings again for the next contract, cost 700 gas a reading.
library Readings {
    uint256 private constant SIZE = 5 * 32;

    /// @return words All words of the readings.
    function wordsOf(Reading[] calldata readings) internal pure returns (bytes calldata words) {
        uint256 from;
        assembly ("memory-safe") {
            from := readings.offset
        }
        return msg.data[from:from + readings.length * SIZE];
    }

    function count(bytes calldata words) internal pure returns (uint256) {
        return words.length / SIZE;
    }

    /// @param words As wordsOf gives them.
    /// @param i Must be below their count.
    function load(ReadingWords memory self, bytes calldata words, uint256 i) internal pure {
        assembly ("memory-safe") {
            calldatacopy(self, add(words.offset, mul(i, SIZE)), SIZE)
        }
    }

    /// @return hash The EIP-712 hash of the list. Words beyond a field's type are hashed as they are.
    /// @dev One type hash serves as the head of all: 700 gas less a reading than to decode and encode them.
    function hashOf(Reading[] calldata readings, bytes32 typeHash) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let size := mul(readings.length, 0x20)
            let encoding := add(hashes, size)
            mstore(encoding, typeHash)
            let reading := readings.offset
            for {
                let at := hashes
            } lt(at, encoding) {
                at := add(at, 0x20)
            } {
                calldatacopy(add(encoding, 0x20), reading, SIZE)
                mstore(at, keccak256(encoding, add(SIZE, 0x20)))
                reading := add(reading, SIZE)
            }
            hash := keccak256(hashes, size)
        }
    }
}
