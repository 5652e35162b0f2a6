// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnergyBooking} from "./energy/EnergyBooking.sol";
import {EnergyStorage} from "./energy/EnergyStorage.sol";
import {BatchOutcome, IEnergyPool, Reading, ReadingKind, Rejection, Stop} from "./interfaces/IEnergyPool.sol";
import {EnergyMath} from "./libraries/EnergyMath.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title EnergyPool
/// @notice Energy accounting: who may book, in which order, and what anyone can read. The bookings themselves: energy/.
contract EnergyPool is EnergyBooking {
    /// @dev A signed interval may end this much after the block's time: meters' clocks differ.
    uint256 private constant MOST_AHEAD = 15 minutes;

    constructor(Wiring memory wiring) EnergyStorage(wiring) {}

    // --- storage units ---

    /// @inheritdoc IEnergyPool
    function energyProduced(address producer, uint256 energyWh) external {
        _bookPlain(ReadingKind.Produced, producer, energyWh);
    }

    /// @inheritdoc IEnergyPool
    function energyConsumed(address consumer, uint256 energyWh) external {
        _bookPlain(ReadingKind.Consumed, consumer, energyWh);
    }

    /// @inheritdoc IEnergyPool
    function reportActualEnergy(uint256 energyWh) external {
        _bookPlain(ReadingKind.Actual, address(0), energyWh);
    }

    /// @inheritdoc IEnergyPool
    function bookReadings(address unit, Reading[] calldata readings) external returns (BatchOutcome memory outcome) {
        if (msg.sender != GATEWAY) revert EnergyPoolNotGateway(msg.sender);
        Entry memory entry = _open(unit);
        if (entry.cold.owner == address(0)) return _stopped(outcome, Stop.NotAUnit, readings[0].sequence);
        for (uint256 i = 0; i < readings.length; i++) {
            Reading memory reading = readings[i];
            uint256 next = uint256(entry.hot.sequence) + 1;
            if (reading.sequence < next) {
                outcome.skipped++;
                continue;
            }
            if (reading.sequence > next) {
                _stopped(outcome, Stop.SequenceGap, reading.sequence);
                break;
            }
            if (reading.intervalEnd > block.timestamp + MOST_AHEAD) {
                _stopped(outcome, Stop.AheadOfTime, reading.sequence);
                break;
            }
            _bookNumbered(entry, reading, outcome);
        }
        LEDGER.mintEnt(entry.cold.owner, uint64(entry.toProvider));
        _save(entry);
    }

    // --- residents ---

    /// @inheritdoc IEnergyPool
    function startConsumptionSession(address unit, uint256 ent) external returns (uint256 energyWh, uint256 endsAt) {
        return _start(unit, msg.sender, ent);
    }

    /// @inheritdoc IEnergyPool
    function closeSession(address unit, address consumer) external returns (uint256 returned) {
        SessionRecord memory session_ = _sessions[unit][consumer];
        if (session_.ent == 0) revert EnergyPoolNoSession(unit, consumer);
        uint256 from = _closableFrom(unit, session_);
        if (block.timestamp < from) revert EnergyPoolSessionNotClosable(unit, consumer, from);
        _close(unit, consumer, session_);
        return session_.ent;
    }

    /// @inheritdoc IEnergyPool
    function clearOldSessions(address[] calldata units, address[] calldata consumers) external returns (uint256 closed) {
        if (units.length != consumers.length) revert EnergyPoolListsDiffer(units.length, consumers.length);
        for (uint256 i = 0; i < units.length; i++) {
            SessionRecord memory session_ = _sessions[units[i]][consumers[i]];
            if (block.timestamp < _closableFrom(units[i], session_)) continue;
            _close(units[i], consumers[i], session_);
            closed++;
        }
    }

    /// @inheritdoc IEnergyPool
    function repay(address resident, uint256 ent) external returns (uint256 paid) {
        if (ent == 0) revert EnergyPoolZeroAmount();
        paid = _payDebt(resident, msg.sender, ent);
        if (paid == 0) revert EnergyPoolNothingOwed(resident);
        if (paid > type(uint64).max) revert EnergyPoolTooLarge(paid);
        LEDGER.burnEnt(msg.sender, uint64(paid));
        Books memory books = _load();
        int256 before = _imbalance(books);
        books.ent -= paid;
        _judge(books, before);
        _store(books);
    }

    // --- Governance ---

    /// @inheritdoc IEnergyPool
    function registerStorageUnit(address unit, address owner, uint256 capacityWh, uint256 powerW) external onlyGovernance {
        UnitRecord storage record = _units[unit];
        Hot memory hot = record.hot;
        if (record.cold.owner != address(0)) revert EnergyPoolAlreadyAUnit(unit);
        if (hot.lastEnd == 0) _unitList.push(unit);
        if (hot.lastEnd <= block.timestamp) {
            // the first interval begins here; energy of the time before was nobody's
            (hot.previousEnd, hot.lastEnd) = (uint40(block.timestamp), uint40(block.timestamp));
            hot.intervalWh = 0;
        }
        record.hot = hot;
        // Governance has bounded both to 40 bits
        record.cold = Cold(owner, uint40(capacityWh), uint40(powerW), record.cold.generation);
        emit StorageUnitRegistered(unit, owner, capacityWh, powerW);
    }

    /// @inheritdoc IEnergyPool
    function removeStorageUnit(address unit) external onlyGovernance {
        Entry memory entry = _open(unit);
        if (entry.cold.owner == address(0)) revert EnergyPoolNotAUnit(unit);
        uint256 lostWh = entry.hot.storedWh;
        int256 before = _imbalance(entry.books);
        entry.books.energyWh -= lostWh;
        (entry.hot.storedWh, entry.hot.lockedWh) = (0, 0);
        emit StorageUnitRemoved(unit, lostWh);
        if (lostWh != 0) _judge(entry.books, before);
        _units[unit].cold = Cold(address(0), 0, 0, entry.cold.generation + 1);
        _save(entry);
    }

    // --- reads ---

    /// @inheritdoc IEnergyPool
    function totals() external view returns (Totals memory) {
        Books memory books = _load();
        return Totals(books.ent, books.energyWh, _imbalance(books), books.rate);
    }

    /// @inheritdoc IEnergyPool
    function totalEnt() external view returns (uint256) {
        return _load().ent;
    }

    /// @inheritdoc IEnergyPool
    function storageUnit(address unit) external view returns (Unit memory) {
        UnitRecord storage record = _units[unit];
        Hot memory hot = record.hot;
        Cold memory cold = record.cold;
        return
            Unit({
                owner: cold.owner,
                storedWh: hot.storedWh,
                lockedWh: hot.lockedWh,
                capacityWh: cold.capacityWh,
                powerW: cold.powerW,
                lastIntervalEnd: hot.lastEnd,
                lastSequence: hot.sequence,
                givenAwayWh: record.givenAwayWh
            });
    }

    /// @inheritdoc IEnergyPool
    function unitCount() external view returns (uint256) {
        return _unitList.length;
    }

    /// @inheritdoc IEnergyPool
    function unitAt(uint256 index) external view returns (address) {
        return _unitList[index];
    }

    /// @inheritdoc IEnergyPool
    function session(address unit, address consumer) external view returns (Session memory info) {
        SessionRecord memory record = _sessions[unit][consumer];
        info.open = record.ent != 0;
        info.dead = info.open && record.generation != _units[unit].cold.generation;
        info.live = info.open && !info.dead && block.timestamp <= record.endsAt;
        (info.ent, info.energyWh) = (record.ent, record.energyWh);
        (info.rate, info.endsAt) = (record.rate, record.endsAt);
        info.closableFrom = _closableFrom(unit, record);
    }

    /// @inheritdoc IEnergyPool
    function everHadSession(address unit, address consumer) external view returns (bool) {
        return _sessions[unit][consumer].ever;
    }

    /// @inheritdoc IEnergyPool
    function owedBy(address resident) external view returns (uint256) {
        return _owed[resident];
    }

    // --- helpers ---

    /// @dev A reading of the block's own time, with no number.
    function _bookPlain(ReadingKind kind, address resident, uint256 energyWh) private {
        address unit = msg.sender;
        Entry memory entry = _open(unit);
        if (entry.cold.owner == address(0)) revert EnergyPoolNotAUnit(unit);
        if (entry.hot.sequence != 0) revert EnergyPoolSignedReportsOnly(unit);
        if (energyWh > type(uint64).max) revert EnergyPoolTooLarge(energyWh);
        Reading memory reading = Reading(uint8(kind), resident, uint64(energyWh), uint64(block.timestamp), 0);
        Rejection rejection = _book(entry, reading);
        if (rejection != Rejection.None) _revertFor(entry, reading, rejection);
        _save(entry);
    }

    function _bookNumbered(Entry memory entry, Reading memory reading, BatchOutcome memory outcome) private {
        entry.hot.sequence++;
        Rejection rejection = _book(entry, reading);
        if (rejection == Rejection.None) {
            outcome.accepted++;
        } else {
            outcome.rejected++;
            emit ReadingRejected(entry.unit, reading.sequence, rejection);
        }
    }

    function _revertFor(Entry memory entry, Reading memory reading, Rejection rejection) private pure {
        address unit = entry.unit;
        if (rejection == Rejection.ZeroResident) revert EnergyPoolZeroAddress();
        if (rejection == Rejection.UnitItself) revert EnergyPoolUnitItself(unit);
        if (rejection == Rejection.IntervalTooOld) {
            revert EnergyPoolIntervalTooOld(unit, reading.intervalEnd, entry.hot.lastEnd);
        }
        if (rejection == Rejection.AboveCapacity) {
            uint256 before = reading.kind == uint8(ReadingKind.Actual) ? 0 : entry.hot.storedWh;
            revert EnergyPoolAboveCapacity(unit, before + reading.energyWh, entry.cold.capacityWh);
        }
        if (rejection == Rejection.AbovePower) {
            (uint256 time, uint256 movedWh) = _interval(entry, reading.energyWh, reading.intervalEnd);
            revert EnergyPoolAbovePower(unit, movedWh, (entry.cold.powerW * time) / 1 hours);
        }
        revert EnergyPoolTooLarge(reading.energyWh);
    }

    function _open(address unit) private view returns (Entry memory entry) {
        UnitRecord storage record = _units[unit];
        entry.unit = unit;
        entry.hot = record.hot;
        entry.cold = record.cold;
        entry.books = _load();
    }

    function _save(Entry memory entry) private {
        _units[entry.unit].hot = entry.hot;
        _store(entry.books);
    }

    function _stopped(BatchOutcome memory outcome, Stop reason, uint256 at) private pure returns (BatchOutcome memory) {
        (outcome.stop, outcome.stoppedAt) = (reason, at);
        return outcome;
    }
}
