// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20, ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {LedgerToken} from "./base/LedgerToken.sol";
import {Wired} from "./base/Wired.sol";
import {IEnergyPool} from "./interfaces/IEnergyPool.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {Fills} from "./libraries/Fills.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title EnergyToken
/// @notice ENT as an ERC-20 token with permits: 1 ENT (9 decimals) is 1 kWh in the community's storage.
contract EnergyToken is LedgerToken {
    IEnergyPool private immutable ENERGY_POOL;

    constructor(
        Wiring memory wiring
    )
        ERC20("PowerChain Energy", "ENT")
        ERC20Permit("PowerChain Energy")
        Wired(wiring, wiring.energyToken)
        LedgerToken(wiring)
    {
        ENERGY_POOL = IEnergyPool(wiring.energyPool);
    }

    function decimals() public pure override returns (uint8) {
        return 9;
    }

    /// @notice All ENT there is, locked included.
    function totalSupply() public view override returns (uint256) {
        return ENERGY_POOL.totalEnt();
    }

    /// @notice Available and locked ENT of an account.
    function balanceOf(address account) public view override returns (uint256) {
        ILedger.Account memory amounts = LEDGER.account(account);
        return uint256(amounts.entAvailable) + amounts.entLocked;
    }

    function _move(address from, address to, uint256 amount) internal override {
        LEDGER.transferEnt(from, to, amount);
    }

    function _fillLane() internal pure override returns (uint256) {
        return Fills.ENT_LANE;
    }
}
