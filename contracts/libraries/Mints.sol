// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What one account is minted, in one word: its address (160 bits) and the amount above it (64). Amount 0: nothing.
type Mint is uint256;

using Mints for Mint global;

/// @dev As one word instead of two arguments through pool, ledger and token: 240 gas less a production.
library Mints {
    function mintOf(address to, uint256 units) internal pure returns (Mint) {
        return Mint.wrap(uint160(to) | (units << 160));
    }

    /// @param i Must be below the length of the list.
    function at(uint256[] calldata mints, uint256 i) internal pure returns (Mint mint) {
        assembly ("memory-safe") {
            mint := calldataload(add(mints.offset, mul(i, 32)))
        }
    }

    function account(Mint mint) internal pure returns (address) {
        return address(uint160(Mint.unwrap(mint)));
    }

    function amount(Mint mint) internal pure returns (uint256) {
        return Mint.unwrap(mint) >> 160;
    }
}
