// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IMarketViews} from "../interfaces/IMarketViews.sol";
import {MarketUnits} from "../libraries/MarketUnits.sol";
import {OrderBook} from "../libraries/OrderBook.sol";
import {TickBitmap} from "../libraries/TickBitmap.sol";
import {Level, Lots, Order, OrderId, OrderType, Side, Tick} from "../types/Order.sol";
import {Parameter} from "../types/Parameter.sol";

/// @notice Reads of the market that walk through its book; part of Lens, so that the market itself stays small.
abstract contract MarketViews is IMarketViews {
    IMarket internal immutable MARKET;

    /// @dev A place in the book: an open order, or a price beyond all of them (tick 0).
    struct Walk {
        bool upwards;
        uint256 tick;
        Level level;
        uint256 place;
        Order order;
    }

    constructor(address market) {
        MARKET = IMarket(market);
    }

    /// @inheritdoc IMarketViews
    function bestPrices() external view returns (Tick buy, Tick sell) {
        return MARKET.bestPrices();
    }

    /// @inheritdoc IMarketViews
    function book(Side side, Tick from, uint256 count) external view returns (BookLevel[] memory levels, Tick next) {
        bool upwards = side == Side.Sell;
        uint256 first = _firstTick(side, Tick.unwrap(from));
        uint256 length;
        uint256 tick = first;
        for (; tick != 0 && length < count; length++) tick = _nextTick(upwards, tick);
        next = Tick.wrap(uint16(tick));
        levels = new BookLevel[](length);
        tick = first;
        for (uint256 i = 0; i < length; i++) {
            Tick at = Tick.wrap(uint16(tick));
            levels[i] = BookLevel({tick: at, lots: MARKET.level(at).lots});
            tick = _nextTick(upwards, tick);
        }
    }

    /// @inheritdoc IMarketViews
    function orders(OrderId[] calldata ids) external view returns (Order[] memory list) {
        list = new Order[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) list[i] = MARKET.order(ids[i]);
    }

    /// @inheritdoc IMarketViews
    function ordersOf(
        address owner,
        OrderId from,
        uint256 looks
    ) external view returns (Order[] memory found, OrderId next) {
        (uint256 tick, uint256 place) = OrderBook.split(OrderId.unwrap(from));
        Walk memory walk;
        walk.upwards = true;
        if (tick == 0 || !_hasOrders(tick)) _enter(walk, _nextTick(true, tick));
        else _enterAt(walk, tick, place);
        // Grown by one at a time this would cost the square of the page: a list as long as the page is cut to what was found.
        Order[] memory page = new Order[](looks);
        uint256 count;
        for (uint256 i = 0; i < looks && walk.tick != 0; i++) {
            if (owner == address(0) || walk.order.owner == owner) page[count++] = walk.order;
            _advance(walk);
        }
        found = new Order[](count);
        for (uint256 i = 0; i < count; i++) found[i] = page[i];
        if (walk.tick != 0) next = walk.order.id;
    }

    /// @inheritdoc IMarketViews
    function quote(
        address taker,
        Side side,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint256 maxFills
    ) external view returns (Quote memory result) {
        if (!_isSound(tick, lots, maxFills)) return result;
        bool buying = side == Side.Buy;
        Walk memory walk;
        walk.upwards = buying;
        _enter(walk, _firstTick(buying ? Side.Sell : Side.Buy, 0));
        uint256 left = Lots.unwrap(lots);
        while (left != 0 && result.met < maxFills && _inReach(walk, buying, tick)) {
            if (orderType == OrderType.PostOnly && !walk.order.expired) break;
            uint256 some = _tradable(walk.order, taker, left);
            left -= some;
            result.eur += MarketUnits.eurOfHalf(some, _priceHalfTicks(walk.tick, tick));
            result.met++;
            _advance(walk);
        }
        result.filled = Lots.wrap(uint64(Lots.unwrap(lots) - left));
        _finish(result, orderType, left, _inReach(walk, buying, tick));
    }

    /// @dev Decides what becomes of the lots left; `crossing`: an opposite order is still in reach.
    function _finish(Quote memory result, OrderType orderType, uint256 left, bool crossing) private pure {
        result.accepted = true;
        if (left == 0) return;
        bool mayRest = orderType == OrderType.Limit || orderType == OrderType.PostOnly;
        if (mayRest && !crossing) {
            result.rested = Lots.wrap(uint64(left));
            return;
        }
        if (orderType == OrderType.PostOnly || orderType == OrderType.FillOrKill) {
            // Refused as a whole: nothing is changed.
            (result.accepted, result.filled, result.eur, result.met) = (false, Lots.wrap(0), 0, 0);
            return;
        }
        result.returned = Lots.wrap(uint64(left));
    }

    function _isSound(Tick tick, Lots lots, uint256 maxFills) private view returns (bool) {
        uint256 amount = Lots.unwrap(lots);
        bool fits = amount >= MARKET.parameter(Parameter.MinOrder) && amount <= MarketUnits.MAX_LOTS;
        return fits && Tick.unwrap(tick) != 0 && maxFills != 0;
    }

    /// @dev How much an order would trade with an incoming one of `left` lots.
    function _tradable(Order memory resting, address taker, uint256 left) private pure returns (uint256) {
        if (resting.expired || resting.owner == taker) return 0;
        return Math.min(left, Lots.unwrap(resting.left));
    }

    function _priceHalfTicks(uint256 makerTick, Tick limit) private view returns (uint256) {
        return MARKET.parameter(Parameter.Pricing) == 1 ? makerTick + Tick.unwrap(limit) : 2 * makerTick;
    }

    function _inReach(Walk memory walk, bool buying, Tick limit) private pure returns (bool) {
        return OrderBook.crosses(buying, Tick.unwrap(limit), walk.tick);
    }

    // --- walking ---

    /// @dev A side's best tick, or the next at or behind `from`.
    function _firstTick(Side side, uint256 from) private view returns (uint256) {
        (Tick buy, Tick sell) = MARKET.bestPrices();
        bool upwards = side == Side.Sell;
        uint256 best = Tick.unwrap(upwards ? sell : buy);
        if (best == 0 || from == 0 || (upwards ? from <= best : from >= best)) return best;
        return _hasOrders(from) ? from : _nextTick(upwards, from);
    }

    /// @dev Goes to the first open order at a tick; 0: to the end.
    function _enter(Walk memory walk, uint256 tick) private view {
        _enterAt(walk, tick, 0);
    }

    /// @dev Goes to the first open order at a tick from a place on, or to what follows.
    function _enterAt(Walk memory walk, uint256 tick, uint256 place) private view {
        walk.tick = tick;
        if (tick == 0) return;
        walk.level = MARKET.level(Tick.wrap(uint16(tick)));
        walk.place = Math.max(place, walk.level.head);
        _settle(walk);
    }

    function _advance(Walk memory walk) private view {
        walk.place++;
        _settle(walk);
    }

    /// @dev Moves on from cancelled orders and from a queue's end to the next open order.
    function _settle(Walk memory walk) private view {
        while (walk.tick != 0) {
            if (walk.level.hasCancelled) walk.place = _skipCancelled(walk.tick, walk.place, walk.level.tail);
            if (walk.place < walk.level.tail) {
                walk.order = MARKET.order(OrderId.wrap(uint64(OrderBook.idOf(walk.tick, walk.place))));
                return;
            }
            walk.tick = _nextTick(walk.upwards, walk.tick);
            if (walk.tick == 0) return;
            walk.level = MARKET.level(Tick.wrap(uint16(walk.tick)));
            walk.place = walk.level.head;
        }
    }

    function _skipCancelled(uint256 tick, uint256 place, uint256 tail) private view returns (uint256) {
        while (place < tail) {
            uint256 open = ~MARKET.cancelledBits(Tick.wrap(uint16(tick)), place >> 8) >> (place & 255);
            if (open != 0) return place + TickBitmap.lowestBit(open);
            place = ((place >> 8) + 1) << 8;
        }
        return place;
    }

    function _hasOrders(uint256 tick) private view returns (bool) {
        return (MARKET.tickBits(tick >> 8) >> (tick & 255)) & 1 == 1;
    }

    /// @dev The next tick with open orders; 0: none.
    function _nextTick(bool upwards, uint256 tick) private view returns (uint256) {
        uint256 index = tick >> 8;
        uint256 bits = MARKET.tickBits(index) & TickBitmap.beyond(upwards, tick & 255);
        if (bits == 0) {
            uint256 summary = MARKET.tickSummary() & TickBitmap.beyond(upwards, index);
            if (summary == 0) return 0;
            index = upwards ? TickBitmap.lowestBit(summary) : Math.log2(summary);
            bits = MARKET.tickBits(index);
        }
        return (index << 8) | (upwards ? TickBitmap.lowestBit(bits) : Math.log2(bits));
    }
}
