// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Mint} from "../libraries/Mints.sol";

/// @notice What a token does for the ledger: it says in ERC-20's words what the ledger has booked.
interface ILedgerToken {
    /// @notice Only the ledger may make a token say that something moved.
    error TokenUnauthorized(address caller);

    /// @notice Emits one Transfer.
    function emitTransfer(address from, address to, uint256 amount) external;

    /// @notice Emits up to two mints; an amount of 0 emits nothing.
    /// @return Always true: with a result the caller need not check that there is code, 65 gas less.
    function emitTwoMints(Mint first, Mint second) external returns (bool);

    /// @notice Emits the mints of a batch; an amount of 0 emits nothing.
    /// @param mints A `Mint` each.
    function emitMints(uint256[] calldata mints, Mint last) external;

    /// @notice Emits this token's side of a take in which the makers give it to the taker (see the library Fills).
    function emitFillsFromMakers(address taker, uint256[] calldata fills) external;

    /// @notice Emits this token's side of a take in which the taker gives it to the makers.
    function emitFillsToMakers(address taker, uint256[] calldata fills) external;
}
