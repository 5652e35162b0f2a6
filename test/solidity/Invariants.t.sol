// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IBank} from "../../contracts/interfaces/IBank.sol";
import {IEnergyPool} from "../../contracts/interfaces/IEnergyPool.sol";
import {IGovernance} from "../../contracts/interfaces/IGovernance.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {Lots, Order, OrderId, Side, Tick} from "../../contracts/types/Order.sol";
import {Parameter} from "../../contracts/types/Parameter.sol";
import {Wiring} from "../../contracts/types/Wiring.sol";
import {Defaults} from "../../contracts/libraries/Defaults.sol";
import {Actors} from "./Actors.sol";
import {Community, IToken} from "./Community.sol";
import {Assertions, VM} from "./Vm.sol";

/// @notice What holds after whatever anybody does, over all contracts together. README.md says each in a sentence.
contract InvariantsTest is Assertions {
    Community private _community;
    Actors private _actors;

    function setUp() public {
        _community = new Community();
        _actors = new Actors(_community);
    }

    /// @dev Only the actors act; the contracts are reached through them.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actors);
    }

    /// @dev All in one: a campaign of its own for each would play the same acts many times over.
    function invariant_booksAgree() external view {
        entOfAllAccountsIsTheTotal();
        eurOfAllAccountsIsTheTotal();
        balancesAreAvailablePlusLocked();
        kwhIsTheSumOfUnits();
        imbalanceIsEntLessKwh();
        protocolAndThiefHoldNothing();
        lockedEntIsSessionsAndSells();
        lockedEurIsWithdrawalsAndBuys();
        lockedEnergyIsTheSessions();
        sessionsCoverTheirEnergy();
        rateIsZeroWithoutDeficit();
        rateNeverFallsInADeficit();
        deficitGrowsOnlyByLosses();
        debtsGrowOnlyByReadings();
        debtsShrinkOnlyByPayment();
        cyclingNeverPays();
        storedEnergyIsWithinCapacity();
        numbersAndIntervalsOnlyGo();
        thereIsAlwaysAVoter();
        parametersAreWithinBounds();
        mintsStayUnderTheCap();
        thiefGetsThroughNowhere();
    }

    /// @dev Those that act themselves; what they do is undone before the next act.
    function invariant_nobodyIsStuck() external {
        unitsCanReport();
        votersCanDecide();
        debtsCanBeRepaid();
        everythingLockedComesBack();
        everythingAvailableCanBeSent();
    }

    // --- sums ---

    function entOfAllAccountsIsTheTotal() public view {
        (uint256 ent, ) = _sums();
        assertEq(ent, _community.pool().totalEnt(), "ENT of all accounts and the pool's total");
        assertEq(ent, _community.energyToken().totalSupply(), "ENT of all accounts and the token's supply");
    }

    function eurOfAllAccountsIsTheTotal() public view {
        (, uint256 eur) = _sums();
        assertEq(eur, _community.bank().totalEuro(), "eEuro of all accounts and the bank's total");
        assertEq(eur, _community.euroToken().totalSupply(), "eEuro of all accounts and the token's supply");
    }

    function balancesAreAvailablePlusLocked() public view {
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            address who = _actors.residents(i);
            ILedger.Account memory account = _community.ledger().account(who);
            uint256 ent = uint256(account.entAvailable) + account.entLocked;
            uint256 eur = uint256(account.eurAvailable) + account.eurLocked;
            assertEq(_community.energyToken().balanceOf(who), ent, "ENT balance");
            assertEq(_community.euroToken().balanceOf(who), eur, "eEuro balance");
        }
    }

    function kwhIsTheSumOfUnits() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < _actors.unitCount(); i++) {
            sum += _community.pool().storageUnit(_actors.units(i)).storedWh;
        }
        assertEq(sum, _community.pool().totals().energyWh, "KWH and the units' energy");
    }

    function imbalanceIsEntLessKwh() public view {
        IEnergyPool.Totals memory totals = _community.pool().totals();
        int256 difference = int256(totals.ent) - int256(totals.energyWh * 1_000_000);
        assertTrue(totals.imbalance == difference, "D = ENT - KWH");
    }

    function protocolAndThiefHoldNothing() public view {
        Wiring memory w = _community.wiring();
        address[11] memory none = [
            address(0),
            _actors.THIEF(),
            w.ledger,
            w.energyToken,
            w.euroToken,
            w.governance,
            w.energyPool,
            w.meterGateway,
            w.market,
            w.bank,
            w.lens
        ];
        for (uint256 i = 0; i < none.length; i++) {
            ILedger.Account memory account = _community.ledger().account(none[i]);
            assertEq(
                account.entAvailable + account.entLocked + account.eurAvailable + account.eurLocked,
                0,
                "holds nothing"
            );
        }
    }

    // --- what is locked ---

    function lockedEntIsSessionsAndSells() public view {
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            address who = _actors.residents(i);
            uint256 expected = 0;
            for (uint256 j = 0; j < _actors.unitCount(); j++) {
                expected += _community.pool().session(_actors.units(j), who).ent;
            }
            (uint256 sells, ) = _inOrders(who);
            assertEq(_community.ledger().account(who).entLocked, expected + sells, "locked ENT");
        }
    }

    function lockedEurIsWithdrawalsAndBuys() public view {
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            address who = _actors.residents(i);
            (, uint256 buys) = _inOrders(who);
            uint256 expected = _community.bank().lockedForWithdrawal(who) + buys;
            assertEq(_community.ledger().account(who).eurLocked, expected, "locked eEuro");
        }
    }

    function lockedEnergyIsTheSessions() public view {
        for (uint256 j = 0; j < _actors.unitCount(); j++) {
            uint256 expected = 0;
            for (uint256 i = 0; i < _actors.residentCount(); i++) {
                IEnergyPool.Session memory session = _community.pool().session(_actors.units(j), _actors.residents(i));
                if (!session.dead) expected += session.energyWh;
            }
            assertEq(_community.pool().storageUnit(_actors.units(j)).lockedWh, expected, "locked energy");
        }
    }

    function sessionsCoverTheirEnergy() public view {
        for (uint256 j = 0; j < _actors.unitCount(); j++) {
            for (uint256 i = 0; i < _actors.residentCount(); i++) {
                IEnergyPool.Session memory session = _community.pool().session(_actors.units(j), _actors.residents(i));
                assertLe(
                    session.energyWh * (1_000_000 + session.rate),
                    session.ent,
                    "a session's ENT covers its energy"
                );
                if (session.open) assertTrue(session.energyWh > 0 && session.ever, "an open session holds energy");
            }
        }
    }

    // --- the rate ---

    function rateIsZeroWithoutDeficit() public view {
        IEnergyPool.Totals memory totals = _community.pool().totals();
        if (totals.imbalance <= 0) assertEq(totals.rate, 0, "R without a deficit");
    }

    function rateNeverFallsInADeficit() public view {
        assertTrue(!_actors.rateFellInDeficit(), "R fell while a deficit stayed");
    }

    function deficitGrowsOnlyByLosses() public view {
        assertTrue(!_actors.deficitGrewWithoutLoss(), "D moved without a reading or a removal");
    }

    // --- debts ---

    function debtsGrowOnlyByReadings() public view {
        assertTrue(!_actors.debtGrewWithoutReading(), "a debt grew without a reading");
    }

    function debtsShrinkOnlyByPayment() public view {
        assertTrue(!_actors.debtShrankWithoutPayment(), "a debt shrank without production or repayment");
    }

    function cyclingNeverPays() public view {
        assertTrue(!_actors.cyclingPaid(), "somebody gained by cycling energy");
    }

    // --- units and reports ---

    function storedEnergyIsWithinCapacity() public view {
        for (uint256 j = 0; j < _actors.unitCount(); j++) {
            IEnergyPool.Unit memory unit = _community.pool().storageUnit(_actors.units(j));
            if (unit.capacityWh != 0) assertLe(unit.storedWh, unit.capacityWh, "stored energy and capacity");
            if (unit.owner == address(0)) assertEq(unit.storedWh + unit.lockedWh, 0, "a removed unit is empty");
        }
    }

    function numbersAndIntervalsOnlyGo() public view {
        assertTrue(!_actors.sequenceFell(), "a sequence number fell");
        assertTrue(!_actors.intervalFell(), "a last interval fell");
        assertTrue(!_actors.intervalTooFarAhead(), "an interval more than 15 minutes ahead");
    }

    // --- offices ---

    function thereIsAlwaysAVoter() public view {
        uint256 count = _community.governance().voterCount();
        assertTrue(count > 0, "no voter");
        assertEq(_community.governance().voters(0, 10_000).length, count, "voters listed and counted");
    }

    function parametersAreWithinBounds() public view {
        for (uint256 i = 0; i < 12; i++) {
            (uint256 least, uint256 most) = Defaults.bounds(Parameter(i));
            uint256 value = _community.governance().parameter(Parameter(i));
            assertTrue(value >= least && value <= most, "a parameter out of its bounds");
        }
    }

    function mintsStayUnderTheCap() public view {
        assertTrue(!_actors.mintedBeyondCap(), "minted beyond the day's cap");
    }

    function thiefGetsThroughNowhere() public view {
        assertTrue(!_actors.thiefGotThrough(), "the thief got through");
    }

    // --- liveness: who has locked something gets it back, without anyone's help or leave ---

    function everythingLockedComesBack() public {
        VM.warp(block.timestamp + 15 days); // longer than H and grace together can be
        IEnergyPool pool = _community.pool();
        IBank bank = _community.bank();
        IMarket market = _community.market();
        for (uint256 i = 0; i < _actors.orderCount(); i++) {
            OrderId id = _actors.orders(i);
            Order memory order = market.order(id);
            if (!order.open) continue;
            VM.prank(order.owner);
            market.removeOrder(id);
        }
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            address who = _actors.residents(i);
            for (uint256 j = 0; j < _actors.unitCount(); j++) {
                address unit = _actors.units(j);
                if (!pool.session(unit, who).open) continue;
                VM.prank(who);
                pool.closeSession(unit, who);
            }
            uint256 locked = bank.lockedForWithdrawal(who);
            if (locked > 0) {
                VM.prank(who);
                bank.unlockEuro(who, locked);
            }
            ILedger.Account memory account = _community.ledger().account(who);
            assertEq(account.entLocked + account.eurLocked, 0, "still locked");
        }
        for (uint256 j = 0; j < _actors.unitCount(); j++) {
            assertEq(pool.storageUnit(_actors.units(j)).lockedWh, 0, "energy still locked");
        }
    }

    /// @dev Once all is unlocked, so that it is all that anybody has.
    function everythingAvailableCanBeSent() public {
        IToken[2] memory tokens = [_community.energyToken(), _community.euroToken()];
        address to = _actors.residents(0);
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            address who = _actors.residents(i);
            for (uint256 j = 0; j < 2; j++) {
                uint256 all = tokens[j].balanceOf(who);
                VM.prank(who);
                assertTrue(tokens[j].transfer(to, all), "what is available can be sent");
                if (i > 0) assertEq(tokens[j].balanceOf(who), 0, "all of it");
            }
        }
    }

    /// @dev Whatever was rejected, stopped or forged before: the next number is always taken.
    function unitsCanReport() public {
        for (uint256 j = 2; j < _actors.unitCount(); j++) {
            IEnergyPool.Unit memory before = _community.pool().storageUnit(_actors.units(j));
            if (before.owner == address(0)) continue;
            _actors.reportNothing(j);
            uint256 last = _community.pool().storageUnit(_actors.units(j)).lastSequence;
            assertEq(last, before.lastSequence + 1, "a unit's next report is taken");
        }
    }

    function votersCanDecide() public {
        IGovernance governance = _community.governance();
        address[] memory voters = governance.voters(0, 10_000);
        address wanted = address(0xBA2);
        uint256 votes = 0;
        for (; _community.bank().banker() != wanted && votes < voters.length; votes++) {
            VM.prank(voters[votes]);
            governance.changeBanker(wanted);
        }
        assertTrue(_community.bank().banker() == wanted, "a majority decides");
        assertEq(votes, voters.length / 2 + 1, "and no more than a majority is needed");
    }

    function debtsCanBeRepaid() public {
        IEnergyPool pool = _community.pool();
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            address who = _actors.residents(i);
            (uint256 owed, uint256 has) = (pool.debtOf(who), _community.ledger().account(who).entAvailable);
            if (owed == 0 || has == 0) continue;
            VM.prank(who);
            pool.repay(who, has);
            assertEq(pool.debtOf(who), owed > has ? owed - has : 0, "a debt shrinks by what is paid");
        }
    }

    // --- helpers ---

    function _sums() private view returns (uint256 ent, uint256 eur) {
        for (uint256 i = 0; i < _actors.residentCount(); i++) {
            ILedger.Account memory account = _community.ledger().account(_actors.residents(i));
            ent += uint256(account.entAvailable) + account.entLocked;
            eur += uint256(account.eurAvailable) + account.eurLocked;
        }
    }

    function _inOrders(address who) private view returns (uint256 ent, uint256 eur) {
        for (uint256 i = 0; i < _actors.orderCount(); i++) {
            OrderId id = _actors.orders(i);
            bool seen = false;
            for (uint256 j = 0; j < i; j++) seen = seen || OrderId.unwrap(_actors.orders(j)) == OrderId.unwrap(id);
            Order memory order = _community.market().order(id);
            if (seen || !order.open || order.owner != who) continue;
            uint256 left = Lots.unwrap(order.left);
            if (order.side == Side.Sell) ent += left * 1_000_000;
            else eur += left * Tick.unwrap(order.tick) * 10;
        }
    }
}
