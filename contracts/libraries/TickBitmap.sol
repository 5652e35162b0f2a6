// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice A set of ticks 0 ... 65,535 in two levels: 256 words of 256 ticks, and one word that says which of them are not empty.
/// Finding the next tick reads at most three words, however many ticks lie between.
library TickBitmap {
    struct Bitmap {
        uint256 summary;
        Word[256] words;
    }

    /// @dev A struct, so that a reference to a word is computed once for reading and writing.
    struct Word {
        uint256 bits;
    }

    function add(Bitmap storage self, uint256 tick) internal {
        Word storage word = self.words[tick >> 8];
        uint256 bits = word.bits;
        word.bits = bits | (1 << (tick & 255));
        if (bits == 0) self.summary |= 1 << (tick >> 8);
    }

    function remove(Bitmap storage self, uint256 tick) internal {
        Word storage word = self.words[tick >> 8];
        uint256 bits = word.bits & ~(1 << (tick & 255));
        word.bits = bits;
        if (bits == 0) self.summary &= ~(1 << (tick >> 8));
    }

    /// @notice The nearest tick above (or below) `tick`; 0: none.
    function neighbour(Bitmap storage self, uint256 tick, bool upwards) internal view returns (uint256) {
        uint256 ahead = self.words[tick >> 8].bits & beyond(upwards, tick & 255);
        if (ahead != 0) return _inWord(tick & ~uint256(255), ahead, upwards);
        return _inOtherWord(self, tick >> 8, upwards);
    }

    /// @notice Takes `tick` out and finds its neighbour, for a walk that takes out one after the other: a word's bits are kept by the
    /// walker as long as it stays in the word, and written once.
    /// @param bits The tick's word as the walker knows it; 0: not read yet.
    /// @return next The neighbour; 0: none.
    /// @return kept What `bits` must be in the next call, and given to `write` at the end.
    function leave(
        Bitmap storage self,
        uint256 tick,
        uint256 bits,
        bool upwards
    ) internal returns (uint256 next, uint256 kept) {
        if (bits == 0) bits = self.words[tick >> 8].bits;
        uint256 bit = tick & 255;
        bits &= ~(1 << bit);
        unchecked {
            // What lies ahead, moved to the end of the word. Mostly it is the very next tick: to ask for that first saves 200 gas a
            // level. No sum leaves the word's 256 ticks.
            if (upwards) {
                uint256 ahead = (bits >> bit) >> 1;
                if (ahead & 1 == 1) return (tick + 1, bits);
                if (ahead != 0) return (tick + 1 + lowestBit(ahead), bits);
            } else {
                uint256 ahead = (bits << (255 - bit)) << 1;
                if (ahead >> 255 == 1) return (tick - 1, bits);
                if (ahead != 0) return (tick - 256 + Math.log2(ahead), bits);
            }
        }
        self.words[tick >> 8].bits = bits;
        if (bits == 0) self.summary &= ~(1 << (tick >> 8));
        return (_inOtherWord(self, tick >> 8, upwards), 0);
    }

    /// @notice Writes what a walk that stands at `tick` has kept.
    function write(Bitmap storage self, uint256 tick, uint256 kept) internal {
        if (kept != 0) self.words[tick >> 8].bits = kept;
    }

    /// @notice The position of the lowest one of a word that is not 0.
    function lowestBit(uint256 word) internal pure returns (uint256) {
        unchecked {
            // In two's complement a word and its negative share exactly their lowest one.
            return Math.log2(word & (~word + 1));
        }
    }

    /// @notice The bits of a word above (or below) one of its bits.
    function beyond(bool upwards, uint256 bit) internal pure returns (uint256) {
        unchecked {
            return upwards ? (type(uint256).max << bit) << 1 : (1 << bit) - 1; // a power of two is at least 1
        }
    }

    function _inOtherWord(Bitmap storage self, uint256 index, bool upwards) private view returns (uint256) {
        uint256 summary = self.summary & beyond(upwards, index);
        if (summary == 0) return 0;
        index = upwards ? lowestBit(summary) : Math.log2(summary);
        return _inWord(index << 8, self.words[index].bits, upwards);
    }

    /// @dev The first tick of a word that begins at `base`.
    function _inWord(uint256 base, uint256 bits, bool upwards) private pure returns (uint256) {
        return base | (upwards ? lowestBit(bits) : Math.log2(bits));
    }
}
