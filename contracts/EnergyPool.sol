// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnergyBooking} from "./energy/EnergyBooking.sol";
import {EnergyStorage} from "./energy/EnergyStorage.sol";
import {BooksWord, ColdWord, EnergyWords, HotWord} from "./energy/EnergyWords.sol";
import {BatchOutcome, IEnergyPool, ReadingKind, Rejection, Stop} from "./interfaces/IEnergyPool.sol";
import {Mint, Mints} from "./libraries/Mints.sol";
import {ReadingWords, Readings} from "./libraries/Readings.sol";
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
        if (!_isNone(rejection)) _revertFor(entry, entry.hot.storedWh(), energyWh, rejection);
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
    function bookSignedReadings(address unit, bytes calldata readings) external returns (BatchOutcome memory outcome) {
        if (msg.sender != GATEWAY) revert EnergyPoolNotGateway(msg.sender);
        UnitRecord storage record = _units[unit];
        Entry memory entry;
        _openEntry(entry, unit, record);
        ReadingWords memory reading;
        if (entry.cold.owner() == address(0)) {
            reading.load(readings, 0);
            return _stopped(outcome, Stop.NotAUnit, reading.sequence);
        }
        uint256[] memory toProducers = new uint256[](Readings.count(readings));
        uint256 toProvider = 0;
        uint256 latestEnd = block.timestamp + MOST_AHEAD;
        for (uint256 i = 0; i < toProducers.length; i++) {
            reading.load(readings, i);
            uint256 sequence = reading.sequence;
            unchecked {
                // the list's length bounds the counts, and the shares are of ENT that the books have room for
                uint256 expected = entry.hot.sequence() + 1;
                if (sequence != expected) {
                    if (sequence < expected) {
                        outcome.skipped++;
                        continue;
                    }
                    _stopped(outcome, Stop.SequenceGap, sequence);
                    break;
                }
                if (reading.intervalEnd > latestEnd) {
                    _stopped(outcome, Stop.AheadOfTime, sequence);
                    break;
                }
                entry.hot = entry.hot.withNextSequence();
                (Rejection rejection, Mint toProducer, uint256 share) = _book(entry, reading);
                if (_isNone(rejection)) {
                    outcome.accepted++;
                    toProducers[i] = Mint.unwrap(toProducer);
                    toProvider += share;
                } else {
                    outcome.rejected++;
                    emit ReadingRejected(unit, sequence, rejection);
                }
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
        ReadingWords memory reading
    ) private returns (Rejection rejection, Mint toProducer, uint256 toProvider) {
        uint256 energyWh = reading.energyWh;
        (uint256 end, uint256 sequence) = (reading.intervalEnd, reading.sequence);
        if ((reading.resident >> 160) | (energyWh >> 64) != 0) return (Rejection.TooLarge, toProducer, 0);
        address resident = address(uint160(reading.resident));
        if (reading.kind == uint256(ReadingKind.Produced)) {
            (rejection, toProducer, toProvider) = _produce(entry, resident, energyWh, end, sequence);
        } else if (reading.kind == uint256(ReadingKind.Consumed)) {
            rejection = _consume(entry, resident, energyWh, end, sequence);
        } else if (reading.kind == uint256(ReadingKind.Actual)) {
            rejection = _replace(entry, energyWh, end, sequence);
        } else {
            rejection = Rejection.UnknownKind;
        }
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
            (uint256 begin, uint256 movedWh) = _interval(entry.hot, energyWh, block.timestamp);
            revert EnergyPoolAbovePower(unit, movedWh, (entry.cold.powerW() * (block.timestamp - begin)) / 1 hours);
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
