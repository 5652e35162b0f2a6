// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Parameter} from "../types/Parameter.sol";

/// @notice What a fresh network starts with, and how far voters can go. One place for design and contracts (thesis chapter 4).
library Defaults {
    uint256 internal constant PARAMETERS = 12;
    uint256 internal constant MILLION = 1_000_000;

    /// @return value The default of a parameter, in its unit.
    function valueOf(Parameter name) internal pure returns (uint256 value) {
        if (name == Parameter.MintingRateCap) return 500_000;
        if (name == Parameter.BurningRateCap) return 500_000;
        if (name == Parameter.RateGrowth) return 50_000;
        if (name == Parameter.SessionDuration) return 2 hours;
        if (name == Parameter.ProviderShare) return 200_000;
        if (name == Parameter.Pricing) return 0;
        if (name == Parameter.VotingPeriod) return 7 days;
        if (name == Parameter.MintCap) return 100_000e8;
        if (name == Parameter.MinOrder) return 100;
        if (name == Parameter.OwedLimit) return 5e9;
        if (name == Parameter.Grace) return 1 hours;
        return 365 days; // VoterInactivity
    }

    /// @return least The smallest value allowed.
    /// @return most The largest value allowed.
    function bounds(Parameter name) internal pure returns (uint256 least, uint256 most) {
        if (name == Parameter.MintingRateCap) return (0, MILLION);
        if (name == Parameter.BurningRateCap) return (0, MILLION);
        if (name == Parameter.RateGrowth) return (1, MILLION);
        if (name == Parameter.SessionDuration) return (1 minutes, 7 days);
        if (name == Parameter.ProviderShare) return (0, MILLION);
        if (name == Parameter.Pricing) return (0, 1);
        if (name == Parameter.VotingPeriod) return (1 hours, 90 days);
        if (name == Parameter.MintCap) return (0, type(uint128).max);
        if (name == Parameter.MinOrder) return (1, 1_000_000);
        if (name == Parameter.OwedLimit) return (0, type(uint128).max);
        if (name == Parameter.Grace) return (0, 7 days);
        return (30 days, 3_650 days); // VoterInactivity
    }
}
