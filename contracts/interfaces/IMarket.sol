// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ending, Level, Lots, NewOrder, Order, OrderId, OrderType, Placed, Side, Tick} from "../types/Order.sol";
import {IParameterized} from "../types/Parameter.sol";

/// @notice A continuous double auction of ENT against eEuro in strict price-time priority.
/// One lot (1 Wh) at one tick (0.0001 eEuro/ENT) costs 10 eEuro units, at half a tick 5: nothing ever rounds.
/// A resting sell keeps lots x 1,000,000 ENT units locked, a resting buy lots x tick x 10 eEuro units; these follow, order by order,
/// from the events: OrderPlaced locks, Trade and OrderEnded release.
interface IMarket is IParameterized {
    /// @notice An order, or what was left of it, joined the book and holds its cost locked.
    event OrderPlaced(OrderId indexed id, address indexed owner, Side side, Lots lots, uint64 expiresAt);
    /// @notice An incoming order of `taker` traded with a resting one.
    /// @param priceHalfTicks The price in half ticks: 5 eEuro units a lot.
    /// @param left What is left of the resting order; 0: it ends here, filled.
    event Trade(OrderId id, address taker, Lots lots, uint32 priceHalfTicks, Lots left);
    /// @notice A resting order ended otherwise than filled; what was left of it is available to its owner again.
    event OrderEnded(OrderId id, Ending how, Lots left);
    /// @notice What was left of an incoming order neither traded nor rested (immediate-or-cancel, or its most-fills bound).
    event OrderReturned(address indexed owner, Side side, Tick tick, Lots lots);
    /// @notice Voters changed the pricing rule (0 maker's price, 1 midpoint) or the minimum order (lots).
    event MarketParameterChanged(bool midpoint, Lots minOrderLots);

    /// @notice Less ENT is available than the whole order needs.
    error MarketInsufficientEnt(address account, uint256 available, uint256 needed);
    /// @notice Less eEuro is available than the whole order costs at its own limit.
    error MarketInsufficientEur(address account, uint256 available, uint256 needed);
    /// @notice Prices are 1 ... 65,535 ticks.
    error MarketPriceOutOfRange(Tick tick);
    /// @notice An incoming order must have at least the minimum.
    error MarketOrderTooSmall(Lots lots, Lots minimum);
    /// @notice More ENT than there can be.
    error MarketOrderTooLarge(Lots lots, Lots maximum);
    /// @notice An order that may meet no other cannot be judged.
    error MarketZeroMaxFills();
    /// @notice An order's time must lie ahead.
    error MarketExpiryPassed(uint256 expiresAt, uint256 blockTime);
    error MarketExpiryTooFar(uint256 expiresAt, uint256 latest);
    /// @notice A post-only order would trade, or would meet an own order.
    error MarketWouldCross(Tick tick, Tick bestOpposite);
    /// @notice A fill-or-kill order cannot be filled within its limit and its most-fills bound.
    error MarketNotFilled(Lots lots, Lots filled);
    /// @notice There is no such open order: filled, removed, expired and removed, or never placed.
    error MarketOrderNotOpen(OrderId id);
    error MarketNotOwner(OrderId id, address owner, address caller);
    error MarketNotGovernance(address caller);
    error MarketUnknownParameter();
    /// @notice The ledger could not book the trades: out of gas.
    error MarketSettlementFailed();

    /// @notice Places an order. It trades with the best opposite orders, oldest first, at their price (or the midpoint of both
    /// limits); the rest joins the book, locked. An own order that it meets is cancelled, an expired one removed.
    /// @dev Errors: all of the above that speak of an order's terms.
    function addOrder(
        Side side,
        Tick tick,
        Lots lots,
        OrderType orderType,
        uint128 maxFills,
        uint48 expiresAt
    ) external returns (OrderId id, Lots filled, uint64 eur, Lots rested);

    /// @notice Places several orders, in turn; all of them or, on any error, none.
    function addOrders(NewOrder[] calldata orders) external returns (Placed[] memory placed);

    /// @notice Takes an open order from the book and returns what it still holds. Only its owner; an expired one: anyone.
    function removeOrder(OrderId id) external;

    /// @notice Removes those of a list that are still open (others may have been filled meanwhile); errors for another's order.
    /// @return removed How many there were.
    function removeOrders(OrderId[] calldata ids) external returns (uint256 removed);

    /// @notice Removes an order and places another in its stead, at the end of its queue. Errors when the old one is not open.
    function replaceOrder(
        OrderId id,
        NewOrder calldata order
    ) external returns (OrderId newId, Lots filled, uint64 eur, Lots rested);

    // --- reads ---

    /// @notice The highest buy and the lowest sell; 0: none.
    function bestPrices() external view returns (Tick buy, Tick sell);

    /// @notice An order as it is now.
    function order(OrderId id) external view returns (Order memory);

    /// @notice One tick's queue.
    function level(Tick tick) external view returns (Level memory);

    /// @notice Which of the ticks 256 x word ... 256 x word + 255 have open orders; lowest bit first.
    function tickBits(uint256 word) external view returns (uint256 bits);

    /// @notice Which words of `tickBits` are not empty.
    function tickSummary() external view returns (uint256 bits);

    /// @notice Which of a tick's orders at the places 256 x group ... 256 x group + 255 were cancelled out of turn.
    function cancelledBits(Tick tick, uint256 group) external view returns (uint256 bits);
}
