// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20, ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {ILedgerToken} from "../interfaces/ILedgerToken.sol";
import {Fills} from "../libraries/Fills.sol";
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
    function emitMints(
        address first,
        uint256 firstAmount,
        address second,
        uint256 secondAmount
    ) external onlyLedger {
        if (firstAmount != 0) emit Transfer(address(0), first, firstAmount);
        if (secondAmount != 0) emit Transfer(address(0), second, secondAmount);
    }

    /// @inheritdoc ILedgerToken
    function emitMintBatch(uint256[] calldata mints, address last, uint256 lastAmount) external onlyLedger {
        for (uint256 i = 0; i < mints.length; i++) {
            uint256 amount = mints[i] >> 160;
            if (amount != 0) emit Transfer(address(0), address(uint160(mints[i])), amount);
        }
        if (lastAmount != 0) emit Transfer(address(0), last, lastAmount);
    }

    /// @inheritdoc ILedgerToken
    function emitFromMakers(address taker, uint256[] calldata fills) external onlyLedger {
        for (uint256 i = 0; i < fills.length; i += 2) {
            uint256 amount = _amountAt(fills, i);
            if (amount != 0) emit Transfer(fills.makerAt(i), taker, amount);
        }
    }

    /// @inheritdoc ILedgerToken
    function emitToMakers(address taker, uint256[] calldata fills) external onlyLedger {
        for (uint256 i = 0; i < fills.length; i += 2) {
            uint256 amount = _amountAt(fills, i);
            if (amount != 0) emit Transfer(taker, fills.makerAt(i), amount);
        }
    }

    /// @dev This token's amount of a fill.
    function _amountAt(uint256[] calldata fills, uint256 i) internal pure virtual returns (uint256);

    /// @dev Moves available tokens in the ledger.
    function _move(address from, address to, uint256 amount) internal virtual;

    /// @dev ERC-20's one way to change balances; only transfers come here, minting and burning is the ledger's.
    function _update(address from, address to, uint256 amount) internal override {
        _move(from, to, amount);
        emit Transfer(from, to, amount);
    }
}
