// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnergyBooking} from "./energy/EnergyBooking.sol";
import {EnergyStorage} from "./energy/EnergyStorage.sol";
import {BooksWord, ColdWord, EnergyWords, HotWord} from "./energy/EnergyWords.sol";
import {BatchOutcome, IEnergyPool, Reading, ReadingKind, Rejection, Stop} from "./interfaces/IEnergyPool.sol";
import {Mint, Mints} from "./libraries/Mints.sol";
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
        UnitRecord storage record = _units[msg.sender];
        Entry memory entry;
        _openPlain(entry, record);
        (Rejection rejection, Mint toProducer, uint256 toProvider) = _produce(
            entry,
            producer,
            energyWh,
            block.timestamp,
            0
        );
        if (rejection != Rejection.None) _revertFor(entry, entry.hot.storedWh(), energyWh, rejection);
        _saveEntry(entry, record);
        LEDGER.mintProduction(toProducer, Mints.mintOf(entry.cold.owner(), toProvider));
    }

    /// @inheritdoc IEnergyPool
    function energyConsumed(address consumer, uint256 energyWh) external {
        UnitRecord storage record = _units[msg.sender];
        Entry memory entry;
        _openPlain(entry, record);
        if (energyWh > type(uint64).max) revert EnergyPoolTooLarge(energyWh);
        Rejection rejection = _consume(entry, consumer, energyWh, block.timestamp, 0);
        if (rejection != Rejection.None) _revertFor(entry, 0, energyWh, rejection);
        _saveEntry(entry, record);
    }

    /// @inheritdoc IEnergyPool
    function reportActualEnergy(uint256 energyWh) external {
        UnitRecord storage record = _units[msg.sender];
        Entry memory entry;
        _openPlain(entry, record);
        if (energyWh > type(uint64).max) revert EnergyPoolTooLarge(energyWh);
        Rejection rejection = _replace(entry, energyWh, block.timestamp, 0);
        if (rejection != Rejection.None) _revertFor(entry, 0, energyWh, rejection);
        _saveEntry(entry, record);
    }

    /// @inheritdoc IEnergyPool
    function bookSignedReadings(
        address unit,
        Reading[] calldata readings
    ) external returns (BatchOutcome memory outcome) {
        if (msg.sender != GATEWAY) revert EnergyPoolNotGateway(msg.sender);
        UnitRecord storage record = _units[unit];
        Entry memory entry;
        _openEntry(entry, unit, record);
        if (entry.cold.owner() == address(0)) return _stopped(outcome, Stop.NotAUnit, readings[0].sequence);
        Mint[] memory toProducers = new Mint[](readings.length);
        uint256 toProvider = 0;
        for (uint256 i = 0; i < readings.length; i++) {
            Reading calldata reading = readings[i];
            uint256 sequence = reading.sequence;
            if (sequence <= entry.hot.sequence()) {
                outcome.skipped++;
                continue;
            }
            Stop stop = _stopBefore(entry, sequence, reading.intervalEnd);
            if (stop != Stop.None) {
                _stopped(outcome, stop, sequence);
                break;
            }
            entry.hot = entry.hot.withSequence(sequence);
            (Rejection rejection, Mint toProducer, uint256 share) = _book(entry, reading);
            if (rejection == Rejection.None) {
                outcome.accepted++;
                toProducers[i] = toProducer;
                toProvider += share;
            } else {
                outcome.rejected++;
                emit ReadingRejected(unit, sequence, rejection);
            }
        }
        _saveEntry(entry, record);
        LEDGER.mintProductions(toProducers, Mints.mintOf(entry.cold.owner(), toProvider));
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
    function clearOldSessions(
        address[] calldata units,
        address[] calldata consumers
    ) external returns (uint256 closed) {
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
        paid = _payDebt(resident, msg.sender, _owed[resident], ent);
        if (paid == 0) revert EnergyPoolNothingOwed(resident);
        if (paid > type(uint64).max) revert EnergyPoolTooLarge(paid);
        LEDGER.burnEnt(msg.sender, uint64(paid));
        BooksWord books = _books;
        _books = _judge(books.minusTotals(paid, 0), _imbalance(books));
    }

    // --- Governance ---

    /// @inheritdoc IEnergyPool
    function registerStorageUnit(
        address unit,
        address owner,
        uint256 capacityWh,
        uint256 powerW
    ) external onlyGovernance {
        UnitRecord storage record = _units[unit];
        HotWord hot = record.hot;
        ColdWord cold = record.cold;
        if (cold.owner() != address(0)) revert EnergyPoolAlreadyAUnit(unit);
        if (hot.lastEnd() == 0) _unitList.push(unit);
        // the first interval begins here: energy of the time before was nobody's
        if (hot.lastEnd() <= block.timestamp) {
            record.hot = hot.withInterval(block.timestamp, block.timestamp, 0);
        }
        // Governance has bounded both to 40 bits
        record.cold = EnergyWords.cold(owner, capacityWh, powerW, cold.generation());
        emit StorageUnitRegistered(unit, owner, capacityWh, powerW);
    }

    /// @inheritdoc IEnergyPool
    function removeUnit(address unit) external onlyGovernance {
        UnitRecord storage record = _units[unit];
        Entry memory entry;
        _openEntry(entry, unit, record);
        if (entry.cold.owner() == address(0)) revert EnergyPoolNotAUnit(unit);
        uint256 lostWh = entry.hot.storedWh();
        emit StorageUnitRemoved(unit, lostWh);
        entry.hot = entry.hot.emptied();
        if (lostWh != 0) entry.books = _judge(entry.books.minusTotals(0, lostWh), _imbalance(entry.books));
        record.cold = _nextGeneration(unit, entry.cold);
        _saveEntry(entry, record);
    }

    // --- reads ---

    /// @inheritdoc IEnergyPool
    function totals() external view returns (Totals memory) {
        BooksWord books = _books;
        return Totals(books.ent(), books.energyWh(), _imbalance(books), books.rate());
    }

    /// @inheritdoc IEnergyPool
    function totalEnt() external view returns (uint256) {
        return _books.ent();
    }

    /// @inheritdoc IEnergyPool
    function storageUnit(address unit) external view returns (Unit memory) {
        UnitRecord storage record = _units[unit];
        HotWord hot = record.hot;
        ColdWord cold = record.cold;
        return
            Unit({
                owner: cold.owner(),
                storedWh: hot.storedWh(),
                lockedWh: hot.lockedWh(),
                capacityWh: cold.capacityWh(),
                powerW: cold.powerW(),
                lastIntervalEnd: hot.lastEnd(),
                lastSequence: hot.sequence(),
                givenAwayWh: record.givenAwayWh
            });
    }

    /// @inheritdoc IEnergyPool
    function unitCount() external view returns (uint256) {
        return _unitList.length;
    }

    /// @inheritdoc IEnergyPool
    function unitByIndex(uint256 index) external view returns (address) {
        return _unitList[index];
    }

    /// @inheritdoc IEnergyPool
    function session(address unit, address consumer) external view returns (Session memory info) {
        SessionRecord memory record = _sessions[unit][consumer];
        info.open = record.ent != 0;
        info.ever = record.ever;
        info.dead = info.open && record.generation != _units[unit].cold.generation();
        info.live = info.open && !info.dead && block.timestamp <= record.endsAt;
        (info.ent, info.energyWh) = (record.ent, record.energyWh);
        (info.rate, info.endsAt) = (record.rate, record.endsAt);
        info.closableFrom = _closableFrom(unit, record);
    }

    /// @inheritdoc IEnergyPool
    function debtOf(address resident) external view returns (uint256) {
        return _owed[resident];
    }

    // --- helpers ---

    /// @dev A plain command: the sender is the unit, and has never sent a signed report.
    function _openPlain(Entry memory entry, UnitRecord storage record) private view {
        _openEntry(entry, msg.sender, record);
        if (entry.cold.owner() == address(0)) revert EnergyPoolNotAUnit(msg.sender);
        if (entry.hot.sequence() != 0) revert EnergyPoolSignedReportsOnly(msg.sender);
    }

    /// @dev Books one signed reading.
    /// @return rejection None when it is booked.
    /// @return toProducer The producer's part.
    /// @return toProvider The provider's part.
    function _book(
        Entry memory entry,
        Reading calldata reading
    ) private returns (Rejection rejection, Mint toProducer, uint256 toProvider) {
        (uint256 kind, address resident, uint256 energyWh) = (reading.kind, reading.resident, reading.energyWh);
        if (kind == uint256(ReadingKind.Produced)) {
            (rejection, toProducer, toProvider) = _produce(
                entry,
                resident,
                energyWh,
                reading.intervalEnd,
                reading.sequence
            );
        } else if (kind == uint256(ReadingKind.Consumed)) {
            rejection = _consume(entry, resident, energyWh, reading.intervalEnd, reading.sequence);
        } else if (kind == uint256(ReadingKind.Actual)) {
            rejection = _replace(entry, energyWh, reading.intervalEnd, reading.sequence);
        } else {
            rejection = Rejection.UnknownKind;
        }
    }

    function _stopBefore(Entry memory entry, uint256 sequence, uint256 end) private view returns (Stop) {
        if (sequence != entry.hot.sequence() + 1) return Stop.SequenceGap;
        return end > block.timestamp + MOST_AHEAD ? Stop.AheadOfTime : Stop.None;
    }

    function _revertFor(Entry memory entry, uint256 storedWh, uint256 energyWh, Rejection rejection) private view {
        address unit = entry.unit;
        if (rejection == Rejection.ZeroResident) revert EnergyPoolZeroAddress();
        if (rejection == Rejection.UnitItself) revert EnergyPoolUnitItself(unit);
        if (rejection == Rejection.IntervalTooOld)
            revert EnergyPoolIntervalTooOld(unit, block.timestamp, entry.hot.lastEnd());
        if (rejection == Rejection.AboveCapacity) {
            revert EnergyPoolAboveCapacity(unit, storedWh + energyWh, entry.cold.capacityWh());
        }
        if (rejection == Rejection.AbovePower) {
            (uint256 time, uint256 movedWh) = _interval(entry.hot, energyWh, block.timestamp);
            revert EnergyPoolAbovePower(unit, movedWh, (entry.cold.powerW() * time) / 1 hours);
        }
        revert EnergyPoolTooLarge(energyWh);
    }

    /// @dev A removal makes the unit's sessions dead; its 16 bits outlast any community's votes.
    function _nextGeneration(address unit, ColdWord cold) private pure returns (ColdWord) {
        uint256 generation = cold.generation() + 1;
        if (generation > type(uint16).max) revert EnergyPoolRemovedTooOften(unit);
        return EnergyWords.cold(address(0), 0, 0, generation);
    }

    function _stopped(BatchOutcome memory outcome, Stop reason, uint256 at) private pure returns (BatchOutcome memory) {
        (outcome.stop, outcome.stoppedAt) = (reason, at);
        return outcome;
    }
}
