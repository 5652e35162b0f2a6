// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LevelWord, OrderWord, OrderWords} from "./BookWords.sol";
import {TickBitmap} from "./TickBitmap.sol";

/// @notice A strict price-time order book that knows no tokens: prices are ticks, quantities are lots.
/// Each tick has one append-only queue. As the book is never crossed, a tick holds buys or sells, never both: what lies up to the
/// best buy are buys, what lies from the best sell on are sells, and one bitmap and one queue a tick serve both sides.
/// No cost depends on how many orders rest: an order is found by its id, the next price by the bitmap, the next order by the queue.
library OrderBook {
    using TickBitmap for TickBitmap.Bitmap;

    /// @notice What every incoming order reads, in one word. The two rules are the market's; they stand here because of that.
    struct Top {
        uint16 bestBuy; // 0: none
        uint16 bestSell; // 0: none
        bool midpoint;
        uint64 minLots;
    }

    struct Book {
        Top top;
        TickBitmap.Bitmap ticks; // ticks with open orders
        LevelWord[65_536] levels;
        // tick << 48 | place since the queue was last empty: words are used again by each new queue
        mapping(uint256 slot => OrderWord) orders;
        // id >> 8: cancelled out of turn; never used again, as ids are not
        mapping(uint256 group => uint256 bits) cancelled;
    }

    /// @notice Where an incoming order stands in the opposite side.
    struct Cursor {
        bool buying; // walks sells upwards; else buys downwards
        bool loaded; // `level` is the storage's, or newer
        uint256 limit;
        uint256 tick; // 0: the side is used up
        LevelWord level;
        uint256 place;
        OrderWord order; // the one at `place`
        uint256 left; // its lots
    }

    // --- matching ---

    /// @notice Whether an incoming order of this limit trades at `best` (0: there is none).
    function crosses(bool buying, uint256 limit, uint256 best) internal pure returns (bool) {
        return best != 0 && (buying ? best <= limit : best >= limit);
    }

    function start(bool buying, uint256 limit, uint256 best) internal pure returns (Cursor memory cursor) {
        cursor.buying = buying;
        cursor.limit = limit;
        cursor.tick = best;
    }

    /// @notice Goes to the best opposite order within the limit.
    /// @return found False when there is none.
    function reach(Book storage self, Cursor memory cursor) internal view returns (bool found) {
        if (!cursor.loaded) {
            if (!crosses(cursor.buying, cursor.limit, cursor.tick)) return false;
            cursor.level = self.levels[cursor.tick];
            cursor.loaded = true;
        }
        LevelWord level = cursor.level;
        uint256 place = level.head();
        cursor.left = 0;
        if (level.hasCancelled()) {
            place = _firstOpen(self, cursor.tick, place);
        }
        cursor.place = place;
        OrderWord order = self.orders[_slot(cursor.tick, level, place)];
        cursor.order = order;
        unchecked {
            // The head has traded less than it had, and what comes after it nothing.
            cursor.left = order.lots() - (place == level.head() ? level.headFilled() : 0);
        }
        return true;
    }

    /// @notice Takes lots from the order that was reached, at most what is left of it.
    function take(Book storage self, Cursor memory cursor, uint256 lots) internal {
        if (lots == cursor.left) {
            drop(self, cursor);
        } else {
            cursor.level = cursor.level.filledPartly(cursor.place, lots);
        }
    }

    /// @notice Takes the order that was reached out of the book.
    function drop(Book storage self, Cursor memory cursor) internal {
        cursor.level = cursor.level.advanced(cursor.place, cursor.left);
        if (cursor.level.lots() == 0) {
            self.levels[cursor.tick] = cursor.level.restarted();
            self.ticks.remove(cursor.tick);
            cursor.tick = cursor.buying ? self.ticks.above(cursor.tick) : self.ticks.below(cursor.tick);
            cursor.loaded = false;
        }
    }

    /// @notice Writes what the cursor holds; from here on the book is consistent again.
    function finish(Book storage self, Cursor memory cursor, uint256 best) internal {
        if (cursor.loaded) self.levels[cursor.tick] = cursor.level;
        if (cursor.tick != best) _setBest(self, !cursor.buying, cursor.tick);
    }

    // --- resting ---

    /// @notice Adds an order at the end of its queue. It must not cross.
    /// @return id tick << 48 | place
    function rest(
        Book storage self,
        address owner,
        bool selling,
        uint256 tick,
        uint256 lots,
        uint256 expiresAt
    ) internal returns (uint256 id) {
        LevelWord level = self.levels[tick];
        uint256 place = level.tail();
        id = (tick << 48) | place;
        self.orders[_slot(tick, level, place)] = OrderWords.pack(owner, lots, expiresAt, selling);
        self.levels[tick] = level.appended(lots);
        if (level.lots() != 0) return id;
        self.ticks.add(tick);
        uint256 best = selling ? self.top.bestSell : self.top.bestBuy;
        if (best == 0 || (selling ? tick < best : tick > best)) _setBest(self, selling, tick);
    }

    /// @notice Looks an order up.
    /// @return open Whether it rests in the book.
    /// @return order Its word; meaningless when it is not open.
    /// @return left What is left of it.
    /// @return level Its queue.
    function find(
        Book storage self,
        uint256 id
    ) internal view returns (bool open, OrderWord order, uint256 left, LevelWord level) {
        (uint256 tick, uint256 place) = split(id);
        level = self.levels[tick];
        if (place < level.head() || place >= level.tail()) return (false, order, 0, level);
        if (level.hasCancelled() && (self.cancelled[id >> 8] >> (id & 255)) & 1 == 1) return (false, order, 0, level);
        order = self.orders[_slot(tick, level, place)];
        left = order.lots();
        if (place == level.head()) left -= level.headFilled();
        open = true;
    }

    /// @notice Takes an open order, as `find` gave it, out of the book.
    function remove(Book storage self, uint256 id, OrderWord order, uint256 left, LevelWord level) internal {
        (uint256 tick, uint256 place) = split(id);
        if (level.lots() == left) {
            self.levels[tick] = level.restarted();
            self.ticks.remove(tick);
            _leaveBest(self, order.isSell(), tick);
        } else if (place == level.head()) {
            self.levels[tick] = level.advanced(place, left);
        } else {
            self.levels[tick] = level.cancelled(left);
            self.cancelled[id >> 8] |= 1 << (id & 255);
        }
    }

    function split(uint256 id) internal pure returns (uint256 tick, uint256 place) {
        return (id >> 48, id & type(uint48).max);
    }

    /// @dev The first place from `place` on whose order was not cancelled; one read per 256 orders.
    /// The level must have open lots, so that there is one.
    function _firstOpen(Book storage self, uint256 tick, uint256 place) private view returns (uint256) {
        uint256 id = (tick << 48) | place;
        while (true) {
            uint256 open = ~self.cancelled[id >> 8] >> (id & 255);
            if (open != 0) {
                id += TickBitmap.lowestBit(open);
                break;
            }
            id = ((id >> 8) + 1) << 8;
        }
        return id & type(uint48).max;
    }

    function _slot(uint256 tick, LevelWord level, uint256 place) private pure returns (uint256) {
        unchecked {
            return (tick << 48) | (place - level.first()); // the queue begins at `first`
        }
    }

    function _leaveBest(Book storage self, bool selling, uint256 tick) private {
        if (selling) {
            if (self.top.bestSell == tick) _setBest(self, true, self.ticks.above(tick));
        } else {
            if (self.top.bestBuy == tick) _setBest(self, false, self.ticks.below(tick));
        }
    }

    function _setBest(Book storage self, bool selling, uint256 tick) private {
        if (selling) self.top.bestSell = uint16(tick);
        else self.top.bestBuy = uint16(tick);
    }
}
