// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20, ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {LedgerToken} from "./base/LedgerToken.sol";
import {Wired} from "./base/Wired.sol";
import {IBank} from "./interfaces/IBank.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {Fills} from "./libraries/Fills.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title EuroToken
/// @notice eEuro as an ERC-20 token with permits: 1 eEuro (8 decimals) is 1 euro held by the community's banker.
contract EuroToken is LedgerToken {
    IBank private immutable BANK;

    constructor(
        Wiring memory wiring
    )
        ERC20("PowerChain Euro", "eEuro")
        ERC20Permit("PowerChain Euro")
        Wired(wiring, wiring.euroToken)
        LedgerToken(wiring)
    {
        BANK = IBank(wiring.bank);
    }

    function decimals() public pure override returns (uint8) {
        return 8;
    }

    /// @notice All eEuro there is, locked included.
    function totalSupply() public view override returns (uint256) {
        return BANK.totalEuro();
    }

    /// @notice Available and locked eEuro of an account.
    function balanceOf(address account) public view override returns (uint256) {
        ILedger.Account memory amounts = LEDGER.account(account);
        return uint256(amounts.eurAvailable) + amounts.eurLocked;
    }

    function _move(address from, address to, uint256 amount) internal override {
        LEDGER.transferEur(from, to, amount);
    }

    function _fillLane() internal pure override returns (uint256) {
        return Fills.EUR_LANE;
    }
}
