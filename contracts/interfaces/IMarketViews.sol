// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lots, Order, OrderId, OrderType, Side, Tick} from "../types/Order.sol";

/// @notice What anyone may read of the market, page by page; part of Lens.
interface IMarketViews {
    /// @notice All open lots at one price; expired orders count until somebody removes them.
    struct BookLevel {
        Tick tick;
        Lots lots;
    }

    /// @notice What an incoming order would get now.
    struct Quote {
        bool accepted; // whether the market would take it, its owner's funds apart
        Lots filled;
        uint256 eur; // eEuro units spent (a buy) or earned (a sell)
        Lots rested;
        Lots returned; // neither filled nor rested
        uint256 met; // resting orders that it would trade with or remove
    }

    /// @notice The highest buy and the lowest sell; 0: none.
    function bestPrices() external view returns (Tick buy, Tick sell);

    /// @notice Levels of one side, best first.
    /// @param from The first level's tick or one before it; 0: the best.
    /// @param count At most so many.
    /// @return levels Open lots by price.
    /// @return next Where the next page begins; 0: this was the last.
    function book(Side side, Tick from, uint256 count) external view returns (BookLevel[] memory levels, Tick next);

    /// @notice These orders as they are now.
    function orders(OrderId[] calldata ids) external view returns (Order[] memory);

    /// @notice One account's open orders, by price and age, found by looking through the book.
    /// (The events tell the ids of one account without looking; this needs no history.)
    /// @param owner Whose; the zero address: everybody's.
    /// @param from Where to begin; 0: at the lowest price.
    /// @param looks How many open orders to look at.
    /// @return found Those of them that are the account's.
    /// @return next Where the next page begins; 0: this was the last.
    function ordersOf(
        address owner,
        OrderId from,
        uint256 looks
    ) external view returns (Order[] memory found, OrderId next);

    /// @notice What this order would get if nothing came between: the same as `Market.addOrder` then does.
    /// @param taker Whose order: his own resting orders do not trade with it.
    function quote(
        address taker,
        Side side,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint256 maxFills
    ) external view returns (Quote memory);
}
