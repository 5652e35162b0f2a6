// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnergyMath} from "../../contracts/libraries/EnergyMath.sol";
import {Terms} from "../../contracts/libraries/Terms.sol";
import {Assertions} from "./Vm.sol";

/// @notice The arithmetic of equilibrium against what docs/protocol.md says of it, on the whole range that the books can hold.
contract EnergyMathTest is Assertions {
    uint256 private constant MOST_ENT = type(uint64).max;
    uint256 private constant MOST_WH = type(uint48).max;
    uint256 private constant MOST_RATE = type(uint56).max;
    uint256 private constant MILLION = 1e6;

    function testFuzzImbalanceIsEntLessEnergy(uint256 ent, uint256 energyWh) external pure {
        ent = bound(ent, 0, MOST_ENT);
        energyWh = bound(energyWh, 0, MOST_WH);
        int256 imbalance = EnergyMath.imbalance(ent, energyWh);
        assertTrue(imbalance + int256(energyWh * 1e6) == int256(ent), "D + KWH = ENT");
    }

    function testFuzzCostIsNeverMoreThanDeficitOrRate(uint256 rate, uint256 energyWh, int256 imbalance) external pure {
        rate = bound(rate, 0, MILLION);
        energyWh = bound(energyWh, 0, type(uint64).max);
        uint256 cost = EnergyMath.cost(rate, energyWh, imbalance);
        if (imbalance <= 0) {
            assertEq(cost, 0, "no cost without a deficit");
        } else {
            assertLe(cost, uint256(imbalance), "cost and deficit");
            assertLe(cost, rate * energyWh, "cost and rate x energy");
            assertTrue(cost == uint256(imbalance) || cost == rate * energyWh, "one of the two");
        }
    }

    function testFuzzNoProductionCostsMoreThanItMints(uint256 rate, uint256 energyWh, int256 imbalance) external pure {
        rate = bound(rate, 0, MILLION);
        energyWh = bound(energyWh, 0, MOST_WH);
        assertLe(EnergyMath.cost(rate, energyWh, imbalance), energyWh * 1e6, "cost and what is minted");
    }

    function testFuzzCostOfPartsIsThatOfTheWhole(
        uint256 rate,
        uint256 first,
        uint256 second,
        uint256 deficit
    ) external pure {
        rate = bound(rate, 0, MILLION);
        first = bound(first, 0, MOST_WH);
        second = bound(second, 0, MOST_WH);
        int256 D = int256(bound(deficit, 0, MOST_ENT));
        uint256 whole = EnergyMath.cost(rate, first + second, D);
        uint256 one = EnergyMath.cost(rate, first, D);
        uint256 other = EnergyMath.cost(rate, second, D - int256(one));
        assertEq(one + other, whole, "in two parts as at once");
    }

    function testFuzzEquilibriumComesAfterDOverRKwh(uint256 rate, uint256 deficit) external pure {
        rate = bound(rate, 1, MILLION);
        deficit = bound(deficit, 1, 1e17);
        uint256 reached = (deficit + rate - 1) / rate; // n = D / R, in Wh
        assertEq(EnergyMath.cost(rate, reached, int256(deficit)), deficit, "after n the deficit is paid");
        assertTrue(EnergyMath.cost(rate, reached - 1, int256(deficit)) < deficit, "and not before");
    }

    function testFuzzRateFollowsTheDeficit(
        uint256 rate,
        int256 before,
        int256 afterwards,
        uint256 growth
    ) external pure {
        rate = bound(rate, 0, MOST_RATE);
        growth = bound(growth, 1, MILLION);
        before = _imbalance(before);
        afterwards = _imbalance(afterwards);
        uint256 next = EnergyMath.rateAfter(rate, before, afterwards, growth);
        if (afterwards <= 0) {
            assertEq(next, 0, "R without a deficit");
        } else if (afterwards <= before) {
            assertEq(next, rate, "R while the deficit shrinks");
        } else {
            uint256 D = uint256(afterwards);
            assertLe(rate, next, "R never falls in a deficit");
            assertLe(D * growth, next * 1e9, "R is at least D x C");
            if (next > rate) assertTrue((next - 1) * 1e9 < D * growth, "and rounded up by less than one");
            assertLe(next, rate > MOST_RATE ? rate : MOST_RATE, "R fits its bits");
        }
    }

    function testFuzzProvidersShareIsRoundedDown(uint256 amount, uint256 share) external pure {
        amount = bound(amount, 0, MOST_ENT);
        share = bound(share, 0, MILLION);
        uint256 part = EnergyMath.shareDown(amount, share);
        assertLe(part * MILLION, amount * share, "down");
        assertTrue((part + 1) * MILLION > amount * share, "by less than one");
        assertLe(part, amount, "never more than all");
    }

    function testFuzzSessionsEnergyIsRoundedDown(uint256 ent, uint256 rate) external pure {
        ent = bound(ent, 0, MOST_ENT);
        rate = bound(rate, 0, MILLION);
        uint256 energyWh = EnergyMath.coveredWhDown(ent, rate);
        assertLe(energyWh * (1e6 + rate), ent, "its ENT covers it");
        assertTrue((energyWh + 1) * (1e6 + rate) > ent, "and not a Wh more");
    }

    function testFuzzASessionsEntPaysForItsEnergyAtAnyLaterRate(
        uint256 ent,
        uint256 r,
        uint256 later,
        int256 D
    ) external pure {
        ent = bound(ent, 0, MOST_ENT);
        r = bound(r, 0, MILLION);
        uint256 energyWh = EnergyMath.coveredWhDown(ent, r);
        uint256 rate = EnergyMath.min(bound(later, 0, MILLION), r);
        assertLe(energyWh * 1e6 + EnergyMath.cost(rate, energyWh, D), ent, "what is burned is there");
    }

    function testFuzzPowerIsEnergyOverTime(uint256 energyWh, uint256 powerW, uint256 time) external pure {
        energyWh = bound(energyWh, 0, type(uint64).max);
        powerW = bound(powerW, 1, type(uint40).max);
        time = bound(time, 0, type(uint40).max);
        bool above = EnergyMath.abovePower(energyWh, powerW, time);
        assertTrue(above == (energyWh > (powerW * time) / 1 hours), "Wh against W x s / 3600");
    }

    function testFuzzPopCountCountsOnes(uint256 word) external pure {
        uint256 count = 0;
        for (uint256 rest = word; rest != 0; rest >>= 1) count += rest & 1;
        assertEq(Terms.popCount(word), count, "ones");
    }

    function testPopCountOfEdges() external pure {
        assertEq(Terms.popCount(0), 0, "none");
        assertEq(Terms.popCount(type(uint256).max), 256, "all");
        assertEq(Terms.popCount(type(uint128).max), 128, "the low half");
        for (uint256 bit = 0; bit < 256; bit++) assertEq(Terms.popCount(1 << bit), 1, "one");
    }

    function _imbalance(int256 value) private pure returns (int256) {
        uint256 size = uint256(value < 0 ? -(value + 1) : value);
        return value < 0 ? -int256(bound(size, 0, MOST_WH * 1e6)) : int256(bound(size, 0, MOST_ENT));
    }
}
