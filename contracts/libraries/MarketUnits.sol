// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What lots and ticks are in token units. A lot at a tick is 0.001 ENT x 0.0001 eEuro/ENT = 1e-7 eEuro = 10 units.
/// Quantities have at most 64 bits and prices 17: no product here comes near 256 bits.
library MarketUnits {
    uint256 internal constant ENT_PER_LOT = 1_000_000;
    uint256 internal constant EUR_PER_LOT_AND_TICK = 10;
    uint256 internal constant EUR_PER_LOT_AND_HALF_TICK = 5;

    /// @notice As many lots as the ledger's 64 bits can hold ENT.
    uint256 internal constant MAX_LOTS = type(uint64).max / ENT_PER_LOT;

    /// @notice ENT units of a quantity.
    function entOf(uint256 lots) internal pure returns (uint256) {
        unchecked {
            return lots * ENT_PER_LOT;
        }
    }

    /// @notice eEuro units of a quantity at a tick.
    function eurOf(uint256 lots, uint256 tick) internal pure returns (uint256) {
        unchecked {
            return lots * tick * EUR_PER_LOT_AND_TICK;
        }
    }

    /// @notice eEuro units of a quantity at a price in half ticks.
    function eurOfHalf(uint256 lots, uint256 halfTicks) internal pure returns (uint256) {
        unchecked {
            return lots * halfTicks * EUR_PER_LOT_AND_HALF_TICK;
        }
    }
}
