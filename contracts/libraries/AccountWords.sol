// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice An account's four amounts in one word, from the lowest bits: ENT available, ENT locked, eEuro available, eEuro locked.
type AccountWord is uint256;

/// @notice Which of the four amounts; the number is its bit offset in the word.
type Lane is uint256;

Lane constant ENT_AVAILABLE = Lane.wrap(0);
Lane constant ENT_LOCKED = Lane.wrap(64);
Lane constant EUR_AVAILABLE = Lane.wrap(128);
Lane constant EUR_LOCKED = Lane.wrap(192);

uint256 constant MAX_AMOUNT = type(uint64).max;

using AccountWords for AccountWord global;

/// @notice Reads and changes one amount of an account's word.
library AccountWords {
    function amount(AccountWord word, Lane lane) internal pure returns (uint256) {
        return (AccountWord.unwrap(word) >> Lane.unwrap(lane)) & MAX_AMOUNT;
    }

    /// @dev The caller has checked that the lane holds at least `value`.
    function minus(AccountWord word, Lane lane, uint256 value) internal pure returns (AccountWord) {
        unchecked {
            // value <= lane, so nothing is borrowed from the next lane.
            return AccountWord.wrap(AccountWord.unwrap(word) - (value << Lane.unwrap(lane)));
        }
    }

    /// @dev The caller has checked that the lane's new value is at most MAX_AMOUNT.
    function plus(AccountWord word, Lane lane, uint256 value) internal pure returns (AccountWord) {
        unchecked {
            // lane + value <= MAX_AMOUNT, so nothing is carried into the next lane.
            return AccountWord.wrap(AccountWord.unwrap(word) + (value << Lane.unwrap(lane)));
        }
    }
}
