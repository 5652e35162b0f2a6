// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {ILedgerToken} from "../interfaces/ILedgerToken.sol";
import {Fills} from "../libraries/Fills.sol";
import {Mint, Mints} from "../libraries/Mints.sol";
import {Wiring} from "../types/Wiring.sol";
import {Wired} from "./Wired.sol";

/// @notice The ERC-20 and EIP-2612 face of one of the ledger's two tokens. It keeps allowances and nonces; balances are the ledger's.
/// `balanceOf` is available + locked. A transfer beyond what is available reverts with the ledger's
/// LedgerInsufficientEnt / LedgerInsufficientEur, which name the available amount (ERC-20's own error would name the balance).
abstract contract LedgerToken is ILedgerToken, ERC20Permit, Wired {
    using Fills for uint256[];

    ILedger internal immutable LEDGER;

    modifier onlyLedger() {
        if (msg.sender != address(LEDGER)) revert TokenUnauthorized(msg.sender);
        _;
    }

    constructor(Wiring memory wiring) {
        LEDGER = ILedger(wiring.ledger);
    }

    /// @inheritdoc ILedgerToken
    function emitTransfer(address from, address to, uint256 amount) external onlyLedger {
        emit Transfer(from, to, amount);
    }

    /// @inheritdoc ILedgerToken
    function emitTwoMints(Mint first, Mint second) external onlyLedger returns (bool) {
        _emitMint(first);
        _emitMint(second);
        return true;
    }

    /// @inheritdoc ILedgerToken
    function emitMints(uint256[] calldata mints, Mint last) external onlyLedger {
        for (uint256 i = 0; i < mints.length; i++) _emitMint(Mints.at(mints, i));
        _emitMint(last);
    }

    /// @inheritdoc ILedgerToken
    function emitFillsFromMakers(address taker, uint256[] calldata fills) external onlyLedger {
        fills.emitFromMakers(_fillLane(), taker);
    }

    /// @inheritdoc ILedgerToken
    function emitFillsToMakers(address taker, uint256[] calldata fills) external onlyLedger {
        fills.emitToMakers(_fillLane(), taker);
    }

    function _emitMint(Mint mint) private {
        uint256 amount = mint.amount();
        if (amount != 0) emit Transfer(address(0), mint.account(), amount);
    }

    /// @dev Where this token's amount is in a fill's second word.
    function _fillLane() internal pure virtual returns (uint256);

    /// @dev Moves available tokens in the ledger.
    function _move(address from, address to, uint256 amount) internal virtual;

    /// @dev ERC-20's one way to change balances; only transfers come here, minting and burning is the ledger's.
    function _update(address from, address to, uint256 amount) internal override {
        _move(from, to, amount);
        emit Transfer(from, to, amount);
    }
}
