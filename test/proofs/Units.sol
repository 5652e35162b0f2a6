// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MarketUnits} from "../../contracts/libraries/MarketUnits.sol";

/// @notice ENT is locked and released lot by lot without rounding: parts are what the whole is.
/// @custom:mutant MarketUnits: `return lots * ENT_PER_LOT;` becomes `return (lots * ENT_PER_LOT) / 3;`
contract LotsAddUp {
    function prove(uint48 one, uint48 other) external pure {
        assert(MarketUnits.entOf(one) + MarketUnits.entOf(other) == MarketUnits.entOf(uint256(one) + other));
    }
}

/// @notice The midpoint of two equal prices is that price.
/// @custom:mutant MarketUnits: `lots * halfTicks * EUR_PER_LOT_AND_HALF_TICK` becomes `lots + halfTicks * EUR_PER_LOT_AND_HALF_TICK`
contract MidpointOfOnePriceIsThePrice {
    function prove(uint48 lots, uint16 tick) external pure {
        assert(MarketUnits.eurOfHalf(lots, 2 * uint256(tick)) == MarketUnits.eurOf(lots, tick));
    }
}

/// @notice As many lots as the market takes at most are no more ENT than the ledger can hold; one lot more would be.
/// @custom:mutant MarketUnits: `MAX_LOTS = type(uint64).max / ENT_PER_LOT` becomes `MAX_LOTS = type(uint64).max / ENT_PER_LOT + 1`
contract MostLotsFitTheLedger {
    function prove(uint64 lots) external pure {
        bool fits = MarketUnits.entOf(lots) <= type(uint64).max;
        assert(fits == (lots <= MarketUnits.MAX_LOTS));
    }
}
