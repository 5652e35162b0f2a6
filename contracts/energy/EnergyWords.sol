// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Production} from "../interfaces/IEnergyPool.sol";

/// @notice A unit's hot word, from the lowest bits: stored Wh (48), locked Wh (48), last interval's end or the registration where
/// that is later (40), end of the interval before it (40), Wh moved in the last interval (40; of units with a declared power only), sequence (40).
/// @dev Packed by hand: the compiler reads and writes a struct's fields one by one, which measured 1,900 gas more a production.
type HotWord is uint256;

/// @notice A unit's cold word: owner (160), capacity Wh (40), power W (40), generation (16), which counts its removals.
type ColdWord is uint256;

/// @notice The network's word: ENT supply (64), KWH in Wh (48), R (56), and four parameters of 20 bits: M, B, C, F.
/// R is at most 2^64 x 10^6 / 10^9, far under 56 bits.
type BooksWord is uint256;

using EnergyWords for HotWord global;
using EnergyWords for ColdWord global;
using EnergyWords for BooksWord global;

library EnergyWords {
    uint256 internal constant MOST_40 = type(uint40).max;
    uint256 internal constant MOST_48 = type(uint48).max;
    uint256 internal constant MOST_MILLIONTHS = (1 << 20) - 1;
    uint256 internal constant PARAMETERS_AT = 168;

    // --- hot ---

    function storedWh(HotWord word) internal pure returns (uint256) {
        return HotWord.unwrap(word) & MOST_48;
    }

    function lockedWh(HotWord word) internal pure returns (uint256) {
        return (HotWord.unwrap(word) >> 48) & MOST_48;
    }

    function lastEnd(HotWord word) internal pure returns (uint256) {
        return (HotWord.unwrap(word) >> 96) & MOST_40;
    }

    function previousEnd(HotWord word) internal pure returns (uint256) {
        return (HotWord.unwrap(word) >> 136) & MOST_40;
    }

    function intervalWh(HotWord word) internal pure returns (uint256) {
        return (HotWord.unwrap(word) >> 176) & MOST_40;
    }

    function sequence(HotWord word) internal pure returns (uint256) {
        return HotWord.unwrap(word) >> 216;
    }

    /// @dev Changes of one field add to or take from the word; the caller knows that the field neither overflows nor underflows.
    function plusStoredWh(HotWord word, uint256 value) internal pure returns (HotWord) {
        unchecked {
            return HotWord.wrap(HotWord.unwrap(word) + value); // the field holds the sum
        }
    }

    function minusStoredWh(HotWord word, uint256 value) internal pure returns (HotWord) {
        unchecked {
            return HotWord.wrap(HotWord.unwrap(word) - value); // the field holds at least the value
        }
    }

    function minusLockedWh(HotWord word, uint256 value) internal pure returns (HotWord) {
        unchecked {
            return HotWord.wrap(HotWord.unwrap(word) - (value << 48)); // the field holds at least the value
        }
    }

    function withLockedWh(HotWord word, uint256 lockedWh_) internal pure returns (HotWord) {
        return HotWord.wrap((HotWord.unwrap(word) & ~(MOST_48 << 48)) | (lockedWh_ << 48));
    }

    /// @return The word with another last interval and the one that was last as the one before it.
    function withInterval(
        HotWord word,
        uint256 lastEnd_,
        uint256 previousEnd_,
        uint256 movedWh
    ) internal pure returns (HotWord) {
        uint256 others = HotWord.unwrap(word) & ~(uint256(type(uint120).max) << 96);
        return HotWord.wrap(others | (lastEnd_ << 96) | (previousEnd_ << 136) | (movedWh << 176));
    }

    function withNextSequence(HotWord word) internal pure returns (HotWord) {
        return HotWord.wrap(HotWord.unwrap(word) + (1 << 216));
    }

    /// @return The word of a unit that holds nothing.
    function emptied(HotWord word) internal pure returns (HotWord) {
        return HotWord.wrap((HotWord.unwrap(word) >> 96) << 96);
    }

    // --- events ---

    /// @dev What fits into the books fits into these bits.
    function production(
        uint256 energyWh_,
        uint256 intervalEnd,
        uint256 sequence_,
        uint256 toProducer,
        uint256 toProvider
    ) internal pure returns (Production) {
        return
            Production.wrap(
                energyWh_ | (intervalEnd << 48) | (sequence_ << 88) | (toProducer << 128) | (toProvider << 192)
            );
    }

    // --- cold ---

    function owner(ColdWord word) internal pure returns (address) {
        return address(uint160(ColdWord.unwrap(word)));
    }

    function capacityWh(ColdWord word) internal pure returns (uint256) {
        return (ColdWord.unwrap(word) >> 160) & MOST_40;
    }

    function powerW(ColdWord word) internal pure returns (uint256) {
        return (ColdWord.unwrap(word) >> 200) & MOST_40;
    }

    function generation(ColdWord word) internal pure returns (uint256) {
        return ColdWord.unwrap(word) >> 240;
    }

    function cold(
        address owner_,
        uint256 capacityWh_,
        uint256 powerW_,
        uint256 generation_
    ) internal pure returns (ColdWord) {
        return ColdWord.wrap(uint160(owner_) | (capacityWh_ << 160) | (powerW_ << 200) | (generation_ << 240));
    }

    // --- books ---

    function ent(BooksWord word) internal pure returns (uint256) {
        return uint64(BooksWord.unwrap(word));
    }

    function energyWh(BooksWord word) internal pure returns (uint256) {
        return (BooksWord.unwrap(word) >> 64) & MOST_48;
    }

    function rate(BooksWord word) internal pure returns (uint256) {
        return uint56(BooksWord.unwrap(word) >> 112);
    }

    function mintingRateCap(BooksWord word) internal pure returns (uint256) {
        return (BooksWord.unwrap(word) >> PARAMETERS_AT) & MOST_MILLIONTHS;
    }

    function burningRateCap(BooksWord word) internal pure returns (uint256) {
        return (BooksWord.unwrap(word) >> (PARAMETERS_AT + 20)) & MOST_MILLIONTHS;
    }

    function rateGrowth(BooksWord word) internal pure returns (uint256) {
        return (BooksWord.unwrap(word) >> (PARAMETERS_AT + 40)) & MOST_MILLIONTHS;
    }

    function providerShare(BooksWord word) internal pure returns (uint256) {
        return (BooksWord.unwrap(word) >> (PARAMETERS_AT + 60)) & MOST_MILLIONTHS;
    }

    /// @return The `index`-th of the four parameters.
    function millionths(BooksWord word, uint256 index) internal pure returns (uint256) {
        return (BooksWord.unwrap(word) >> (PARAMETERS_AT + 20 * index)) & MOST_MILLIONTHS;
    }

    function withMillionths(BooksWord word, uint256 index, uint256 value) internal pure returns (BooksWord) {
        uint256 at = PARAMETERS_AT + 20 * index;
        return BooksWord.wrap((BooksWord.unwrap(word) & ~(MOST_MILLIONTHS << at)) | (value << at));
    }

    /// @dev As with the hot word, the caller knows that the fields neither overflow nor underflow.
    function plusTotals(BooksWord word, uint256 ent_, uint256 energyWh_) internal pure returns (BooksWord) {
        unchecked {
            return BooksWord.wrap(BooksWord.unwrap(word) + ent_ + (energyWh_ << 64)); // both fields hold their sums
        }
    }

    function minusTotals(BooksWord word, uint256 ent_, uint256 energyWh_) internal pure returns (BooksWord) {
        unchecked {
            return BooksWord.wrap(BooksWord.unwrap(word) - ent_ - (energyWh_ << 64)); // both fields hold at least that
        }
    }

    function withRate(BooksWord word, uint256 rate_) internal pure returns (BooksWord) {
        return BooksWord.wrap((BooksWord.unwrap(word) & ~(uint256(type(uint56).max) << 112)) | (rate_ << 112));
    }
}
