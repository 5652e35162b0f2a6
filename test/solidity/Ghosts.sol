// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IBank} from "../../contracts/interfaces/IBank.sol";
import {IEnergyPool} from "../../contracts/interfaces/IEnergyPool.sol";
import {IGovernance} from "../../contracts/interfaces/IGovernance.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IMeterGateway} from "../../contracts/interfaces/IMeterGateway.sol";
import {OrderId} from "../../contracts/types/Order.sol";
import {Community} from "./Community.sol";
import {Assertions} from "./Vm.sol";

/// @notice What must be watched while things happen: the network before and after each act.
abstract contract Ghosts is Assertions {
    enum Kind {
        Nothing, // no energy moves: D, R and debts stay
        Production, // D and debts may shrink
        Repayment, // D and debts may shrink
        Loss // a reading of any kind, or a unit's removal: all may change
    }

    struct Before {
        int256 imbalance;
        uint256 rate;
        uint256[] debts;
        uint256[] sequences;
        uint256[] ends;
    }

    /// @notice How many acts met what: invariants of a deficit that never is prove nothing.
    struct Met {
        uint256 deficit;
        uint256 surplus;
        uint256 debts;
        uint256 newDebts;
        uint256 covered; // consumption that a session paid for
        uint256 trades;
    }

    Met public met;

    Community public immutable community;
    ILedger public immutable ledger;
    IGovernance public immutable governance;
    IEnergyPool public immutable pool;
    IMeterGateway public immutable gateway;
    IMarket public immutable market;
    IBank public immutable bank;

    address[] public residents;
    address[] public units;
    OrderId[] public orders;

    // --- ghosts: what must never have happened ---
    bool public rateFellInDeficit;
    bool public deficitGrewWithoutLoss;
    bool public debtGrewWithoutReading;
    bool public debtShrankWithoutPayment;
    bool public sequenceFell;
    bool public intervalFell;
    bool public intervalTooFarAhead;
    bool public mintedBeyondCap;
    bool public thiefGotThrough;
    bool public cyclingPaid;

    constructor(Community community_) {
        community = community_;
        ledger = community_.ledger();
        governance = community_.governance();
        pool = community_.pool();
        gateway = community_.gateway();
        market = community_.market();
        bank = community_.bank();
    }

    modifier watched(Kind kind) {
        Before memory before = _look();
        _;
        _judge(kind, before, _look());
    }

    function residentCount() external view returns (uint256) {
        return residents.length;
    }

    function unitCount() external view returns (uint256) {
        return units.length;
    }

    function orderCount() external view returns (uint256) {
        return orders.length;
    }

    function _look() private view returns (Before memory seen) {
        IEnergyPool.Totals memory totals = pool.totals();
        (seen.imbalance, seen.rate) = (totals.imbalance, totals.rate);
        seen.debts = new uint256[](residents.length);
        for (uint256 i = 0; i < residents.length; i++) seen.debts[i] = pool.debtOf(residents[i]);
        (seen.sequences, seen.ends) = (new uint256[](units.length), new uint256[](units.length));
        for (uint256 i = 0; i < units.length; i++) {
            IEnergyPool.Unit memory unit = pool.storageUnit(units[i]);
            (seen.sequences[i], seen.ends[i]) = (unit.lastSequence, unit.lastIntervalEnd);
        }
    }

    function _judge(Kind kind, Before memory before, Before memory now_) private {
        _count(before, now_);
        if (now_.imbalance > 0 && now_.rate < before.rate && kind != Kind.Loss) rateFellInDeficit = true;
        if (kind != Kind.Loss && now_.imbalance > before.imbalance) deficitGrewWithoutLoss = true;
        if (kind == Kind.Nothing && now_.imbalance != before.imbalance) deficitGrewWithoutLoss = true;
        for (uint256 i = 0; i < before.debts.length; i++) {
            if (now_.debts[i] > before.debts[i] && kind != Kind.Loss) debtGrewWithoutReading = true;
            if (now_.debts[i] < before.debts[i] && kind == Kind.Nothing) debtShrankWithoutPayment = true;
        }
        for (uint256 i = 0; i < before.ends.length; i++) {
            if (now_.sequences[i] < before.sequences[i]) sequenceFell = true;
            if (now_.ends[i] < before.ends[i]) intervalFell = true;
            if (now_.ends[i] > block.timestamp + 15 minutes) intervalTooFarAhead = true;
        }
    }

    function _count(Before memory before, Before memory now_) private {
        if (now_.imbalance > 0) met.deficit++;
        if (now_.imbalance < 0) met.surplus++;
        for (uint256 i = 0; i < now_.debts.length; i++) {
            if (now_.debts[i] > 0) met.debts++;
            if (now_.debts[i] > before.debts[i]) met.newDebts++;
        }
    }
}
