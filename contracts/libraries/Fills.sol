// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The makers' side of a take, two words each, so that the whole list passes from the market through the ledger to the
/// tokens as one block of bytes:
///   word 2i      maker
///   word 2i + 1  ENT units (64 bits) | eEuro units (64) | released units (64)
/// A maker gives one of the two amounts and gets the other; `released` of what he had locked becomes available again.
library Fills {
    uint256 private constant MAX_AMOUNT = type(uint64).max;

    /// @notice An empty list.
    function none() internal pure returns (uint256[] memory) {
        return new uint256[](0);
    }

    /// @notice Appends a maker to a list in memory.
    /// @dev The list must be what was allocated last: it grows in place over free memory. Copying into a larger array instead
    /// costs about 300 gas more for the first maker and 120 for each further one.
    function push(uint256[] memory fills, address maker, uint256 ent, uint256 eur, uint256 released) internal pure {
        uint256 amounts = ent | (eur << 64) | (released << 128);
        assembly ("memory-safe") {
            let length := mload(fills)
            let end := add(add(fills, 0x20), shl(5, length))
            mstore(end, maker)
            mstore(add(end, 0x20), amounts)
            mstore(fills, add(length, 2))
            mstore(0x40, add(end, 0x40))
        }
    }

    function makerAt(uint256[] calldata fills, uint256 i) internal pure returns (address) {
        return address(uint160(fills[i]));
    }

    function entAt(uint256[] calldata fills, uint256 i) internal pure returns (uint256) {
        return fills[i + 1] & MAX_AMOUNT;
    }

    function eurAt(uint256[] calldata fills, uint256 i) internal pure returns (uint256) {
        return (fills[i + 1] >> 64) & MAX_AMOUNT;
    }

    function releasedAt(uint256[] calldata fills, uint256 i) internal pure returns (uint256) {
        return fills[i + 1] >> 128;
    }
}
