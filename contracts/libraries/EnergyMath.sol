// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The arithmetic of equilibrium (thesis chapter 4; docs/protocol.md). Energy in Wh, ENT in units of 1e-9,
/// rates in millionths of an ENT per kWh, which is also ENT units per Wh.
library EnergyMath {
    uint256 internal constant ENT_PER_WH = 1_000_000;
    uint256 internal constant MILLION = 1_000_000;
    uint256 internal constant ENT = 1_000_000_000;

    /// @return D = ENT - KWH in ENT units; positive: a deficit, negative: a surplus.
    function imbalance(uint256 ent, uint256 energyWh) internal pure returns (int256) {
        // both are far below 2^255: 64 bits of ENT, 48 bits of Wh
        unchecked {
            return int256(ent) - int256(energyWh * ENT_PER_WH);
        }
    }

    /// @notice What a deficit takes off produced and adds to consumed energy: min(rate x e, D); nothing otherwise.
    function cost(uint256 rate, uint256 energyWh, int256 imbalance_) internal pure returns (uint256) {
        if (imbalance_ <= 0) return 0;
        unchecked {
            uint256 full = rate * energyWh; // 24 by 64 bits
            return full < uint256(imbalance_) ? full : uint256(imbalance_);
        }
    }

    /// @notice R after one booking: 0 without a deficit; max(R, D x C rounded up) where the deficit grew; else as it was.
    function rateAfter(uint256 rate, int256 before, int256 after_, uint256 growth) internal pure returns (uint256) {
        if (after_ <= 0) return 0;
        if (after_ <= before) return rate;
        uint256 next = (uint256(after_) * growth + ENT - 1) / ENT;
        return next > rate ? next : rate;
    }

    /// @notice The storage provider's part of a minted amount, rounded down.
    function shareDown(uint256 amount, uint256 share) internal pure returns (uint256) {
        unchecked {
            return (amount * share) / MILLION; // 64 by 20 bits
        }
    }

    /// @notice Energy that an amount of ENT covers at a rate, rounded down to a Wh.
    function coveredWhDown(uint256 ent, uint256 rate) internal pure returns (uint256) {
        return ent / (ENT_PER_WH + rate);
    }

    /// @notice Whether an interval's energy is more than the unit's power can have moved in its time.
    function abovePower(uint256 energyWh, uint256 powerW, uint256 time) internal pure returns (bool) {
        unchecked {
            return energyWh * 1 hours > powerW * time; // 65 bits of Wh; 40 of W by 40 of seconds
        }
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
