// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IParameterized} from "../types/Parameter.sol";

/// @notice What a reading says.
enum ReadingKind {
    Produced,
    Consumed,
    Actual
}

/// @notice One signed reading of a storage unit.
/// @param kind A ReadingKind; a number, so that an unknown one is rejected instead of breaking the batch.
/// @param resident Producer or consumer; not used for `Actual`.
/// @param energyWh Energy in Wh.
/// @param intervalEnd End of the interval, Unix seconds.
/// @param sequence The unit's own count of reports, from 1.
struct Reading {
    uint8 kind;
    address resident;
    uint64 energyWh;
    uint64 intervalEnd;
    uint64 sequence;
}

/// @notice What a production event says, in one word from the lowest bits: energy in Wh (48), interval end in Unix seconds (40),
/// sequence number (40; 0: a plain command), ENT units minted to the producer (64) and to the unit's owner (64).
/// One word instead of five is 1,000 gas less a production, the most frequent command there is; the sdk takes it apart.
type Production is uint256;

/// @notice What became of a batch.
/// @param stop None, or why it went no further.
/// @param stoppedAt The sequence number of the reading it stopped at.
struct BatchOutcome {
    uint256 accepted;
    uint256 skipped;
    uint256 rejected;
    Stop stop;
    uint256 stoppedAt;
}

/// @notice Why a signed reading was recorded as rejected.
enum Rejection {
    None,
    UnknownKind,
    ZeroResident,
    UnitItself,
    IntervalTooOld, // before the unit's last interval or before its registration
    AboveCapacity,
    AbovePower,
    TooLarge // more than the books can hold
}

/// @notice Why a batch went no further.
enum Stop {
    None,
    NotAUnit,
    BadSignature,
    SequenceGap,
    AheadOfTime
}

/// @notice Energy accounting: units, sessions, debts, and the rate that brings tokens and energy back into equilibrium.
/// Energy is in Wh, ENT in units of 1e-9 ENT (1 Wh = 1,000,000 units), rates in millionths of an ENT per kWh (= units per Wh).
interface IEnergyPool is IParameterized {
    struct Unit {
        address owner; // zero: not registered
        uint256 storedWh;
        uint256 lockedWh;
        uint256 capacityWh; // 0: undeclared
        uint256 powerW; // 0: undeclared
        uint256 lastIntervalEnd; // or its registration, when that is later
        uint256 lastSequence; // 0: has never sent a signed report
        uint256 givenAwayWh;
    }

    struct Session {
        bool open; // holds something
        bool live; // covers a reading now
        bool dead; // its unit was removed since
        bool ever; // there was one, once: what the consumer draws uncovered he owes
        uint256 ent;
        uint256 energyWh;
        uint256 rate; // r, at its start or last renewal
        uint256 endsAt;
        uint256 closableFrom; // by anyone, Unix seconds; max uint256: nothing to close
    }

    /// @notice Totals of the network. `imbalance` is ENT - KWH in ENT units; `rate` is R before the caps.
    struct Totals {
        uint256 ent;
        uint256 energyWh;
        int256 imbalance;
        uint256 rate;
    }

    /// @notice Energy came into a unit and was minted as ENT (the token's Transfers; in a batch the owner's share comes as one at its end).
    event EnergyProduced(address indexed unit, address indexed producer, Production production);
    /// @notice Energy left a unit. `coveredWh` of it was covered by a session and paid with `burned`; what of the rest the books held
    /// follows as EnergyLost, what they did not as EnergyUnbooked.
    event EnergyConsumed(
        address indexed unit,
        address indexed consumer,
        uint256 energyWh,
        uint256 intervalEnd,
        uint256 sequence,
        uint256 coveredWh,
        uint256 burned
    );
    /// @notice Energy left a unit's books without tokens; the unit's figure fell by `energyWh`.
    event EnergyLost(address indexed unit, address indexed consumer, uint256 energyWh);
    /// @notice A meter reported energy that the books never held: nothing was booked.
    event EnergyUnbooked(address indexed unit, address indexed consumer, uint256 energyWh);
    /// @notice Drawn by someone who never had a session with the unit: it counts as given away.
    event EnergyGivenAway(address indexed unit, address indexed consumer, uint256 energyWh);
    /// @notice The unit's figure was replaced.
    event ActualEnergyReported(
        address indexed unit,
        uint256 energyWh,
        uint256 previousWh,
        uint256 intervalEnd,
        uint256 sequence
    );
    /// @notice R changed.
    event RateChanged(uint256 rate);
    event SessionStarted(
        address indexed unit,
        address indexed consumer,
        uint256 entAdded,
        uint256 ent,
        uint256 energyWh,
        uint256 rate,
        uint256 endsAt
    );
    /// @notice A session ended for good; `returned` ENT became available.
    event SessionClosed(address indexed unit, address indexed consumer, uint256 returned, uint256 energyWh);
    event DebtIncurred(address indexed resident, address indexed unit, uint256 amount, uint256 owed);
    /// @notice A debt shrank; `payer` is the resident himself when his production paid.
    event DebtPaid(address indexed resident, address indexed payer, uint256 amount, uint256 owed);
    event StorageUnitRegistered(address indexed unit, address indexed owner, uint256 capacityWh, uint256 powerW);
    /// @notice A unit was removed; its `energyWh` left the books as a loss.
    event StorageUnitRemoved(address indexed unit, uint256 energyWh);
    event ReadingRejected(address indexed unit, uint256 sequence, Rejection reason);

    error EnergyPoolListsDiffer(uint256 units, uint256 consumers);
    error EnergyPoolNotAUnit(address unit);
    error EnergyPoolNotGateway(address caller);
    error EnergyPoolNotGovernance(address caller);
    error EnergyPoolAlreadyAUnit(address unit);
    error EnergyPoolRemovedTooOften(address unit);
    error EnergyPoolSignedReportsOnly(address unit);
    error EnergyPoolUnitItself(address unit);
    error EnergyPoolZeroAddress();
    error EnergyPoolZeroAmount();
    error EnergyPoolAboveCapacity(address unit, uint256 storedWh, uint256 capacityWh);
    error EnergyPoolAbovePower(address unit, uint256 energyWh, uint256 allowedWh);
    error EnergyPoolTooLarge(uint256 value);
    error EnergyPoolIntervalTooOld(address unit, uint256 intervalEnd, uint256 lastIntervalEnd);
    error EnergyPoolUnderOneWh(uint256 ent, uint256 rate);
    error EnergyPoolInsufficientEnergy(address unit, uint256 freeWh, uint256 neededWh);
    error EnergyPoolOwesTooMuch(address resident, uint256 owed, uint256 limit);
    error EnergyPoolNoSession(address unit, address consumer);
    error EnergyPoolSessionNotClosable(address unit, address consumer, uint256 closableFrom);
    error EnergyPoolNothingOwed(address resident);
    error EnergyPoolUnknownParameter();

    // --- storage units, by their own key ---

    /// @notice Books energy produced now. Only a unit that has never sent a signed report.
    function energyProduced(address producer, uint256 energyWh) external;

    /// @notice Books energy consumed now. Only a unit that has never sent a signed report.
    function energyConsumed(address consumer, uint256 energyWh) external;

    /// @notice Replaces the unit's stored energy. Only a unit that has never sent a signed report.
    function reportActualEnergy(uint256 energyWh) external;

    /// @notice Books signed readings in order. Only MeterGateway, which has checked the signature.
    /// @param readings Their words (see the library Readings); at least one reading.
    function bookSignedReadings(address unit, bytes calldata readings) external returns (BatchOutcome memory outcome);

    // --- residents ---

    /// @notice Opens the sender's session with a unit, or renews it with `ent` more. Of several faults the first is named: not a unit,
    /// the unit itself, zero, under 1 Wh, too little ENT, too little free energy, too much owed.
    function startConsumptionSession(address unit, uint256 ent) external returns (uint256 energyWh, uint256 endsAt);

    /// @notice Closes a session that is dead, or ended and settled; everything left in it returns.
    function closeSession(address unit, address consumer) external returns (uint256 returned);

    /// @notice Closes those of a list that can be closed.
    function clearOldSessions(address[] calldata units, address[] calldata consumers) external returns (uint256 closed);

    /// @notice Burns the sender's ENT against a resident's debt, at most what is owed.
    function repay(address resident, uint256 ent) external returns (uint256 paid);

    // --- Governance ---

    function registerStorageUnit(address unit, address owner, uint256 capacityWh, uint256 powerW) external;

    function removeUnit(address unit) external;

    // --- reads ---

    function totals() external view returns (Totals memory);

    /// @notice All ENT there is, in units.
    function totalEnt() external view returns (uint256);

    function storageUnit(address unit) external view returns (Unit memory);

    /// @notice How many addresses were ever registered as a unit.
    function unitCount() external view returns (uint256);

    /// @notice Units ever registered, in order of their first registration.
    function unitByIndex(uint256 index) external view returns (address);

    function session(address unit, address consumer) external view returns (Session memory);

    /// @notice What a resident owes, in ENT units.
    function debtOf(address resident) external view returns (uint256);
}
