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

    /// @notice The lowest tick above `tick`; 0: none.
    function above(Bitmap storage self, uint256 tick) internal view returns (uint256) {
        uint256 index = tick >> 8;
        uint256 word = self.words[index].bits & _bitsAbove(tick & 255);
        if (word == 0) {
            uint256 summary = self.summary & _bitsAbove(index);
            if (summary == 0) return 0;
            index = lowestBit(summary);
            word = self.words[index].bits;
        }
        return (index << 8) | lowestBit(word);
    }

    /// @notice The highest tick below `tick`; 0: none.
    function below(Bitmap storage self, uint256 tick) internal view returns (uint256) {
        uint256 index = tick >> 8;
        uint256 word = self.words[index].bits & _bitsBelow(tick & 255);
        if (word == 0) {
            uint256 summary = self.summary & _bitsBelow(index);
            if (summary == 0) return 0;
            index = Math.log2(summary);
            word = self.words[index].bits;
        }
        return (index << 8) | Math.log2(word);
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
        return upwards ? _bitsAbove(bit) : _bitsBelow(bit);
    }

    function _bitsAbove(uint256 bit) private pure returns (uint256) {
        return (type(uint256).max << bit) << 1;
    }

    function _bitsBelow(uint256 bit) private pure returns (uint256) {
        unchecked {
            return (1 << bit) - 1; // bit is below 256, so the power is at least 1
        }
    }
}
