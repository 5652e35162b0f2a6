// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LevelWord, OrderWord, OrderWords, TopWord} from "./BookWords.sol";
import {TickBitmap} from "./TickBitmap.sol";

/// @notice A strict price-time order book that knows no tokens: prices are ticks, quantities are lots.
/// Each tick has one append-only queue. As the book is never crossed, a tick holds buys or sells, never both: what lies up to the
/// best buy are buys, what lies from the best sell on are sells, and one bitmap and one queue a tick serve both sides.
/// No cost depends on how many orders rest: an order is found by its id, the next price by the bitmap, the next order by the queue.
library OrderBook {
    using TickBitmap for TickBitmap.Bitmap;

    struct Book {
        TopWord top;
        TickBitmap.Bitmap ticks; // ticks with open orders
        LevelSlot[65_536] levels;
        // tick << 46 | place since the queue was last empty: words are used again by each new queue
        OrderSlot[2 ** 62] orders;
        // id >> 8: which of 256 orders were cancelled out of turn; never used again, as ids are not
        TickBitmap.Word[2 ** 56] cancelled;
    }

    /// @dev Structs, so that a reference is computed once for reading and writing.
    struct LevelSlot {
        LevelWord word;
    }

    struct OrderSlot {
        OrderWord word;
    }

    /// @notice Where an incoming order stands in the opposite side.
    struct Cursor {
        bool buying; // walks sells upwards; else buys downwards
        uint256 limit;
        uint256 tick; // 0: the side is used up
        LevelWord level; // the tick's, ahead of the storage; 0: not read yet
        uint256 bits; // the bitmap's word of the tick, ahead of the storage; 0: as in the storage
    }

    // --- matching ---

    /// @notice Whether an incoming order of this limit (at least 1) trades at `best` (0: there is none).
    function crosses(bool buying, uint256 limit, uint256 best) internal pure returns (bool) {
        unchecked {
            return buying ? best - 1 < limit : best >= limit; // none becomes the largest number, which is below no limit
        }
    }

    /// @notice Begins at the opposite side's best price, which must be within the limit.
    function start(Book storage self, bool buying, uint256 limit, uint256 best) internal view returns (Cursor memory) {
        return Cursor(buying, limit, best, self.levels[best].word, 0);
    }

    /// @notice Whether there is another opposite order within the limit.
    function hasNext(Book storage self, Cursor memory cursor) internal view returns (bool) {
        if (LevelWord.unwrap(cursor.level) != 0) return true;
        if (!crosses(cursor.buying, cursor.limit, cursor.tick)) return false;
        cursor.level = self.levels[cursor.tick].word;
        return true;
    }

    /// @notice The oldest order at the cursor's price; there must be one.
    /// @return place Its place in its queue.
    /// @return order Its word.
    /// @return left What is left of it.
    function next(
        Book storage self,
        Cursor memory cursor
    ) internal view returns (uint256 place, OrderWord order, uint256 left) {
        LevelWord level = cursor.level;
        place = level.head();
        if (level.hasCancelled()) place = _firstOpen(self, cursor.tick, place);
        order = self.orders[_slot(cursor.tick, level, place)].word;
        unchecked {
            // The head has traded less than it had. A cancelled head has traded nothing: cancelling a partly filled one moves on.
            left = order.lots() - level.headFilled();
        }
    }

    /// @notice Takes `lots` of the `left` lots of the order that was reached at `place`.
    function take(Book storage self, Cursor memory cursor, uint256 place, uint256 left, uint256 lots) internal {
        if (lots != left) {
            cursor.level = cursor.level.filledPartly(place, lots);
            return;
        }
        LevelWord level = cursor.level.advanced(place, left);
        if (level.lots() != 0) {
            cursor.level = level;
            return;
        }
        uint256 tick = cursor.tick;
        self.levels[tick].word = level.restarted();
        (cursor.tick, cursor.bits) = self.ticks.leave(tick, cursor.bits, cursor.buying);
        cursor.level = LevelWord.wrap(0);
    }

    /// @notice Writes what the cursor holds; from here on the book is consistent again.
    function finish(Book storage self, Cursor memory cursor, uint256 best) internal {
        if (LevelWord.unwrap(cursor.level) != 0) self.levels[cursor.tick].word = cursor.level;
        self.ticks.write(cursor.tick, cursor.bits);
        if (cursor.tick != best) _setBest(self, cursor.buying, cursor.tick);
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
        LevelSlot storage slot = self.levels[tick];
        LevelWord level = slot.word;
        uint256 place = level.tail();
        id = idOf(tick, place);
        self.orders[_slot(tick, level, place)].word = OrderWords.pack(owner, lots, expiresAt, selling);
        slot.word = level.appended(lots);
        if (level.lots() != 0) return id;
        self.ticks.add(tick);
        uint256 best = self.top.best(selling);
        if (best == 0 || (selling ? tick < best : tick > best)) _setBest(self, selling, tick);
    }

    /// @notice Looks an order up.
    /// @return open Whether it rests in the book; if not, the rest is meaningless.
    /// @return order Its word.
    /// @return left What is left of it.
    function find(Book storage self, uint256 id) internal view returns (bool open, OrderWord order, uint256 left) {
        (uint256 tick, uint256 place) = split(id);
        LevelWord level = self.levels[tick].word;
        if (place < level.head() || place >= level.tail()) return (false, order, 0);
        if (level.hasCancelled() && _isCancelled(self.cancelled[id >> 8].bits, id)) return (false, order, 0);
        (order, left) = _read(self, tick, level, place);
        open = true;
    }

    /// @notice Takes an order out of the book if it is there, and says what `find` would have said.
    function remove(Book storage self, uint256 id) internal returns (bool open, OrderWord order, uint256 left) {
        (uint256 tick, uint256 place) = split(id);
        LevelSlot storage slot = self.levels[tick];
        LevelWord level = slot.word;
        if (place < level.head() || place >= level.tail()) return (false, order, 0);
        if (place == level.head()) return _removeHead(self, id, slot, level);
        TickBitmap.Word storage group = self.cancelled[id >> 8];
        uint256 bits = group.bits;
        if (_isCancelled(bits, id)) return (false, order, 0);
        order = self.orders[_slot(tick, level, place)].word;
        left = order.lots();
        if (level.lots() == left) {
            _empty(self, tick, slot, level, order.isSell());
        } else {
            slot.word = level.cancelled(left);
            group.bits = bits | (1 << (id & 255));
        }
        return (true, order, left);
    }

    function idOf(uint256 tick, uint256 place) internal pure returns (uint256) {
        return (tick << 48) | place;
    }

    function split(uint256 id) internal pure returns (uint256 tick, uint256 place) {
        return (id >> 48, id & type(uint48).max);
    }

    /// @dev The first place from `place` on whose order was not cancelled; one read per 256 orders.
    /// The level must have open lots, so that there is one.
    function _firstOpen(Book storage self, uint256 tick, uint256 place) private view returns (uint256) {
        uint256 id = idOf(tick, place);
        while (true) {
            uint256 open = ~self.cancelled[id >> 8].bits >> (id & 255);
            unchecked {
                // The id stays one of this tick's: there is an open order.
                if (open != 0) {
                    id += TickBitmap.lowestBit(open);
                    break;
                }
                id = ((id >> 8) + 1) << 8;
            }
        }
        return id & type(uint48).max;
    }

    /// @dev An order's word and what is left of it.
    function _read(
        Book storage self,
        uint256 tick,
        LevelWord level,
        uint256 place
    ) private view returns (OrderWord order, uint256 left) {
        order = self.orders[_slot(tick, level, place)].word;
        left = order.lots();
        unchecked {
            if (place == level.head()) left -= level.headFilled(); // of an open order less than it had
        }
    }

    /// @dev Removes the order at its queue's head, which may have been filled in part, or cancelled out of turn.
    function _removeHead(
        Book storage self,
        uint256 id,
        LevelSlot storage slot,
        LevelWord level
    ) private returns (bool open, OrderWord order, uint256 left) {
        if (level.hasCancelled() && _isCancelled(self.cancelled[id >> 8].bits, id)) return (false, order, 0);
        (uint256 tick, uint256 place) = split(id);
        (order, left) = _read(self, tick, level, place);
        if (level.lots() == left) _empty(self, tick, slot, level, order.isSell());
        else slot.word = level.advanced(place, left);
        return (true, order, left);
    }

    /// @dev Removes a level's last open order.
    function _empty(Book storage self, uint256 tick, LevelSlot storage slot, LevelWord level, bool selling) private {
        slot.word = level.restarted();
        self.ticks.remove(tick);
        if (self.top.best(selling) != tick) return;
        _setBest(self, selling, self.ticks.neighbour(tick, selling));
    }

    function _isCancelled(uint256 bits, uint256 id) private pure returns (bool) {
        return (bits >> (id & 255)) & 1 == 1;
    }

    function _slot(uint256 tick, LevelWord level, uint256 place) private pure returns (uint256) {
        unchecked {
            return (tick << 46) | (place - level.first()); // the queue begins at `first`
        }
    }

    function _setBest(Book storage self, bool selling, uint256 tick) private {
        self.top = self.top.withBest(selling, tick);
    }
}
