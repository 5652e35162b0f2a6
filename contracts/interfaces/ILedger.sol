// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Mint} from "../libraries/Mints.sol";

/// @notice The four amounts of every account, and the only place that changes them.
/// ENT amounts are in 1e-9 ENT, eEuro amounts in 1e-8 EUR. Nobody but the protocol's own contracts, fixed at deployment, may
/// change anything; there is no owner. Every movement between accounts emits the token's ERC-20 `Transfer`; a lock is no movement.
/// What is locked for what follows from the events of the contract that locked it (sessions, orders, withdrawals).
interface ILedger {
    /// @notice What an account has: 4 x 64 bits, one storage word.
    struct Account {
        uint64 entAvailable;
        uint64 entLocked;
        uint64 eurAvailable;
        uint64 eurLocked;
    }

    /// @notice The caller is not the contract that this function is for.
    error LedgerUnauthorized(address caller);
    /// @notice Less ENT is available (not locked) than needed.
    error LedgerInsufficientEnt(address account, uint256 available, uint256 needed);
    /// @notice Less eEuro is available (not locked) than needed.
    error LedgerInsufficientEur(address account, uint256 available, uint256 needed);
    /// @notice Less ENT is locked than a contract wants to release or burn.
    error LedgerInsufficientLockedEnt(address account, uint256 locked, uint256 needed);
    /// @notice Less eEuro is locked than a contract wants to release or burn.
    error LedgerInsufficientLockedEur(address account, uint256 locked, uint256 needed);
    /// @notice An account would hold more than 64 bits can say.
    error LedgerAmountTooLarge(address account, uint256 amount);
    /// @notice A token did not emit what it was told to: out of gas.
    error LedgerTokenFailed();

    /// @notice All four amounts of an account.
    function account(address account_) external view returns (Account memory);

    // --- EnergyPool ---

    /// @notice Mints a production's two parts; both may be the same account. Only EnergyPool.
    /// @return Always true: with a result the caller need not check that there is code, 65 gas less.
    function mintProduction(Mint toProducer, Mint toProvider) external returns (bool);

    /// @notice Mints the productions of a batch, and the provider's part of all of them. Only EnergyPool.
    /// @param toProducers A `Mint` each, as plain words: those the compiler copies at once, 75 gas less a production.
    function mintProductions(uint256[] calldata toProducers, Mint toProvider) external;

    /// @notice Makes available ENT locked. Only EnergyPool.
    function lockEnt(address owner, uint64 amount) external;

    /// @notice Makes locked ENT available. Only EnergyPool.
    function unlockEnt(address owner, uint64 amount) external;

    /// @notice Burns `burned` of an account's locked ENT and makes `released` of it available. Only EnergyPool.
    function burnLockedEnt(address owner, uint64 burned, uint64 released) external;

    /// @notice Burns available ENT. Only EnergyPool.
    function burnEnt(address owner, uint64 amount) external;

    // --- Bank ---

    /// @notice Mints eEuro to `to`. Only Bank.
    function mintEur(address to, uint64 amount) external;

    /// @notice Makes available eEuro locked. Only Bank.
    function lockEur(address owner, uint64 amount) external;

    /// @notice Makes locked eEuro available. Only Bank.
    function unlockEur(address owner, uint64 amount) external;

    /// @notice Burns locked eEuro. Only Bank.
    function burnLockedEur(address owner, uint64 amount) external;

    // --- the tokens ---

    /// @notice Moves available ENT; the token emits the Transfer. Only EnergyToken.
    function transferEnt(address from, address to, uint256 amount) external;

    /// @notice Moves available eEuro; the token emits the Transfer. Only EuroToken.
    function transferEur(address from, address to, uint256 amount) external;

    // --- Market ---

    /// @notice Locks what a resting order may cost; one of the two amounts is 0.
    /// Reverts with the market's own MarketInsufficientEnt / MarketInsufficientEur. Only Market.
    /// @return Always true: see above.
    function lockOnOrder(address owner, uint256 ent, uint256 eur) external returns (bool);

    /// @notice Returns what cancelled orders still held. Only Market.
    /// @return Always true: see above.
    function unlockOnOrder(address owner, uint256 ent, uint256 eur) external returns (bool);

    /// @notice Settles an incoming buy: pays each maker, locks what rests, returns what the taker's own cancelled sells held.
    /// @param taker The buyer.
    /// @param fullCost eEuro that must be available before anything moves: the whole order at its own limit.
    /// @param toLock eEuro that the resting part may still cost.
    /// @param toReturn ENT that the taker's own orders, cancelled on the way, held.
    /// @param fills What each maker gives and gets (see the library Fills).
    function bookIncomingPurchase(
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn,
        uint256[] calldata fills
    ) external;

    /// @notice Settles an incoming sell; as `bookIncomingPurchase` with ENT and eEuro exchanged.
    /// @param fullCost ENT that must be available before anything moves.
    /// @param toLock ENT of the resting part.
    /// @param toReturn eEuro that the taker's own orders, cancelled on the way, held.
    function bookIncomingSale(
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn,
        uint256[] calldata fills
    ) external;
}
