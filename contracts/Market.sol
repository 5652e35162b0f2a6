// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "./base/Wired.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {LevelWord, OrderWord} from "./libraries/BookWords.sol";
import {Defaults} from "./libraries/Defaults.sol";
import {Fills} from "./libraries/Fills.sol";
import {MarketUnits} from "./libraries/MarketUnits.sol";
import {OrderBook} from "./libraries/OrderBook.sol";
import {Ending, Level, Lots, NewOrder, Order, OrderId, OrderType, Placed, Side, Tick} from "./types/Order.sol";
import {IParameterized, Parameter} from "./types/Parameter.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title Market
/// @notice Checks, locks, events and settlement around the order book. All that one incoming order trades is settled in one call
/// into the ledger, after the book is written; nothing outside the protocol is ever called.
contract Market is IMarket, Wired {
    using OrderBook for OrderBook.Book;
    using Fills for uint256[];

    uint256 private constant LATEST_EXPIRY = type(uint40).max;

    ILedger private immutable LEDGER;
    address private immutable GOVERNANCE;

    OrderBook.Book private _book;

    /// @dev What an incoming order has done to the book.
    struct Taken {
        uint256 lots;
        uint256 eur;
        uint256 returned; // of the makers' token, from own orders
    }

    constructor(Wiring memory wiring) Wired(wiring, wiring.market) {
        LEDGER = ILedger(wiring.ledger);
        GOVERNANCE = wiring.governance;
        _book.top.midpoint = Defaults.valueOf(Parameter.Pricing) == 1;
        _book.top.minLots = uint64(Defaults.valueOf(Parameter.MinOrder));
    }

    // --- commands ---

    /// @inheritdoc IMarket
    function addOrder(
        Side side,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint256 maxFills,
        uint64 expiresAt
    ) external returns (Placed memory placed) {
        return _place(NewOrder(side, tick, lots, orderType, maxFills, expiresAt));
    }

    /// @inheritdoc IMarket
    function addOrders(NewOrder[] calldata orders) external returns (Placed[] memory placed) {
        placed = new Placed[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            placed[i] = _place(orders[i]);
        }
    }

    /// @inheritdoc IMarket
    function removeOrder(OrderId id) external returns (Lots left) {
        (bool open, address owner, uint256 lots, uint256 ent, uint256 eur) = _remove(id);
        if (!open) revert MarketOrderNotOpen(id);
        LEDGER.unlockFromOrders(owner, ent, eur);
        return Lots.wrap(uint64(lots));
    }

    /// @inheritdoc IMarket
    function removeOrders(OrderId[] calldata ids) external returns (uint256 removed) {
        for (uint256 i = 0; i < ids.length; i++) {
            (bool open, address owner, , uint256 ent, uint256 eur) = _remove(ids[i]);
            if (!open) continue;
            removed++;
            LEDGER.unlockFromOrders(owner, ent, eur);
        }
    }

    /// @inheritdoc IMarket
    function replaceOrder(OrderId id, NewOrder calldata order_) external returns (Placed memory placed) {
        (bool open, address owner, , uint256 ent, uint256 eur) = _remove(id);
        if (!open) revert MarketOrderNotOpen(id);
        if (owner != msg.sender) revert MarketNotOwner(id, owner, msg.sender); // an expired one of somebody else
        LEDGER.unlockFromOrders(owner, ent, eur);
        return _place(order_);
    }

    /// @inheritdoc IParameterized
    function setParameter(Parameter name, uint256 value) external {
        if (msg.sender != GOVERNANCE) revert MarketNotGovernance(msg.sender);
        if (name == Parameter.Pricing) _book.top.midpoint = value == 1;
        else if (name == Parameter.MinOrder) _book.top.minLots = uint64(value);
        else revert MarketUnknownParameter();
        emit MarketParameterChanged(_book.top.midpoint, minOrderLots());
    }

    // --- reads ---

    /// @inheritdoc IMarket
    function bestPrices() external view returns (Tick buy, Tick sell) {
        OrderBook.Top memory top = _book.top;
        return (Tick.wrap(top.bestBuy), Tick.wrap(top.bestSell));
    }

    /// @inheritdoc IParameterized
    function parameter(Parameter name) external view returns (uint256 value) {
        if (name == Parameter.Pricing) return pricing();
        if (name == Parameter.MinOrder) return Lots.unwrap(minOrderLots());
        revert MarketUnknownParameter();
    }

    /// @inheritdoc IMarket
    function order(OrderId id) external view returns (Order memory found) {
        found.id = id;
        (uint256 tick, ) = OrderBook.split(OrderId.unwrap(id));
        found.tick = Tick.wrap(uint16(tick));
        (bool open, OrderWord word, uint256 left, ) = _book.find(OrderId.unwrap(id));
        if (!open) return found;
        found.open = true;
        found.expired = word.isExpired(block.timestamp);
        found.owner = word.owner();
        found.side = word.isSell() ? Side.Sell : Side.Buy;
        found.lots = Lots.wrap(uint64(word.lots()));
        found.left = Lots.wrap(uint64(left));
        found.expiresAt = uint64(word.expiresAt());
    }

    /// @inheritdoc IMarket
    function level(Tick tick) external view returns (Level memory) {
        LevelWord word = _book.levels[Tick.unwrap(tick)];
        return
            Level({
                first: uint64(word.first()),
                head: uint64(word.head()),
                tail: uint64(word.tail()),
                headFilled: Lots.wrap(uint64(word.headFilled())),
                lots: Lots.wrap(uint64(word.lots())),
                hasCancelled: word.hasCancelled()
            });
    }

    /// @inheritdoc IMarket
    function tickBits(uint256 word) external view returns (uint256 bits) {
        return _book.ticks.words[word];
    }

    /// @inheritdoc IMarket
    function tickSummary() external view returns (uint256 bits) {
        return _book.ticks.summary;
    }

    /// @inheritdoc IMarket
    function cancelledBits(Tick tick, uint256 group) external view returns (uint256 bits) {
        return _book.cancelled[(uint256(Tick.unwrap(tick)) << 40) | group];
    }

    /// @inheritdoc IMarket
    function minOrderLots() public view returns (Lots) {
        return Lots.wrap(_book.top.minLots);
    }

    /// @inheritdoc IMarket
    function pricing() public view returns (uint256) {
        return _book.top.midpoint ? 1 : 0;
    }

    // --- placing ---

    function _place(NewOrder memory incoming) private returns (Placed memory placed) {
        OrderBook.Top memory top = _book.top;
        _requireSound(incoming, top.minLots);
        bool buying = incoming.side == Side.Buy;
        uint256 best = buying ? top.bestSell : top.bestBuy;
        if (OrderBook.crosses(buying, Tick.unwrap(incoming.tick), best)) {
            _trade(incoming, buying, best, top.midpoint, placed);
            return placed;
        }
        if (incoming.orderType == OrderType.ImmediateOrCancel || incoming.orderType == OrderType.FillOrKill) {
            _endUnrested(incoming, buying, Lots.unwrap(incoming.lots), best);
            _settle(incoming, buying, Taken(0, 0, 0), 0, Fills.none());
            return placed;
        }
        _rest(incoming, buying, Lots.unwrap(incoming.lots), placed);
        uint256 cost = _cost(buying, Tick.unwrap(incoming.tick), Lots.unwrap(incoming.lots));
        if (buying) LEDGER.lockForOrder(msg.sender, 0, cost);
        else LEDGER.lockForOrder(msg.sender, cost, 0);
    }

    /// @dev Trades an order that crosses, rests or returns what is left of it, and settles it all.
    function _trade(
        NewOrder memory incoming,
        bool buying,
        uint256 best,
        bool midpoint,
        Placed memory placed
    ) private {
        OrderBook.Cursor memory cursor = OrderBook.start(buying, Tick.unwrap(incoming.tick), best);
        Taken memory taken;
        uint256[] memory fills = Fills.none();
        _match(incoming, cursor, midpoint, taken, fills);
        _book.finish(cursor, best);

        uint256 left = Lots.unwrap(incoming.lots) - taken.lots;
        placed.filled = Lots.wrap(uint64(taken.lots));
        placed.eur = uint64(taken.eur);
        if (left != 0) {
            if (
                incoming.orderType == OrderType.ImmediateOrCancel ||
                incoming.orderType == OrderType.FillOrKill ||
                OrderBook.crosses(buying, cursor.limit, cursor.tick)
            ) _endUnrested(incoming, buying, left, cursor.tick);
            else _rest(incoming, buying, left, placed);
        }
        _settle(incoming, buying, taken, Lots.unwrap(placed.rested), fills);
    }

    /// @dev Meets one resting order after the other until nothing is left, nobody is in reach, or the most-fills bound.
    function _match(
        NewOrder memory incoming,
        OrderBook.Cursor memory cursor,
        bool midpoint,
        Taken memory taken,
        uint256[] memory fills
    ) private {
        uint256 left = Lots.unwrap(incoming.lots);
        uint256 steps = incoming.maxFills;
        while (left != 0 && steps != 0 && _book.reach(cursor)) {
            unchecked {
                steps--; // it is not 0
            }
            if (cursor.order.isExpired(block.timestamp)) {
                _dropExpired(cursor, taken, fills);
                continue;
            }
            if (incoming.orderType == OrderType.PostOnly) _revertWouldCross(incoming, cursor.buying, cursor.tick);
            if (cursor.order.owner() == msg.sender) {
                _dropOwn(cursor, taken, Ending.SelfTrade);
                continue;
            }
            left -= _fill(cursor, left, midpoint, taken, fills);
        }
    }

    /// @dev Trades with the order that was reached.
    function _fill(
        OrderBook.Cursor memory cursor,
        uint256 wanted,
        bool midpoint,
        Taken memory taken,
        uint256[] memory fills
    ) private returns (uint256 lots) {
        uint256 tick = cursor.tick;
        uint256 makerLeft = cursor.left;
        lots = wanted < makerLeft ? wanted : makerLeft;
        uint256 halfTicks = tick + (midpoint ? cursor.limit : tick);
        emit Trade(
            OrderId.wrap(uint64((tick << 48) | cursor.place)),
            msg.sender,
            Lots.wrap(uint64(lots)),
            uint32(halfTicks),
            Lots.wrap(uint64(makerLeft - lots))
        );
        uint256 eur = MarketUnits.eurOfHalf(lots, halfTicks);
        // A resting buy had locked its own price for each lot; a resting sell gives just the lots.
        uint256 released = cursor.buying ? 0 : MarketUnits.eurOf(lots, tick) - eur;
        fills.push(cursor.order.owner(), MarketUnits.entOf(lots), eur, released);
        taken.lots += lots;
        taken.eur += eur;
        _book.take(cursor, lots);
    }

    /// @dev Removes an own order that was reached; what it held goes to the taker's returns.
    function _dropOwn(OrderBook.Cursor memory cursor, Taken memory taken, Ending how) private {
        _emitEnded(cursor, how);
        taken.returned += _held(!cursor.buying, cursor.tick, cursor.left);
        _book.drop(cursor);
    }

    /// @dev Removes an expired order that was reached; what it held goes back to its owner in the settlement.
    function _dropExpired(OrderBook.Cursor memory cursor, Taken memory taken, uint256[] memory fills) private {
        if (cursor.order.owner() == msg.sender) return _dropOwn(cursor, taken, Ending.Expired);
        _emitEnded(cursor, Ending.Expired);
        fills.push(cursor.order.owner(), 0, 0, _held(!cursor.buying, cursor.tick, cursor.left));
        _book.drop(cursor);
    }

    function _rest(NewOrder memory incoming, bool buying, uint256 lots, Placed memory placed) private {
        uint256 id = _book.rest(msg.sender, !buying, Tick.unwrap(incoming.tick), lots, incoming.expiresAt);
        placed.id = OrderId.wrap(uint64(id));
        placed.rested = Lots.wrap(uint64(lots));
        emit OrderPlaced(placed.id, msg.sender, incoming.side, placed.rested, incoming.expiresAt);
    }

    /// @dev Ends an order whose rest of `left` lots may not join the book: an error if it had to, else it is returned.
    function _endUnrested(NewOrder memory incoming, bool buying, uint256 left, uint256 best) private {
        if (incoming.orderType == OrderType.PostOnly) _revertWouldCross(incoming, buying, best);
        if (incoming.orderType == OrderType.FillOrKill) {
            _requireFunds(incoming, buying);
            revert MarketNotFilled(incoming.lots, Lots.wrap(Lots.unwrap(incoming.lots) - uint64(left)));
        }
        emit OrderReturned(msg.sender, incoming.side, incoming.tick, Lots.wrap(uint64(left)));
    }

    function _settle(
        NewOrder memory incoming,
        bool buying,
        Taken memory taken,
        uint256 rested,
        uint256[] memory fills
    ) private {
        uint256 tick = Tick.unwrap(incoming.tick);
        uint256 fullCost = _cost(buying, tick, Lots.unwrap(incoming.lots));
        uint256 toLock = _cost(buying, tick, rested);
        if (buying) LEDGER.settleBuy(msg.sender, fullCost, toLock, taken.returned, fills);
        else LEDGER.settleSell(msg.sender, fullCost, toLock, taken.returned, fills);
    }

    // --- removing ---

    /// @dev Takes an order out of the book if it is open. Reverts for another's order unless that has expired.
    /// @return open Whether it was open.
    /// @return owner Whose it was.
    /// @return lots What was left of it.
    /// @return ent ENT units that it held.
    /// @return eur eEuro units that it held.
    function _remove(
        OrderId id
    ) private returns (bool open, address owner, uint256 lots, uint256 ent, uint256 eur) {
        OrderWord word;
        LevelWord queue;
        (open, word, lots, queue) = _book.find(OrderId.unwrap(id));
        if (!open) return (false, owner, 0, 0, 0);
        owner = word.owner();
        bool expired = word.isExpired(block.timestamp);
        if (owner != msg.sender && !expired) revert MarketNotOwner(id, owner, msg.sender);
        (uint256 tick, ) = OrderBook.split(OrderId.unwrap(id));
        if (word.isSell()) ent = _held(false, tick, lots);
        else eur = _held(true, tick, lots);
        _book.remove(OrderId.unwrap(id), word, lots, queue);
        emit OrderEnded(id, expired ? Ending.Expired : Ending.Cancelled, Lots.wrap(uint64(lots)));
    }

    // --- helpers ---

    function _requireSound(NewOrder memory incoming, uint256 minLots) private view {
        uint256 lots = Lots.unwrap(incoming.lots);
        if (Tick.unwrap(incoming.tick) == 0) revert MarketPriceOutOfRange(incoming.tick);
        if (lots < minLots) revert MarketOrderTooSmall(incoming.lots, Lots.wrap(uint64(minLots)));
        if (lots > MarketUnits.MAX_LOTS) {
            revert MarketOrderTooLarge(incoming.lots, Lots.wrap(uint64(MarketUnits.MAX_LOTS)));
        }
        if (incoming.maxFills == 0) revert MarketZeroMaxFills();
        uint256 expiresAt = incoming.expiresAt;
        if (expiresAt == 0) return;
        if (expiresAt <= block.timestamp) revert MarketExpiryPassed(expiresAt, block.timestamp);
        if (expiresAt > LATEST_EXPIRY) revert MarketExpiryTooFar(expiresAt, LATEST_EXPIRY);
    }

    /// @dev An order that is refused for what the book holds, and that its owner could not pay anyway, fails for the latter.
    function _requireFunds(NewOrder memory incoming, bool buying) private view {
        ILedger.Account memory funds = LEDGER.account(msg.sender);
        uint256 needed = _cost(buying, Tick.unwrap(incoming.tick), Lots.unwrap(incoming.lots));
        if (buying) {
            if (funds.eurAvailable < needed) revert MarketInsufficientEur(msg.sender, funds.eurAvailable, needed);
        } else {
            if (funds.entAvailable < needed) revert MarketInsufficientEnt(msg.sender, funds.entAvailable, needed);
        }
    }

    function _revertWouldCross(NewOrder memory incoming, bool buying, uint256 best) private view {
        _requireFunds(incoming, buying);
        revert MarketWouldCross(incoming.tick, Tick.wrap(uint16(best)));
    }

    function _emitEnded(OrderBook.Cursor memory cursor, Ending how) private {
        uint256 id = (cursor.tick << 48) | cursor.place;
        emit OrderEnded(OrderId.wrap(uint64(id)), how, Lots.wrap(uint64(cursor.left)));
    }

    /// @dev What an incoming order costs at its own limit: eEuro of a buy, ENT of a sell.
    function _cost(bool buying, uint256 tick, uint256 lots) private pure returns (uint256) {
        return buying ? MarketUnits.eurOf(lots, tick) : MarketUnits.entOf(lots);
    }

    /// @dev What a resting order holds: eEuro of a buy, ENT of a sell.
    function _held(bool isBuy, uint256 tick, uint256 lots) private pure returns (uint256) {
        return _cost(isBuy, tick, lots);
    }
}
