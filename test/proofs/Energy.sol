// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnergyMath} from "../../contracts/libraries/EnergyMath.sol";

// Each contract is one property for the solver. `@custom:mutant` is a change to the source that must make it refutable.

/// @notice D + KWH = ENT, whatever the books hold.
/// @custom:mutant EnergyMath: `int256(energyWh * ENT_PER_WH)` becomes `int256(energyWh)`
contract ImbalanceIsEntLessEnergy {
    function prove(uint64 ent, uint48 energyWh) external pure {
        assert(EnergyMath.imbalance(ent, energyWh) + int256(uint256(energyWh) * 1_000_000) == int256(uint256(ent)));
    }
}

/// @notice Nothing costs anything without a deficit.
/// @custom:mutant EnergyMath: `if (imbalance_ <= 0) return 0;` becomes `if (imbalance_ < -1) return 0;`
contract NoDeficitNoCost {
    function prove(uint24 rate, uint64 energyWh, int128 imbalance) external pure {
        if (imbalance <= 0) assert(EnergyMath.cost(rate, energyWh, imbalance) == 0);
    }
}

/// @notice No cost is more than the deficit that it pays, and none is more than rate x energy; it is one of the two.
/// @custom:mutant EnergyMath: `full < uint256(imbalance_)` becomes `full > uint256(imbalance_)`
contract CostPaysNoMoreThanTheDeficit {
    function prove(uint24 rate, uint64 energyWh, uint64 deficit) external pure {
        uint256 cost = EnergyMath.cost(rate, energyWh, int256(uint256(deficit)));
        uint256 full = uint256(rate) * energyWh;
        assert(cost <= deficit && cost <= full && (cost == deficit || cost == full));
    }
}

/// @notice R is 0 without a deficit, stays while the deficit shrinks, and never falls while it grows.
/// @custom:mutant EnergyMath: `if (after_ <= 0) return 0;` becomes `if (after_ <= 0) return rate;`
contract RateNeverFallsInADeficit {
    function prove(uint56 rate, int80 before, int80 afterwards, uint24 growth) external pure {
        uint256 next = EnergyMath.rateAfter(rate, before, afterwards, growth);
        if (afterwards <= 0) assert(next == 0);
        else if (afterwards <= before) assert(next == rate);
        else assert(next >= rate);
    }
}

/// @notice Where the deficit grew, R is at least D x C, and above the old R it is rounded up by less than one.
/// @custom:mutant EnergyMath: `+ ENT - 1) / ENT` becomes `) / ENT`
contract RateIsRoundedUpByLessThanOne {
    function prove(uint56 rate, int80 before, uint64 afterwards, uint24 growth) external pure {
        int256 D = int256(uint256(afterwards));
        if (D == 0 || D <= before) return;
        uint256 next = EnergyMath.rateAfter(rate, before, D, growth);
        uint256 exact = uint256(afterwards) * growth;
        assert(next * 1e9 >= exact);
        if (next > rate) assert((next - 1) * 1e9 < exact);
    }
}

/// @notice The provider's share is rounded down, by less than one unit.
/// @custom:mutant EnergyMath: `(amount * share) / MILLION` becomes `(amount * share) / MILLION + 1`
contract ShareIsRoundedDown {
    function prove(uint64 amount, uint24 share) external pure {
        uint256 part = EnergyMath.shareDown(amount, share);
        uint256 exact = uint256(amount) * share;
        assert(part * 1_000_000 <= exact && (part + 1) * 1_000_000 > exact);
    }
}

/// @notice The ENT locked in a session pays for all of its energy at its rate, and would not for a Wh more.
/// @custom:mutant EnergyMath: `ent / (ENT_PER_WH + rate)` becomes `ent / ENT_PER_WH`
contract SessionPaysForItsEnergy {
    function prove(uint64 ent, uint24 rate) external pure {
        uint256 energyWh = EnergyMath.coveredWhDown(ent, rate);
        uint256 perWh = 1_000_000 + uint256(rate);
        assert(energyWh * perWh <= ent && ent - energyWh * perWh < perWh);
    }
}

/// @notice What a session burns at any later rate, capped by its own, is never more than the ENT locked in it.
/// @custom:mutant EnergyMath: `return a < b ? a : b;` becomes `return a < b ? b : a;`
contract SessionBurnsNoMoreThanItHolds {
    function prove(uint64 ent, uint24 own, uint56 later, uint64 deficit) external pure {
        uint256 energyWh = EnergyMath.coveredWhDown(ent, own);
        uint256 rate = EnergyMath.min(later, own);
        uint256 cost = EnergyMath.cost(rate, energyWh, int256(uint256(deficit)));
        assert(energyWh * 1_000_000 + cost <= ent);
    }
}

/// @notice No production costs more than it mints, at any rate that voters can allow.
/// @custom:mutant EnergyMath: `if (imbalance_ <= 0) return 0;` becomes `if (imbalance_ <= 0) return energyWh * ENT;`
contract ProductionNeverCostsMoreThanItMints {
    function prove(uint24 rate, uint64 energyWh, int128 imbalance) external pure {
        if (rate > 1_000_000) return;
        assert(EnergyMath.cost(rate, energyWh, imbalance) <= uint256(energyWh) * 1_000_000);
    }
}

/// @notice Energy is above a unit's power exactly where it is more than the whole Wh that the power gives in the time.
/// @custom:mutant EnergyMath: `energyWh * 1 hours > powerW * time` becomes `energyWh * 1 hours >= powerW * time`
contract PowerIsEnergyOverTime {
    function prove(uint64 energyWh, uint40 powerW, uint40 time) external pure {
        uint256 most = (uint256(powerW) * time) / 3_600;
        assert(EnergyMath.abovePower(energyWh, powerW, time) == (energyWh > most));
    }
}
