// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Reading, ReadingKind, Rejection} from "../interfaces/IEnergyPool.sol";
import {EnergyMath} from "../libraries/EnergyMath.sol";
import {EnergySessions} from "./EnergySessions.sol";

/// @notice What a reading does to the books. One Entry carries a unit's and the network's words through all readings of a
/// call; they are written once, at its end.
abstract contract EnergyBooking is EnergySessions {
    struct Entry {
        address unit;
        Hot hot;
        Cold cold;
        Books books;
        uint256 toProvider; // minted at the end of a batch
    }

    /// @dev Books one reading, or says why it cannot be; what cannot be changes nothing.
    function _book(Entry memory entry, Reading memory reading) internal returns (Rejection rejection) {
        if (reading.kind > uint8(type(ReadingKind).max)) return Rejection.UnknownKind;
        ReadingKind kind = ReadingKind(reading.kind);
        if (kind != ReadingKind.Actual) {
            if (reading.resident == address(0)) return Rejection.ZeroResident;
            if (reading.resident == entry.unit) return Rejection.UnitItself;
        }
        if (reading.intervalEnd < entry.hot.lastEnd) return Rejection.IntervalTooOld;
        rejection = _limits(entry, kind, reading.energyWh, reading.intervalEnd);
        if (rejection != Rejection.None) return rejection;
        _moveInterval(entry, kind, reading.energyWh, reading.intervalEnd);
        if (kind == ReadingKind.Produced) _produce(entry, reading);
        else if (kind == ReadingKind.Consumed) _consume(entry, reading);
        else _replace(entry, reading);
    }

    // --- what cannot be ---

    function _limits(
        Entry memory entry,
        ReadingKind kind,
        uint256 energyWh,
        uint256 end
    ) private pure returns (Rejection) {
        if (kind != ReadingKind.Consumed) {
            uint256 others = kind == ReadingKind.Produced ? 0 : entry.hot.storedWh;
            if (entry.books.energyWh - others + energyWh > MOST_WH) return Rejection.TooLarge;
            // a whole production could be minted: its ENT has to fit as well
            uint256 most = kind == ReadingKind.Produced ? entry.books.ent + energyWh * EnergyMath.ENT_PER_WH : 0;
            if (most > type(uint64).max) return Rejection.TooLarge;
            uint256 stored = kind == ReadingKind.Produced ? entry.hot.storedWh + energyWh : energyWh;
            if (entry.cold.capacityWh != 0 && stored > entry.cold.capacityWh) return Rejection.AboveCapacity;
        }
        if (entry.cold.powerW == 0 || kind == ReadingKind.Actual) return Rejection.None;
        (uint256 allowance, uint256 movedWh) = _interval(entry, energyWh, end);
        if (EnergyMath.abovePower(movedWh, entry.cold.powerW, allowance)) return Rejection.AbovePower;
        return movedWh > type(uint40).max ? Rejection.TooLarge : Rejection.None;
    }

    /// @return time Seconds in which the interval's energy moved.
    /// @return movedWh All its energy, this reading's included.
    function _interval(Entry memory entry, uint256 energyWh, uint256 end) internal pure returns (uint256 time, uint256 movedWh) {
        if (end == entry.hot.lastEnd) return (end - entry.hot.previousEnd, entry.hot.intervalWh + energyWh);
        return (end - entry.hot.lastEnd, energyWh);
    }

    function _moveInterval(Entry memory entry, ReadingKind kind, uint256 energyWh, uint256 end) private pure {
        Hot memory hot = entry.hot;
        if (end != hot.lastEnd) {
            (hot.previousEnd, hot.lastEnd) = (hot.lastEnd, uint40(end)); // at most 15 minutes ahead of a block's time
            hot.intervalWh = 0;
        }
        // _limits has checked that the sum fits
        if (entry.cold.powerW != 0 && kind != ReadingKind.Actual) hot.intervalWh += uint40(energyWh);
    }

    // --- production ---

    function _produce(Entry memory entry, Reading memory reading) private {
        Books memory books = entry.books;
        int256 before = _imbalance(books);
        uint256 cost = EnergyMath.cost(_mintingRate(books), reading.energyWh, before);
        // cost <= energy x M and M <= 1
        uint256 minted = reading.energyWh * EnergyMath.ENT_PER_WH - cost;
        uint256 toProvider = EnergyMath.shareDown(minted, _providerShare(books));
        uint256 toProducer = minted - toProvider;
        toProducer -= _payDebt(reading.resident, reading.resident, toProducer);
        books.ent += toProducer + toProvider;
        books.energyWh += reading.energyWh;
        entry.hot.storedWh += uint48(reading.energyWh);
        entry.toProvider += toProvider;
        _judge(books, before);
        emit EnergyProduced(
            entry.unit,
            reading.resident,
            reading.energyWh,
            reading.intervalEnd,
            reading.sequence,
            toProducer,
            toProvider
        );
        _mint(entry, reading, toProducer, toProvider);
    }

    /// @dev A plain command mints both parts at once; a batch mints the provider's at its end.
    function _mint(Entry memory entry, Reading memory reading, uint256 toProducer, uint256 toProvider) private {
        if (reading.sequence != 0) LEDGER.mintEnt(reading.resident, uint64(toProducer));
        else LEDGER.mintEntSplit(reading.resident, uint64(toProducer), entry.cold.owner, uint64(toProvider));
    }

    // --- consumption ---

    function _consume(Entry memory entry, Reading memory reading) private {
        SessionRecord memory session_ = _sessions[entry.unit][reading.resident];
        uint256 coveredWh = _drawFromSession(entry, reading, session_);
        uint256 restWh = reading.energyWh - coveredWh;
        if (restWh == 0) return;
        _lose(entry, reading.resident, restWh);
        if (session_.ever) {
            _incurDebt(reading.resident, entry.unit, restWh * (EnergyMath.ENT_PER_WH + _burningRate(entry.books)));
        } else {
            _units[entry.unit].givenAwayWh += restWh;
            emit EnergyGivenAway(entry.unit, reading.resident, restWh);
        }
    }

    /// @dev Burns what a covering session pays for; closes one that is used up, or that ended before the reading.
    function _drawFromSession(
        Entry memory entry,
        Reading memory reading,
        SessionRecord memory session_
    ) private returns (uint256 coveredWh) {
        bool open = session_.ent != 0;
        bool dead = session_.generation != entry.cold.generation;
        bool ended = EnergyMath.min(reading.intervalEnd, block.timestamp) > session_.endsAt;
        uint256 burned = 0;
        uint256 returned = 0;
        if (open && !dead && !ended) {
            coveredWh = EnergyMath.min(reading.energyWh, session_.energyWh);
            if (coveredWh != 0) (burned, returned) = _burnCovered(entry, reading.resident, session_, coveredWh);
        }
        emit EnergyConsumed(
            entry.unit,
            reading.resident,
            reading.energyWh,
            reading.intervalEnd,
            reading.sequence,
            coveredWh,
            burned
        );
        if (coveredWh != 0) {
            if (coveredWh == session_.energyWh) emit SessionClosed(entry.unit, reading.resident, returned, 0);
            LEDGER.burnLockedEnt(reading.resident, uint64(burned), uint64(returned));
        }
        if (open && ended) _closeInEntry(entry, reading.resident, session_, dead);
    }

    function _burnCovered(
        Entry memory entry,
        address consumer,
        SessionRecord memory session_,
        uint256 coveredWh
    ) private returns (uint256 burned, uint256 returned) {
        Books memory books = entry.books;
        int256 before = _imbalance(books);
        uint256 rate = EnergyMath.min(_burningRate(books), session_.rate);
        // rate <= r, and the session holds its energy x (1 + r) or more
        burned = coveredWh * EnergyMath.ENT_PER_WH + EnergyMath.cost(rate, coveredWh, before);
        uint256 leavingWh = EnergyMath.min(coveredWh, entry.hot.storedWh);
        books.ent -= burned;
        books.energyWh -= leavingWh;
        entry.hot.storedWh -= uint48(leavingWh);
        entry.hot.lockedWh -= uint48(coveredWh);
        _judge(books, before);
        SessionRecord storage stored = _sessions[entry.unit][consumer];
        uint256 left = session_.ent - burned;
        if (coveredWh == session_.energyWh) (returned, left) = (left, 0);
        stored.ent = uint64(left);
        stored.energyWh = uint48(session_.energyWh - coveredWh);
    }

    /// @dev The closing of EnergySessions, for a unit whose word is in memory.
    function _closeInEntry(Entry memory entry, address consumer, SessionRecord memory session_, bool dead) private {
        if (!dead) entry.hot.lockedWh -= session_.energyWh;
        SessionRecord storage stored = _sessions[entry.unit][consumer];
        (stored.ent, stored.energyWh) = (0, 0);
        _release(entry.unit, consumer, session_);
    }

    /// @dev Energy that left without tokens, down to an empty unit; what the books never held is said, not booked.
    function _lose(Entry memory entry, address consumer, uint256 restWh) private {
        uint256 lostWh = EnergyMath.min(restWh, entry.hot.storedWh);
        if (lostWh != 0) {
            int256 before = _imbalance(entry.books);
            entry.books.energyWh -= lostWh;
            entry.hot.storedWh -= uint48(lostWh);
            emit EnergyLost(entry.unit, consumer, lostWh);
            _judge(entry.books, before);
        }
        if (restWh > lostWh) emit EnergyUnbooked(entry.unit, consumer, restWh - lostWh);
    }

    // --- actual energy ---

    function _replace(Entry memory entry, Reading memory reading) private {
        uint256 previousWh = entry.hot.storedWh;
        emit ActualEnergyReported(entry.unit, reading.energyWh, previousWh, reading.intervalEnd, reading.sequence);
        if (reading.energyWh == previousWh) return;
        int256 before = _imbalance(entry.books);
        entry.books.energyWh = entry.books.energyWh - previousWh + reading.energyWh;
        entry.hot.storedWh = uint48(reading.energyWh);
        _judge(entry.books, before);
    }
}
