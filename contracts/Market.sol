// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "./base/Wired.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {LevelWord, OrderWord, TopWord} from "./libraries/BookWords.sol";
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

    constructor(Wiring memory wiring) Wired(wiring, wiring.market) {
        LEDGER = ILedger(wiring.ledger);
        GOVERNANCE = wiring.governance;
        bool midpoint = Defaults.valueOf(Parameter.Pricing) == 1;
        _book.top = _book.top.withRules(midpoint, Defaults.valueOf(Parameter.MinOrder));
    }

    // --- commands ---

    /// @inheritdoc IMarket
    function addOrder(
        Side side,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint128 maxFills,
        uint48 expiresAt
    ) external returns (OrderId id, Lots filled, uint64 eur, Lots rested) {
        return _place(side, tick, lots, orderType, maxFills, expiresAt);
    }

    /// @inheritdoc IMarket
    function addOrders(NewOrder[] calldata orders) external returns (Placed[] memory placed) {
        placed = new Placed[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            (placed[i].id, placed[i].filled, placed[i].eur, placed[i].rested) = _placeOne(orders[i]);
        }
    }

    /// @inheritdoc IMarket
    function removeOrder(OrderId id) external {
        (address owner, uint256 lots, uint256 ent, uint256 eur) = _remove(id);
        if (lots == 0) revert MarketOrderNotOpen(id);
        LEDGER.unlockOnOrder(owner, ent, eur);
    }

    /// @inheritdoc IMarket
    function removeOrders(OrderId[] calldata ids) external returns (uint256 removed) {
        for (uint256 i = 0; i < ids.length; i++) {
            (address owner, uint256 lots, uint256 ent, uint256 eur) = _remove(ids[i]);
            if (lots == 0) continue;
            removed++;
            LEDGER.unlockOnOrder(owner, ent, eur);
        }
    }

    /// @inheritdoc IMarket
    function replaceOrder(
        OrderId id,
        NewOrder calldata order_
    ) external returns (OrderId newId, Lots filled, uint64 eur, Lots rested) {
        (address owner, uint256 lots, uint256 entHeld, uint256 eurHeld) = _remove(id);
        if (lots == 0) revert MarketOrderNotOpen(id);
        if (owner != msg.sender) revert MarketNotOwner(id, owner, msg.sender); // an expired one of somebody else
        LEDGER.unlockOnOrder(owner, entHeld, eurHeld);
        return _placeOne(order_);
    }

    /// @inheritdoc IParameterized
    function setParameter(Parameter name, uint256 value) external {
        if (msg.sender != GOVERNANCE) revert MarketNotGovernance(msg.sender);
        if (name != Parameter.Pricing && name != Parameter.MinOrder) revert MarketUnknownParameter();
        bool midpoint = name == Parameter.Pricing ? value == 1 : _book.top.isMidpoint();
        uint256 minLots = name == Parameter.MinOrder ? value : _book.top.minLots();
        _book.top = _book.top.withRules(midpoint, minLots);
        emit MarketParameterChanged(midpoint, Lots.wrap(uint64(minLots)));
    }

    // --- reads ---

    /// @inheritdoc IMarket
    function bestPrices() external view returns (Tick buy, Tick sell) {
        TopWord top = _book.top;
        return (Tick.wrap(uint16(top.bestBuy())), Tick.wrap(uint16(top.bestSell())));
    }

    /// @inheritdoc IParameterized
    function parameter(Parameter name) external view returns (uint256 value) {
        if (name == Parameter.Pricing) return _book.top.isMidpoint() ? 1 : 0;
        if (name == Parameter.MinOrder) return _book.top.minLots();
        revert MarketUnknownParameter();
    }

    /// @inheritdoc IMarket
    function order(OrderId id) external view returns (Order memory found) {
        found.id = id;
        (uint256 tick, ) = OrderBook.split(OrderId.unwrap(id));
        found.tick = Tick.wrap(uint16(tick));
        (bool open, OrderWord word, uint256 left) = _book.find(OrderId.unwrap(id));
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
        LevelWord word = _book.levels[Tick.unwrap(tick)].word;
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
        return _book.ticks.words[word].bits;
    }

    /// @inheritdoc IMarket
    function tickSummary() external view returns (uint256 bits) {
        return _book.ticks.summary;
    }

    /// @inheritdoc IMarket
    function cancelledBits(Tick tick, uint256 group) external view returns (uint256 bits) {
        return _book.cancelled[(uint256(Tick.unwrap(tick)) << 40) | group].bits;
    }

    // --- placing ---

    function _placeOne(NewOrder calldata order_) private returns (OrderId id, Lots filled, uint64 eur, Lots rested) {
        return _place(order_.side, order_.tick, order_.lots, order_.orderType, order_.maxFills, order_.expiresAt);
    }

    function _place(
        Side side,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint256 maxFills,
        uint256 expiresAt
    ) private returns (OrderId id, Lots filled, uint64 eur, Lots rested) {
        TopWord top = _book.top;
        _requireSound(tick, lots, maxFills, expiresAt, top.minLots());
        bool buying = side == Side.Buy;
        uint256 best = top.best(buying);
        if (OrderBook.crosses(buying, Tick.unwrap(tick), best)) {
            return _trade(buying, tick, lots, orderType, maxFills, expiresAt, best, top.isMidpoint());
        }
        if (_mayRest(orderType)) {
            id = _rest(buying, tick, lots, expiresAt);
            uint256 cost = _cost(buying, Tick.unwrap(tick), Lots.unwrap(lots));
            if (buying) LEDGER.lockOnOrder(msg.sender, 0, cost);
            else LEDGER.lockOnOrder(msg.sender, cost, 0);
            return (id, Lots.wrap(0), 0, lots);
        }
        _endUnrested(buying, tick, lots, orderType, lots, best);
        _settle(buying, tick, lots, 0, 0, Fills.none());
    }

    /// @dev Trades an order that crosses, rests or returns what is left of it, and settles it all.
    function _trade(
        bool buying,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint256 maxFills,
        uint256 expiresAt,
        uint256 best,
        bool midpoint
    ) private returns (OrderId id, Lots filled, uint64 eur, Lots rested) {
        uint256 limit = Tick.unwrap(tick);
        OrderBook.Cursor memory cursor = _book.start(buying, limit, best);
        uint256[] memory fills = Fills.none();
        uint256 left = Lots.unwrap(lots);
        uint256 traded;
        uint256 toReturn;
        if (orderType == OrderType.PostOnly) toReturn = _removeExpired(cursor, tick, lots, maxFills, fills);
        else (left, traded, toReturn) = _match(cursor, left, maxFills, midpoint, fills);
        _book.finish(cursor, best);
        uint256 toLock;
        if (left != 0) {
            Lots rest = Lots.wrap(uint64(left));
            // Only the most-fills bound can leave an order that crosses.
            if (_mayRest(orderType) && !OrderBook.crosses(buying, limit, cursor.tick)) {
                id = _rest(buying, tick, rest, expiresAt);
                rested = rest;
                toLock = _cost(buying, limit, left);
            } else {
                _endUnrested(buying, tick, lots, orderType, rest, cursor.tick);
            }
        }
        unchecked {
            filled = Lots.wrap(uint64(Lots.unwrap(lots) - left)); // what is left is at most all
        }
        eur = uint64(traded);
        _settle(buying, tick, lots, toLock, toReturn, fills);
    }

    /// @dev Meets one resting order after the other until nothing is left, nobody is in reach, or the most-fills bound.
    /// @return left Lots not traded.
    /// @return eur eEuro units of all trades.
    /// @return toReturn What the taker's own orders, removed on the way, held.
    function _match(
        OrderBook.Cursor memory cursor,
        uint256 lots,
        uint256 maxFills,
        bool midpoint,
        uint256[] memory fills
    ) private returns (uint256 left, uint256 eur, uint256 toReturn) {
        left = lots;
        unchecked {
            // `maxFills` is above 0 where it falls; `left` falls by at most itself; amounts are below 2^64 (see _fill).
            do {
                (uint256 place, OrderWord order_, uint256 makerLeft) = _book.next(cursor);
                address maker = order_.owner();
                uint256 taken = makerLeft;
                if (maker == msg.sender || order_.isExpired(block.timestamp)) {
                    toReturn += _drop(cursor, place, order_, makerLeft, fills);
                } else {
                    if (left < makerLeft) taken = left;
                    left -= taken;
                    uint256 limit = midpoint ? cursor.limit : cursor.tick;
                    eur += _fill(cursor, place, maker, makerLeft, taken, limit, fills);
                }
                _book.take(cursor, place, makerLeft, taken);
            } while (left != 0 && --maxFills != 0 && _book.hasNext(cursor));
        }
    }

    /// @dev What post-only does in reach of the other side: it removes expired orders; at the first live one it is an error.
    /// @return toReturn What expired orders of its owner's held.
    function _removeExpired(
        OrderBook.Cursor memory cursor,
        Tick limit,
        Lots lots,
        uint256 maxFills,
        uint256[] memory fills
    ) private returns (uint256 toReturn) {
        unchecked {
            // As above.
            do {
                (uint256 place, OrderWord order_, uint256 left) = _book.next(cursor);
                if (!order_.isExpired(block.timestamp)) _revertWouldCross(cursor.buying, limit, lots, cursor.tick);
                toReturn += _drop(cursor, place, order_, left, fills);
                _book.take(cursor, place, left, left);
            } while (--maxFills != 0 && _book.hasNext(cursor));
        }
    }

    /// @dev A trade with the order that was reached: its event, and what changes hands. The price is the middle between the maker's
    /// tick and `limit`, which for maker's pricing is the same tick.
    function _fill(
        OrderBook.Cursor memory cursor,
        uint256 place,
        address maker,
        uint256 makerLeft,
        uint256 lots,
        uint256 limit,
        uint256[] memory fills
    ) private returns (uint256 eur) {
        unchecked {
            // What is traded was backed by what the maker had locked, and that is below 2^64 units; a resting sell has less than
            // 2^45 lots, which times two ticks of 16 bits and 5 is below 2^64 too. The midpoint never exceeds a resting buy's tick.
            uint256 tick = cursor.tick;
            emit Trade(
                OrderId.wrap(uint64(OrderBook.idOf(tick, place))),
                msg.sender,
                Lots.wrap(uint64(lots)),
                uint32(tick + limit),
                Lots.wrap(uint64(makerLeft - lots))
            );
            eur = MarketUnits.eurOfHalf(lots, tick + limit);
            // A resting buy had locked its own price for each lot; what it is spared is his again.
            uint256 released = cursor.buying ? 0 : MarketUnits.eurOfHalf(lots, tick - limit);
            fills.push(maker, MarketUnits.entOf(lots), eur, released);
        }
    }

    /// @dev The end of an own or an expired order that was reached: its event; what it held goes back with the settlement.
    /// @return own What an own order held.
    function _drop(
        OrderBook.Cursor memory cursor,
        uint256 place,
        OrderWord order_,
        uint256 left,
        uint256[] memory fills
    ) private returns (uint256 own) {
        uint256 id = OrderBook.idOf(cursor.tick, place);
        Ending how = order_.isExpired(block.timestamp) ? Ending.Expired : Ending.SelfTrade;
        emit OrderEnded(OrderId.wrap(uint64(id)), how, Lots.wrap(uint64(left)));
        uint256 held = _cost(!cursor.buying, cursor.tick, left);
        if (order_.owner() == msg.sender) own = held;
        else fills.push(order_.owner(), 0, 0, held);
    }

    function _rest(bool buying, Tick tick, Lots lots, uint256 expiresAt) private returns (OrderId id) {
        id = OrderId.wrap(uint64(_book.rest(msg.sender, !buying, Tick.unwrap(tick), Lots.unwrap(lots), expiresAt)));
        emit OrderPlaced(id, msg.sender, buying ? Side.Buy : Side.Sell, lots, uint64(expiresAt));
    }

    /// @dev Ends an order whose rest may not join the book: an error if it had to be all or nothing, else it is returned.
    function _endUnrested(bool buying, Tick tick, Lots lots, OrderType orderType, Lots left, uint256 best) private {
        if (orderType == OrderType.PostOnly) _revertWouldCross(buying, tick, lots, best);
        if (orderType == OrderType.FillOrKill) {
            _requireFunds(buying, tick, lots);
            revert MarketNotFilled(lots, Lots.wrap(Lots.unwrap(lots) - Lots.unwrap(left)));
        }
        emit OrderReturned(msg.sender, buying ? Side.Buy : Side.Sell, tick, left);
    }

    /// @dev Has the ledger book all of it. When it refuses that is for want of funds: nothing else can fail.
    function _settle(
        bool buying,
        Tick tick,
        Lots lots,
        uint256 toLock,
        uint256 toReturn,
        uint256[] memory fills
    ) private {
        bytes4 selector = buying ? ILedger.bookIncomingPurchase.selector : ILedger.bookIncomingSale.selector;
        uint256 fullCost = _cost(buying, Tick.unwrap(tick), Lots.unwrap(lots));
        if (fills.bookBy(LEDGER, selector, msg.sender, fullCost, toLock, toReturn)) return;
        _requireFunds(buying, tick, lots);
        revert MarketSettlementFailed();
    }

    // --- removing ---

    /// @dev Takes an order out of the book if it is open. Reverts for another's order unless that has expired.
    /// @return owner Whose it was.
    /// @return lots What was left of it; 0: it was not open.
    /// @return ent ENT units that it held.
    /// @return eur eEuro units that it held.
    function _remove(OrderId id) private returns (address owner, uint256 lots, uint256 ent, uint256 eur) {
        (bool open, OrderWord word, uint256 left) = _book.remove(OrderId.unwrap(id));
        if (!open) return (owner, 0, 0, 0);
        owner = word.owner();
        lots = left;
        bool expired = word.isExpired(block.timestamp);
        if (owner != msg.sender && !expired) revert MarketNotOwner(id, owner, msg.sender);
        if (word.isSell()) {
            ent = MarketUnits.entOf(lots);
        } else {
            (uint256 tick, ) = OrderBook.split(OrderId.unwrap(id));
            eur = MarketUnits.eurOf(lots, tick);
        }
        emit OrderEnded(id, expired ? Ending.Expired : Ending.Cancelled, Lots.wrap(uint64(lots)));
    }

    // --- helpers ---

    function _requireSound(Tick tick, Lots lots, uint256 maxFills, uint256 expiresAt, uint256 minLots) private view {
        if (Tick.unwrap(tick) == 0) revert MarketPriceOutOfRange(tick);
        if (Lots.unwrap(lots) < minLots) revert MarketOrderTooSmall(lots, Lots.wrap(uint64(minLots)));
        if (Lots.unwrap(lots) > MarketUnits.MAX_LOTS) {
            revert MarketOrderTooLarge(lots, Lots.wrap(uint64(MarketUnits.MAX_LOTS)));
        }
        if (maxFills == 0) revert MarketZeroMaxFills();
        if (expiresAt == 0) return;
        if (expiresAt <= block.timestamp) revert MarketExpiryPassed(expiresAt, block.timestamp);
        if (expiresAt > LATEST_EXPIRY) revert MarketExpiryTooFar(expiresAt, LATEST_EXPIRY);
    }

    /// @dev An order that is refused for what the book holds, and that its owner could not pay anyway, fails for the latter.
    function _requireFunds(bool buying, Tick tick, Lots lots) private view {
        ILedger.Account memory funds = LEDGER.account(msg.sender);
        uint256 needed = _cost(buying, Tick.unwrap(tick), Lots.unwrap(lots));
        if (buying) {
            if (funds.eurAvailable < needed) revert MarketInsufficientEur(msg.sender, funds.eurAvailable, needed);
        } else {
            if (funds.entAvailable < needed) revert MarketInsufficientEnt(msg.sender, funds.entAvailable, needed);
        }
    }

    function _revertWouldCross(bool buying, Tick tick, Lots lots, uint256 best) private view {
        _requireFunds(buying, tick, lots);
        revert MarketWouldCross(tick, Tick.wrap(uint16(best)));
    }

    function _mayRest(OrderType orderType) private pure returns (bool) {
        return orderType == OrderType.Limit || orderType == OrderType.PostOnly;
    }

    /// @dev What an order costs at its own limit, and holds while it rests: eEuro of a buy, ENT of a sell.
    function _cost(bool buying, uint256 tick, uint256 lots) private pure returns (uint256) {
        return buying ? MarketUnits.eurOf(lots, tick) : MarketUnits.entOf(lots);
    }
}
