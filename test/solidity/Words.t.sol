// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {
    AccountWord,
    ENT_AVAILABLE,
    ENT_LOCKED,
    EUR_AVAILABLE,
    EUR_LOCKED,
    Lane
} from "../../contracts/libraries/AccountWords.sol";
import {LevelWord, OrderWord, OrderWords, TopWord} from "../../contracts/libraries/BookWords.sol";
import {ColdWord, EnergyWords, HotWord} from "../../contracts/energy/EnergyWords.sol";
import {Mint, Mints} from "../../contracts/libraries/Mints.sol";
import {OrderBook} from "../../contracts/libraries/OrderBook.sol";
import {TickBitmap} from "../../contracts/libraries/TickBitmap.sol";
import {Assertions} from "./Vm.sol";

/// @notice The words of storage: what is packed comes out again, and changing a part leaves the others alone.
contract WordsTest is Assertions {
    /// @dev All there is: every bit against every other, both ways.
    function testBeyondIsBeyondForAllBits() external pure {
        for (uint256 bit = 0; bit < 256; bit++) {
            (uint256 above, uint256 below) = (TickBitmap.beyond(true, bit), TickBitmap.beyond(false, bit));
            for (uint256 other = 0; other < 256; other++) {
                assertEq((above >> other) & 1, other > bit ? 1 : 0, "above");
                assertEq((below >> other) & 1, other < bit ? 1 : 0, "below");
            }
        }
    }

    function testFuzzAddingAndTakingChangeOneAmount(uint256 raw, uint64 value, uint8 which) external pure {
        Lane[4] memory lanes = [ENT_AVAILABLE, ENT_LOCKED, EUR_AVAILABLE, EUR_LOCKED];
        Lane lane = lanes[which % 4];
        AccountWord word = AccountWord.wrap(raw);
        uint256 had = word.amount(lane);
        uint256 most = bound(value, 0, type(uint64).max - had);
        AccountWord more = word.plus(lane, most);
        for (uint256 i = 0; i < 4; i++) {
            assertEq(more.amount(lanes[i]), word.amount(lanes[i]) + (i == which % 4 ? most : 0), "amounts");
        }
        assertEq(AccountWord.unwrap(more.minus(lane, most)), raw, "taken away again");
    }

    function testFuzzUnitsKeepTheirParts(
        address owner,
        uint40 capacityWh,
        uint40 powerW,
        uint16 generation
    ) external pure {
        ColdWord cold = EnergyWords.cold(owner, capacityWh, powerW, generation);
        assertTrue(cold.owner() == owner && cold.generation() == generation, "owner and generation");
        assertTrue(cold.capacityWh() == capacityWh && cold.powerW() == powerW, "what was declared");
    }

    function testFuzzIntervalsAndNumbersAreSetApart(
        uint256 raw,
        uint40 end,
        uint40 before,
        uint40 movedWh
    ) external pure {
        HotWord hot = HotWord.wrap(raw >> 1); // a number that another can follow
        HotWord next = hot.withInterval(end, before, movedWh).withNextSequence();
        assertTrue(next.lastEnd() == end && next.previousEnd() == before && next.intervalWh() == movedWh, "interval");
        assertEq(next.sequence(), hot.sequence() + 1, "number");
        assertTrue(next.storedWh() == hot.storedWh() && next.lockedWh() == hot.lockedWh(), "energy");
        HotWord emptied = next.emptied();
        assertTrue(emptied.storedWh() == 0 && emptied.lockedWh() == 0, "emptied");
        assertTrue(emptied.lastEnd() == end && emptied.sequence() == next.sequence(), "and nothing else");
    }

    function testFuzzBestPricesAreSetApart(uint256 raw, uint16 tick, bool selling) external pure {
        TopWord top = TopWord.wrap(raw);
        TopWord next = top.withBest(selling, tick);
        assertEq(next.best(selling), tick, "set");
        assertEq(next.best(!selling), top.best(!selling), "the other side's");
        assertTrue(next.isMidpoint() == top.isMidpoint() && next.minLots() == top.minLots(), "the rules");
    }

    function testFuzzRulesLeaveThePrices(uint256 raw, bool midpoint, uint64 lots) external pure {
        TopWord top = TopWord.wrap(raw);
        TopWord next = top.withRules(midpoint, lots);
        assertTrue(next.isMidpoint() == midpoint && next.minLots() == lots, "set");
        assertTrue(next.bestBuy() == top.bestBuy() && next.bestSell() == top.bestSell(), "the prices");
    }

    function testFuzzOrdersKeepTheirParts(
        address owner,
        uint48 lots,
        uint40 expiresAt,
        bool isSell,
        uint40 time
    ) external pure {
        OrderWord order = OrderWords.pack(owner, lots, expiresAt, isSell);
        assertTrue(order.owner() == owner && order.isSell() == isSell, "owner and side");
        assertTrue(order.lots() == lots && order.expiresAt() == expiresAt, "lots and time");
        assertTrue(order.isExpired(time) == (expiresAt != 0 && time >= expiresAt), "expiry");
        if (expiresAt > 0) assertTrue(order.isExpired(expiresAt) && !order.isExpired(expiresAt - 1), "to the second");
    }

    function testFuzzAppendingMovesTheTail(uint256 raw, uint48 lots) external pure {
        LevelWord level = LevelWord.wrap((raw << 1) >> 1);
        if (level.lots() + lots > type(uint64).max) return;
        LevelWord next = level.appended(lots);
        assertTrue(next.lots() == level.lots() + lots && next.tail() == level.tail() + 1, "lots and tail");
        _sameHead(level, next);
    }

    function testFuzzCancellingMovesNothing(uint256 raw, uint64 left) external pure {
        LevelWord level = LevelWord.wrap(raw);
        left = uint64(bound(left, 0, level.lots()));
        LevelWord next = level.cancelled(left);
        assertTrue(next.lots() == level.lots() - left && next.tail() == level.tail(), "lots and tail");
        assertTrue(next.hasCancelled(), "marked");
        assertTrue(next.head() == level.head() && next.headFilled() == level.headFilled(), "the head");
    }

    function testFuzzRestartedQueuesAreEmpty(uint256 raw) external pure {
        LevelWord level = LevelWord.wrap((raw << 1) >> 1);
        LevelWord next = level.restarted();
        assertTrue(next.lots() == 0 && next.headFilled() == 0 && !next.hasCancelled(), "nothing is in it");
        assertTrue(
            next.first() == level.tail() && next.head() == level.tail() && next.tail() == level.tail(),
            "begins"
        );
    }

    function testFuzzIdsAreTheirTickAndPlace(uint16 tick, uint48 place) external pure {
        (uint256 ofTick, uint256 ofPlace) = OrderBook.split(OrderBook.idOf(tick, place));
        assertTrue(ofTick == tick && ofPlace == place, "an id and its parts");
    }

    function testFuzzMintsKeepTheirParts(address to, uint64 units) external pure {
        Mint mint = Mints.mintOf(to, units);
        assertTrue(mint.account() == to && mint.amount() == units, "a mint and its parts");
    }

    function _sameHead(LevelWord level, LevelWord next) private pure {
        assertTrue(next.head() == level.head() && next.first() == level.first(), "head and first");
        assertTrue(next.headFilled() == level.headFilled() && next.hasCancelled() == level.hasCancelled(), "the rest");
    }
}
