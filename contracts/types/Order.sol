// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A price in steps of 0.0001 eEuro per ENT, 1 ... 65,535; 0: none.
type Tick is uint16;

/// @notice A quantity in lots of 1 Wh = 0.001 ENT = 1,000,000 ENT units.
type Lots is uint64;

/// @notice A resting order: its tick (16 bits) above its place in all orders ever rested at that tick (48 bits). Never 0, never reused.
type OrderId is uint64;

enum Side {
    Buy,
    Sell
}

enum OrderType {
    Limit, // trades what it can, the rest joins the book
    ImmediateOrCancel, // trades what it can, the rest is returned
    FillOrKill, // trades all of it or reverts
    PostOnly // joins the book without trading or reverts
}

/// @notice How a resting order ended when it was not filled (a filled one ends in a Trade that leaves it 0 lots).
enum Ending {
    Cancelled, // by its owner
    SelfTrade, // reached by an incoming order of its owner
    Expired // removed after its time, by a taker that reached it or by anyone
}

/// @notice An incoming order.
/// @param tick Its limit: a buy pays at most this, a sell gets at least this.
/// @param maxFills How many resting orders it may meet, own and expired ones included; at least 1.
/// @param expiresAt Unix seconds from which it does not trade any more; 0: never.
struct NewOrder {
    Side side;
    Tick tick;
    Lots lots;
    OrderType orderType;
    uint128 maxFills;
    uint48 expiresAt;
}

/// @notice What became of an incoming order.
/// @param id The order that rests; 0 when nothing does.
/// @param filled Lots traded.
/// @param eur eEuro units spent (a buy) or earned (a sell).
/// @param rested Lots that joined the book. What is neither filled nor rested was returned.
struct Placed {
    OrderId id;
    Lots filled;
    uint64 eur;
    Lots rested;
}

/// @notice A resting order as it is now; of one that is not open all but `id` and `tick` is zero.
/// @param lots What it rested with.
/// @param left What is left of it.
/// @param expired Open, but past its time: it trades no more, and anyone may remove it.
struct Order {
    OrderId id;
    bool open;
    bool expired;
    address owner;
    Side side;
    Tick tick;
    Lots lots;
    Lots left;
    uint64 expiresAt;
}

/// @notice One tick's queue.
/// @param first Place of the queue's first order since it was last empty; that order has the level's word 0.
/// @param head Place of the oldest order that may be open.
/// @param tail Place of the next order to come.
/// @param headFilled Lots already traded of the order at `head`.
/// @param lots All open lots of the level, expired ones included.
/// @param hasCancelled Whether one of the queue was cancelled out of turn since it was last empty.
struct Level {
    uint64 first;
    uint64 head;
    uint64 tail;
    Lots headFilled;
    Lots lots;
    bool hasCancelled;
}
