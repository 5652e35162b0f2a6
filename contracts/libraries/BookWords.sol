// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What every incoming order reads, from the lowest bits: the best buy's tick (16), the best sell's (16; 0: none),
/// midpoint pricing (8), and the smallest order (64). The two rules are the market's; they stand here to share the read.
type TopWord is uint256;

/// @notice A tick's queue in one word, from the lowest bits: lots (64), headFilled (48), hasCancelled (1), first (47), head (48), tail (48).
/// See the struct Level for what they are. A tick that sees a thousand new orders a second runs out of places in 4,400 years.
type LevelWord is uint256;

/// @notice A resting order in one word, from the lowest bits: owner (160), lots (48), expiresAt (40), side (1; 1 = sell).
type OrderWord is uint256;

using TopWords for TopWord global;
using LevelWords for LevelWord global;
using OrderWords for OrderWord global;

library TopWords {
    uint256 private constant SELL_AT = 16;
    uint256 private constant MIDPOINT_AT = 32;
    uint256 private constant MIN_LOTS_AT = 40;
    uint256 private constant BEST_MASK = type(uint32).max;

    /// @notice The highest buy; 0: none.
    function bestBuy(TopWord self) internal pure returns (uint256) {
        return TopWord.unwrap(self) & type(uint16).max;
    }

    /// @notice The lowest sell; 0: none.
    function bestSell(TopWord self) internal pure returns (uint256) {
        return (TopWord.unwrap(self) >> SELL_AT) & type(uint16).max;
    }

    /// @notice The best price on one side; 0: none.
    function best(TopWord self, bool selling) internal pure returns (uint256) {
        return selling ? self.bestSell() : self.bestBuy();
    }

    function isMidpoint(TopWord self) internal pure returns (bool) {
        return (TopWord.unwrap(self) >> MIDPOINT_AT) & 1 == 1;
    }

    function minLots(TopWord self) internal pure returns (uint256) {
        return TopWord.unwrap(self) >> MIN_LOTS_AT;
    }

    function withBest(TopWord self, bool selling, uint256 tick) internal pure returns (TopWord) {
        uint256 at = selling ? SELL_AT : 0;
        return TopWord.wrap((TopWord.unwrap(self) & ~(uint256(type(uint16).max) << at)) | (tick << at));
    }

    function withRules(TopWord self, bool midpoint, uint256 lots) internal pure returns (TopWord) {
        uint256 rules = (midpoint ? 1 << MIDPOINT_AT : 0) | (lots << MIN_LOTS_AT);
        return TopWord.wrap((TopWord.unwrap(self) & BEST_MASK) | rules);
    }
}

library LevelWords {
    uint256 private constant MASK_64 = type(uint64).max;
    uint256 private constant MASK_48 = type(uint48).max;
    uint256 private constant MASK_47 = type(uint48).max >> 1;
    uint256 private constant FILLED_AT = 64;
    uint256 private constant CANCELLED_AT = 112;
    uint256 private constant FIRST_AT = 113;
    uint256 private constant HEAD_AT = 160;
    uint256 private constant TAIL_AT = 208;

    function lots(LevelWord self) internal pure returns (uint256) {
        return LevelWord.unwrap(self) & MASK_64;
    }

    function headFilled(LevelWord self) internal pure returns (uint256) {
        return (LevelWord.unwrap(self) >> FILLED_AT) & MASK_48;
    }

    function hasCancelled(LevelWord self) internal pure returns (bool) {
        return (LevelWord.unwrap(self) >> CANCELLED_AT) & 1 == 1;
    }

    function first(LevelWord self) internal pure returns (uint256) {
        return (LevelWord.unwrap(self) >> FIRST_AT) & MASK_47;
    }

    function head(LevelWord self) internal pure returns (uint256) {
        return (LevelWord.unwrap(self) >> HEAD_AT) & MASK_48;
    }

    function tail(LevelWord self) internal pure returns (uint256) {
        return LevelWord.unwrap(self) >> TAIL_AT;
    }

    /// @notice One more order of `orderLots` at the end.
    function appended(LevelWord self, uint256 orderLots) internal pure returns (LevelWord) {
        unchecked {
            // All orders of a tick together hold less than 2^64 units of ENT or eEuro, and a lot is worth more than one.
            return LevelWord.wrap(LevelWord.unwrap(self) + (1 << TAIL_AT) + orderLots);
        }
    }

    /// @notice `orderLots` of the order at `place`, the oldest open one, are traded; it stays, as the head.
    function filledPartly(LevelWord self, uint256 place, uint256 orderLots) internal pure returns (LevelWord) {
        unchecked {
            // Fewer lots than that order has left, so neither field leaves its place. headFilled is 0 when the head moves.
            uint256 kept = LevelWord.unwrap(self) & ~(MASK_48 << HEAD_AT);
            return LevelWord.wrap((kept | (place << HEAD_AT)) + (orderLots << FILLED_AT) - orderLots);
        }
    }

    /// @notice The order at `place`, the oldest open one, leaves with its last `left` lots; `place` + 1 is the new head.
    function advanced(LevelWord self, uint256 place, uint256 left) internal pure returns (LevelWord) {
        unchecked {
            // place < tail < 2^48, and the level holds at least this order's lots.
            uint256 kept = LevelWord.unwrap(self) & ~((MASK_48 << HEAD_AT) | (MASK_48 << FILLED_AT));
            return LevelWord.wrap((kept | ((place + 1) << HEAD_AT)) - left);
        }
    }

    /// @notice An order further back leaves with its `left` lots.
    function cancelled(LevelWord self, uint256 left) internal pure returns (LevelWord) {
        unchecked {
            // The level holds at least this order's lots.
            return LevelWord.wrap((LevelWord.unwrap(self) | (1 << CANCELLED_AT)) - left);
        }
    }

    /// @notice A queue without open orders starts over: its next order gets the level's word 0 again, under a place never used.
    function restarted(LevelWord self) internal pure returns (LevelWord) {
        unchecked {
            // The tail in all three places at once; they do not overlap.
            return LevelWord.wrap(self.tail() * ((1 << TAIL_AT) | (1 << HEAD_AT) | (1 << FIRST_AT)));
        }
    }
}

library OrderWords {
    uint256 private constant LOTS_AT = 160;
    uint256 private constant EXPIRES_AT = 208;
    uint256 private constant SIDE_AT = 248;

    function pack(address owner_, uint256 lots_, uint256 expiresAt_, bool isSell_) internal pure returns (OrderWord) {
        uint256 word = uint160(owner_) | (lots_ << LOTS_AT) | (expiresAt_ << EXPIRES_AT);
        return OrderWord.wrap(isSell_ ? word | (1 << SIDE_AT) : word);
    }

    function owner(OrderWord self) internal pure returns (address) {
        return address(uint160(OrderWord.unwrap(self)));
    }

    function lots(OrderWord self) internal pure returns (uint256) {
        return (OrderWord.unwrap(self) >> LOTS_AT) & type(uint48).max;
    }

    function expiresAt(OrderWord self) internal pure returns (uint256) {
        return (OrderWord.unwrap(self) >> EXPIRES_AT) & type(uint40).max;
    }

    function isSell(OrderWord self) internal pure returns (bool) {
        return OrderWord.unwrap(self) >> SIDE_AT == 1;
    }

    function isExpired(OrderWord self, uint256 time) internal pure returns (bool) {
        unchecked {
            return self.expiresAt() - 1 < time; // 0 (never) becomes the largest number
        }
    }
}
