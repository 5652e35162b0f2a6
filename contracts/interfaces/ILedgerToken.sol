// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What a token does for the ledger: it says in ERC-20's words what the ledger has booked.
interface ILedgerToken {
    /// @notice Only the ledger may make a token say that something moved.
    error TokenUnauthorized(address caller);

    /// @notice Emits one Transfer.
    function emitTransfer(address from, address to, uint256 amount) external;

    /// @notice Emits up to two mints; an amount of 0 emits nothing.
    function emitMints(address first, uint256 firstAmount, address second, uint256 secondAmount) external;

    /// @notice Emits the mints of a batch: words of amount (64 bits) over account (160 bits), those of amount 0 left out, and one more.
    function emitMintBatch(uint256[] calldata mints, address last, uint256 lastAmount) external;

    /// @notice Emits this token's side of a take in which the makers give it to the taker (see the library Fills).
    function emitFromMakers(address taker, uint256[] calldata fills) external;

    /// @notice Emits this token's side of a take in which the taker gives it to the makers.
    function emitToMakers(address taker, uint256[] calldata fills) external;
}
