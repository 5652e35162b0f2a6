// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {Lots, Order, Side, Tick} from "../../contracts/types/Order.sol";
import {Traders} from "./Traders.sol";
import {Assertions} from "./Vm.sol";

/// @notice What holds in the market after whatever its traders do. README.md says each in a sentence.
contract MarketTest is Assertions {
    Traders private _traders;
    IMarket private _market;

    function setUp() public {
        _traders = new Traders();
        _market = _traders.market();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_traders);
    }

    /// @dev The invariants are worth as much as the traders do.
    function testTradersGetThroughToEveryCommand() external {
        for (uint256 i = 0; i < 400; i++) _act(uint256(keccak256(abi.encode(i))));
        bytes4[5] memory commands = [
            _market.addOrder.selector,
            _market.addOrders.selector,
            _market.removeOrder.selector,
            _market.removeOrders.selector,
            _market.replaceOrder.selector
        ];
        for (uint256 i = 0; i < commands.length; i++) assertTrue(_traders.done(commands[i]) > 0, "got through");
        assertTrue(_traders.trades() > 10 && _traders.expired() > 0, "orders traded and expired");
        _requireNothingWrong();
    }

    /// @dev All in one: a campaign of its own for each would play the same acts many times over.
    function invariant_bookAgrees() external view {
        lockedIsWhatOpenOrdersHold();
        neverCrossed();
        bestPricesAreThoseOfOpenOrders();
        levelsHoldTheirOrders();
        nothingIsMadeOrLost();
        nothingWrongEverHappened();
    }

    function lockedIsWhatOpenOrdersHold() public view {
        Order[] memory open = _traders.openOrders();
        for (uint256 i = 0; i < _traders.traderCount(); i++) {
            address who = _traders.traders(i);
            (uint256 ent, uint256 eur) = (0, 0);
            for (uint256 j = 0; j < open.length; j++) {
                if (open[j].owner != who) continue;
                uint256 left = Lots.unwrap(open[j].left);
                if (open[j].side == Side.Sell) ent += left * 1_000_000;
                else eur += left * Tick.unwrap(open[j].tick) * 10;
            }
            ILedger.Account memory account = _traders.ledger().account(who);
            assertEq(account.entLocked, ent, "locked ENT and what sells hold");
            assertEq(account.eurLocked, eur, "locked eEuro and what buys hold");
        }
    }

    function neverCrossed() public view {
        (Tick buy, Tick sell) = _market.bestPrices();
        if (Tick.unwrap(sell) != 0) assertTrue(Tick.unwrap(buy) < Tick.unwrap(sell), "the book is not crossed");
    }

    function bestPricesAreThoseOfOpenOrders() public view {
        Order[] memory open = _traders.openOrders();
        (uint256 buy, uint256 sell) = (0, type(uint256).max);
        for (uint256 i = 0; i < open.length; i++) {
            uint256 tick = Tick.unwrap(open[i].tick);
            if (open[i].side == Side.Buy && tick > buy) buy = tick;
            if (open[i].side == Side.Sell && tick < sell) sell = tick;
        }
        (Tick bestBuy, Tick bestSell) = _market.bestPrices();
        assertEq(Tick.unwrap(bestBuy), buy, "best buy");
        assertEq(Tick.unwrap(bestSell), sell == type(uint256).max ? 0 : sell, "best sell");
    }

    function levelsHoldTheirOrders() public view {
        Order[] memory open = _traders.openOrders();
        uint256 first = _traders.FIRST_TICK();
        for (uint256 tick = first; tick < first + _traders.TICKS(); tick++) {
            uint256 lots = 0;
            for (uint256 i = 0; i < open.length; i++) {
                if (Tick.unwrap(open[i].tick) == tick) lots += Lots.unwrap(open[i].left);
            }
            assertEq(Lots.unwrap(_market.level(Tick.wrap(uint16(tick))).lots), lots, "a level and its orders");
            uint256 bit = (_market.tickBits(tick >> 8) >> (tick & 255)) & 1;
            assertEq(bit, lots == 0 ? 0 : 1, "a level's bit");
        }
    }

    function nothingIsMadeOrLost() public view {
        (uint256 ent, uint256 eur) = (0, 0);
        for (uint256 i = 0; i < _traders.traderCount(); i++) {
            ILedger.Account memory account = _traders.ledger().account(_traders.traders(i));
            ent += uint256(account.entAvailable) + account.entLocked;
            eur += uint256(account.eurAvailable) + account.eurLocked;
        }
        assertEq(ent, _traders.minted(), "ENT");
        assertEq(eur, _traders.minted(), "eEuro");
    }

    function nothingWrongEverHappened() public view {
        _requireNothingWrong();
    }

    function invariant_everythingLockedComesBack() external {
        _traders.removeAll();
        for (uint256 i = 0; i < _traders.traderCount(); i++) {
            ILedger.Account memory account = _traders.ledger().account(_traders.traders(i));
            assertEq(uint256(account.entLocked) + account.eurLocked, 0, "locked after all orders are removed");
        }
        (Tick buy, Tick sell) = _market.bestPrices();
        assertEq(uint256(Tick.unwrap(buy)) + Tick.unwrap(sell) + _market.tickSummary(), 0, "what is left of the book");
    }

    function _requireNothingWrong() private view {
        assertTrue(!_traders.idGivenTwice(), "no id was given twice");
        assertTrue(!_traders.passedOver(), "no better or older order was passed over");
        assertTrue(!_traders.limitExceeded(), "nobody paid more or got less than his limit");
        assertTrue(!_traders.bookChangedByRefusal(), "a refused order changed nothing");
    }

    function _act(uint256 seed) private {
        uint256 a = uint256(keccak256(abi.encode(seed, 1)));
        uint256 b = uint256(keccak256(abi.encode(seed, 2)));
        uint256 c = uint256(keccak256(abi.encode(seed, 3)));
        uint256 which = seed % 16;
        if (which < 8) _traders.place(a, b, c, seed);
        else if (which == 8) _traders.placeTwo(a, b, c, seed);
        else if (which < 11) _traders.remove(a);
        else if (which == 11) _traders.removeSome(a, b, c);
        else if (which == 12) _traders.replace(a, b, c, seed);
        else if (which == 13) _traders.setRules(a % 2 == 0, b);
        else if (which == 14) _traders.wait(a);
        else _traders.sweep(a);
    }
}
