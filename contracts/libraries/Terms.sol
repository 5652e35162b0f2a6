// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A set of terms of office: bit t of the set is term t, 256 a word.
/// A voter's term is never given to another, so the votes of a removed voter stop counting by clearing one bit.
library Terms {
    struct Set {
        mapping(uint256 word => uint256 bits) words;
    }

    function has(Set storage self, uint256 term) internal view returns (bool) {
        return (self.words[term >> 8] >> (term & 255)) & 1 == 1;
    }

    function add(Set storage self, uint256 term) internal {
        self.words[term >> 8] |= 1 << (term & 255);
    }

    function remove(Set storage self, uint256 term) internal {
        self.words[term >> 8] &= ~(1 << (term & 255));
    }

    /// @notice How many of `self` are in `other` too, of the first `terms` terms.
    function countIn(Set storage self, Set storage other, uint256 terms) internal view returns (uint256 count) {
        for (uint256 word = 0; word << 8 < terms; word++) {
            uint256 bits = self.words[word];
            if (bits != 0) count += popCount(bits & other.words[word]);
        }
    }

    /// @notice Number of ones in a word, summed in ever wider fields (Warren, Hacker's Delight, chapter 5).
    function popCount(uint256 x) internal pure returns (uint256 count) {
        unchecked {
            // Fields of 2, 4 and 8 bits never overflow: a field of n bits holds at most n. The product's carries
            // out of the top byte fall away by design; 256 ones would wrap that byte, so the low half is added apart.
            x -= (x >> 1) & (type(uint256).max / 3);
            x = (x & (type(uint256).max / 5)) + ((x >> 2) & (type(uint256).max / 5));
            x = (x + (x >> 4)) & (type(uint256).max / 17);
            uint256 ones = type(uint256).max / 255;
            uint256 low = x & type(uint128).max;
            count = ((low * ones) >> 248) + (((x >> 128) * ones) >> 248);
        }
    }
}
