// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IWired, Wired} from "./base/Wired.sol";
import {IBank} from "./interfaces/IBank.sol";
import {IEnergyPool} from "./interfaces/IEnergyPool.sol";
import {IGovernance} from "./interfaces/IGovernance.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {ILens} from "./interfaces/ILens.sol";
import {MarketViews} from "./lens/MarketViews.sol";
import {EnergyMath} from "./libraries/EnergyMath.sol";
import {Parameter} from "./types/Parameter.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title Lens
/// @notice What anyone may read, in few calls. It is deployed last and refuses to exist over a wrong wiring.
contract Lens is ILens, MarketViews, Wired {
    Wiring private _wiring;
    ILedger private immutable LEDGER;
    IGovernance private immutable GOVERNANCE;
    IEnergyPool private immutable POOL;
    IBank private immutable BANK;

    constructor(Wiring memory wiring_) Wired(wiring_, wiring_.lens) MarketViews(wiring_.market) {
        _wiring = wiring_;
        LEDGER = ILedger(wiring_.ledger);
        GOVERNANCE = IGovernance(wiring_.governance);
        POOL = IEnergyPool(wiring_.energyPool);
        BANK = IBank(wiring_.bank);
        bytes32 expected = keccak256(abi.encode(wiring_));
        _requireWired(wiring_.ledger, expected);
        _requireWired(wiring_.energyToken, expected);
        _requireWired(wiring_.euroToken, expected);
        _requireWired(wiring_.governance, expected);
        _requireWired(wiring_.energyPool, expected);
        _requireWired(wiring_.meterGateway, expected);
        _requireWired(wiring_.market, expected);
        _requireWired(wiring_.bank, expected);
    }

    /// @inheritdoc ILens
    function wiring() external view returns (Wiring memory) {
        return _wiring;
    }

    /// @inheritdoc ILens
    function network() external view returns (Network memory info) {
        IEnergyPool.Totals memory totals = POOL.totals();
        (info.ent, info.energyWh) = (totals.ent, totals.energyWh);
        (info.imbalance, info.rate) = (totals.imbalance, totals.rate);
        for (uint256 i = 0; i < info.parameters.length; i++) info.parameters[i] = GOVERNANCE.parameter(Parameter(i));
        info.mintingRate = EnergyMath.min(totals.rate, info.parameters[uint256(Parameter.MintingRateCap)]);
        info.burningRate = EnergyMath.min(totals.rate, info.parameters[uint256(Parameter.BurningRateCap)]);
        info.eur = BANK.totalEuro();
        info.voters = GOVERNANCE.voterCount();
        info.ballots = GOVERNANCE.ballotCount();
        info.units = POOL.unitCount();
        info.banker = BANK.banker();
        info.mintedToday = BANK.mintedToday();
        (info.blockNumber, info.timestamp) = (block.number, block.timestamp);
    }

    /// @inheritdoc ILens
    function account(address who) public view returns (AccountView memory info) {
        ILedger.Account memory amounts = LEDGER.account(who);
        (info.entAvailable, info.entLocked) = (amounts.entAvailable, amounts.entLocked);
        (info.eurAvailable, info.eurLocked) = (amounts.eurAvailable, amounts.eurLocked);
        info.eurForWithdrawal = BANK.lockedForWithdrawal(who);
        info.owed = POOL.debtOf(who);
        info.voter = GOVERNANCE.isVoter(who);
        info.banker = who != address(0) && BANK.banker() == who;
        info.storageUnit = POOL.storageUnit(who).owner != address(0);
    }

    /// @inheritdoc ILens
    function accounts(address[] calldata list) external view returns (AccountView[] memory infos) {
        infos = new AccountView[](list.length);
        for (uint256 i = 0; i < list.length; i++) infos[i] = account(list[i]);
    }

    /// @inheritdoc ILens
    function storageUnits(uint256 from, uint256 count) external view returns (UnitView[] memory infos) {
        uint256 to = _end(from, count, POOL.unitCount());
        infos = new UnitView[](to > from ? to - from : 0);
        for (uint256 i = 0; i < infos.length; i++) {
            address unit = POOL.unitByIndex(from + i);
            infos[i] = UnitView(unit, POOL.storageUnit(unit));
        }
    }

    /// @inheritdoc ILens
    function session(address unit, address consumer) public view returns (SessionView memory) {
        return SessionView(unit, consumer, POOL.session(unit, consumer));
    }

    /// @inheritdoc ILens
    function sessions(
        address[] calldata units,
        address[] calldata consumers
    ) external view returns (SessionView[] memory infos) {
        infos = new SessionView[](units.length);
        for (uint256 i = 0; i < units.length; i++) infos[i] = session(units[i], consumers[i]);
    }

    /// @inheritdoc ILens
    function quoteSession(
        address unit,
        address consumer,
        uint256 ent
    ) external view returns (SessionQuote memory quote) {
        IEnergyPool.Unit memory info = POOL.storageUnit(unit);
        IEnergyPool.Session memory own = POOL.session(unit, consumer);
        ILedger.Account memory amounts = LEDGER.account(consumer);
        uint256 available = amounts.entAvailable;
        if (own.dead) {
            available += own.ent;
            (own.ent, own.energyWh) = (0, 0);
        }
        quote.rate = EnergyMath.min(POOL.totals().rate, GOVERNANCE.parameter(Parameter.BurningRateCap));
        quote.energyWh = EnergyMath.coveredWhDown(own.ent + ent, quote.rate);
        quote.endsAt = block.timestamp + GOVERNANCE.parameter(Parameter.SessionDuration);
        uint256 others = info.lockedWh - own.energyWh;
        quote.freeWh = info.storedWh > others ? info.storedWh - others : 0;
        quote.possible =
            info.owner != address(0) &&
            unit != consumer &&
            ent != 0 &&
            ent <= available &&
            quote.energyWh != 0 &&
            quote.energyWh <= quote.freeWh &&
            POOL.debtOf(consumer) <= GOVERNANCE.parameter(Parameter.OwedLimit);
    }

    /// @inheritdoc ILens
    function parameter(Parameter name) external view returns (uint256) {
        return GOVERNANCE.parameter(name);
    }

    /// @inheritdoc ILens
    function ballots(uint256 from, uint256 count) external view returns (BallotView[] memory infos) {
        if (from == 0) from = 1;
        uint256 to = _end(from, count, GOVERNANCE.ballotCount() + 1);
        infos = new BallotView[](to > from ? to - from : 0);
        for (uint256 i = 0; i < infos.length; i++) infos[i] = BallotView(from + i, GOVERNANCE.ballot(from + i));
    }

    function _requireWired(address part, bytes32 expected) private view {
        if (part.code.length == 0 || IWired(part).wiringDigest() != expected) revert LensBadWiring(part);
    }

    function _end(uint256 from, uint256 count, uint256 total) private pure returns (uint256) {
        return count > total || from + count > total ? total : from + count;
    }
}
