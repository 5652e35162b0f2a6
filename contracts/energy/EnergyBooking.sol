// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Production, Rejection} from "../interfaces/IEnergyPool.sol";
import {EnergyMath} from "../libraries/EnergyMath.sol";
import {Mint, Mints} from "../libraries/Mints.sol";
import {EnergySessions} from "./EnergySessions.sol";
import {BooksWord, ColdWord, EnergyWords, HotWord} from "./EnergyWords.sol";

/// @notice What a reading does to the books. One Entry carries a unit's and the network's words through all readings of a
/// call; they are written once, at its end.
abstract contract EnergyBooking is EnergySessions {
    /// @dev The words stay packed: taking them apart and together again measured 900 gas a production.
    struct Entry {
        address unit;
        ColdWord cold;
        HotWord hot;
        BooksWord books;
    }

    function _openEntry(Entry memory entry, address unit, UnitRecord storage record) internal view {
        entry.unit = unit;
        entry.hot = record.hot;
        entry.cold = record.cold;
        entry.books = _books;
    }

    function _saveEntry(Entry memory entry, UnitRecord storage record) internal {
        record.hot = entry.hot;
        _books = entry.books;
    }

    function _imbalance(BooksWord books) internal pure returns (int256) {
        return EnergyMath.imbalance(books.ent(), books.energyWh());
    }

    /// @dev Sets R after a booking.
    /// @param books The network's word with the booking in it.
    /// @param before The imbalance before it.
    function _judge(BooksWord books, int256 before) internal returns (BooksWord) {
        uint256 rateBefore = books.rate();
        uint256 rate = EnergyMath.rateAfter(rateBefore, before, _imbalance(books), books.rateGrowth());
        if (rate == rateBefore) return books;
        emit RateChanged(rate);
        return books.withRate(rate);
    }

    function _burningRate(BooksWord books) internal pure returns (uint256) {
        return EnergyMath.min(books.rate(), books.burningRateCap());
    }

    // --- intervals ---

    /// @dev Moves the unit's interval and what was moved in it, unless the interval is over or that is more than its power allows.
    function _moveInterval(Entry memory entry, uint256 energyWh, uint256 end) internal pure returns (Rejection) {
        HotWord hot = entry.hot;
        if (end < hot.lastEnd()) return Rejection.IntervalTooOld;
        (uint256 begin, uint256 movedWh) = _interval(hot, energyWh, end);
        uint256 powerW = entry.cold.powerW();
        unchecked {
            // an interval begins before its end
            if (powerW == 0) movedWh = 0;
            else if (EnergyMath.abovePower(movedWh, powerW, end - begin) && energyWh != 0) return Rejection.AbovePower;
            else if (movedWh > EnergyWords.MOST_40) return Rejection.TooLarge;
        }
        // at most 15 minutes ahead of a block's time: 40 bits
        entry.hot = hot.withInterval(end, begin, movedWh);
        return Rejection.None;
    }

    /// @return begin When the interval began: at the end of the one before it.
    /// @return movedWh All energy of the interval, this reading's included.
    function _interval(
        HotWord hot,
        uint256 energyWh,
        uint256 end
    ) internal pure returns (uint256 begin, uint256 movedWh) {
        uint256 lastEnd = hot.lastEnd();
        if (end != lastEnd) return (lastEnd, energyWh);
        unchecked {
            return (hot.previousEnd(), hot.intervalWh() + energyWh); // 40 and at most 64 bits
        }
    }

    /// @dev The compiler looks at each comparison whether an enum is in its range, for 25 gas.
    function _isNone(Rejection rejection) internal pure returns (bool none) {
        assembly ("memory-safe") {
            none := iszero(rejection)
        }
    }

    // --- production ---

    /// @dev Books a production or says why it cannot be. The caller mints both parts.
    function _produce(
        Entry memory entry,
        address producer,
        uint256 energyWh,
        uint256 end,
        uint256 sequence
    ) internal returns (Rejection rejection, Mint mint, uint256 toProvider) {
        BooksWord books = entry.books;
        uint256 minted;
        unchecked {
            // KWH is at most MOST_48, so the energy is as well; a product of 48 by 20 bits
            if (producer == address(0)) return (Rejection.ZeroResident, mint, 0);
            if (producer == entry.unit) return (Rejection.UnitItself, mint, 0);
            if (energyWh > EnergyWords.MOST_48 - books.energyWh()) return (Rejection.TooLarge, mint, 0);
            minted = energyWh * EnergyMath.ENT_PER_WH;
            // all of a production could be minted: its ENT has to fit as well
            if (books.ent() + minted > type(uint64).max) return (Rejection.TooLarge, mint, 0);
            uint256 capacityWh = entry.cold.capacityWh();
            if (capacityWh != 0) {
                if (entry.hot.storedWh() + energyWh > capacityWh) return (Rejection.AboveCapacity, mint, 0);
            }
        }
        rejection = _moveInterval(entry, energyWh, end);
        if (!_isNone(rejection)) return (rejection, mint, 0);
        entry.hot = entry.hot.plusStoredWh(energyWh);
        int256 before = _imbalance(books);
        Production produced;
        unchecked {
            // cost <= energy x M with M <= 1, a share is at most the whole, and a debt pays at most what is there
            if (before > 0)
                minted -= EnergyMath.cost(EnergyMath.min(books.rate(), books.mintingRateCap()), energyWh, before);
            toProvider = EnergyMath.shareDown(minted, books.providerShare());
            uint256 toProducer = minted - toProvider;
            uint256 owed = _owed[producer];
            if (owed != 0) toProducer -= _payDebt(producer, producer, owed, toProducer);
            books = books.plusTotals(toProducer + toProvider, energyWh);
            mint = Mints.mintOf(producer, toProducer);
            produced = EnergyWords.production(energyWh, end, sequence, toProducer, toProvider);
        }
        // a production makes no deficit grow: only its end changes R
        if (before > 0) {
            if (_imbalance(books) <= 0) books = _judge(books, before);
        }
        entry.books = books;
        emit EnergyProduced(entry.unit, producer, produced);
    }

    // --- consumption ---

    /// @dev Books a consumption or says why it cannot be: burns what a session covers; the rest is a loss, and owed or given away.
    function _consume(
        Entry memory entry,
        address consumer,
        uint256 energyWh,
        uint256 end,
        uint256 sequence
    ) internal returns (Rejection rejection) {
        if (consumer == address(0)) return Rejection.ZeroResident;
        if (consumer == entry.unit) return Rejection.UnitItself;
        rejection = _moveInterval(entry, energyWh, end);
        if (rejection != Rejection.None) return rejection;
        SessionRecord memory session_ = _sessions[entry.unit][consumer];
        uint256 coveredWh = 0;
        bool ended = EnergyMath.min(end, block.timestamp) > session_.endsAt;
        bool dead = session_.generation != entry.cold.generation();
        if (session_.ent != 0 && !dead && !ended) coveredWh = EnergyMath.min(energyWh, session_.energyWh);
        uint256 burned = coveredWh == 0 ? 0 : _burnCovered(entry, consumer, session_, coveredWh);
        emit EnergyConsumed(entry.unit, consumer, energyWh, end, sequence, coveredWh, burned);
        if (burned != 0) _settle(entry, consumer, session_, coveredWh, burned);
        if (session_.ent != 0 && ended) _closeInEntry(entry, consumer, session_, dead);
        if (coveredWh != energyWh) _consumeUncovered(entry, consumer, energyWh - coveredWh, session_.ever);
    }

    /// @return burned What the covered energy costs in ENT; it leaves unit and books.
    function _burnCovered(
        Entry memory entry,
        address consumer,
        SessionRecord memory session_,
        uint256 coveredWh
    ) private returns (uint256 burned) {
        BooksWord books = entry.books;
        int256 before = _imbalance(books);
        uint256 rate = EnergyMath.min(_burningRate(books), session_.rate);
        // rate <= r, and the session holds its energy x (1 + r) or more; it is locked in ENT and unit
        burned = coveredWh * EnergyMath.ENT_PER_WH + EnergyMath.cost(rate, coveredWh, before);
        uint256 leavingWh = EnergyMath.min(coveredWh, entry.hot.storedWh());
        entry.hot = entry.hot.minusStoredWh(leavingWh).minusLockedWh(coveredWh);
        entry.books = _judge(books.minusTotals(burned, leavingWh), before);
        bool usedUp = coveredWh == session_.energyWh;
        SessionRecord storage stored = _sessions[entry.unit][consumer];
        stored.ent = usedUp ? 0 : uint64(session_.ent - burned);
        stored.energyWh = uint48(session_.energyWh - coveredWh);
    }

    /// @dev Burns in the ledger; a session whose energy is used up returns its other ENT.
    function _settle(
        Entry memory entry,
        address consumer,
        SessionRecord memory session_,
        uint256 coveredWh,
        uint256 burned
    ) private {
        uint256 returned = 0;
        if (coveredWh == session_.energyWh) {
            returned = session_.ent - burned;
            emit SessionClosed(entry.unit, consumer, returned, 0);
        }
        LEDGER.burnLockedEnt(consumer, uint64(burned), uint64(returned));
    }

    /// @dev The closing of EnergySessions, for a unit whose word is in memory.
    function _closeInEntry(Entry memory entry, address consumer, SessionRecord memory session_, bool dead) private {
        if (!dead) entry.hot = entry.hot.minusLockedWh(session_.energyWh);
        SessionRecord storage stored = _sessions[entry.unit][consumer];
        (stored.ent, stored.energyWh) = (0, 0);
        _release(entry.unit, consumer, session_);
    }

    /// @dev Energy that left without tokens, down to an empty unit; what the books never held is said, not booked.
    /// Who ever had a session with the unit owes for all of it; else the unit has given it away.
    function _consumeUncovered(Entry memory entry, address consumer, uint256 restWh, bool everHadSession_) private {
        uint256 lostWh = EnergyMath.min(restWh, entry.hot.storedWh());
        if (lostWh != 0) {
            emit EnergyLost(entry.unit, consumer, lostWh);
            entry.hot = entry.hot.minusStoredWh(lostWh);
            entry.books = _judge(entry.books.minusTotals(0, lostWh), _imbalance(entry.books));
        }
        if (restWh > lostWh) emit EnergyUnbooked(entry.unit, consumer, restWh - lostWh);
        if (everHadSession_) {
            _incurDebt(consumer, entry.unit, restWh * (EnergyMath.ENT_PER_WH + _burningRate(entry.books)));
        } else {
            _units[entry.unit].givenAwayWh += restWh;
            emit EnergyGivenAway(entry.unit, consumer, restWh);
        }
    }

    // --- actual energy ---

    /// @dev Replaces the unit's figure, or says why it cannot be.
    function _replace(
        Entry memory entry,
        uint256 energyWh,
        uint256 end,
        uint256 sequence
    ) internal returns (Rejection rejection) {
        BooksWord books = entry.books;
        uint256 previousWh = entry.hot.storedWh();
        if (books.energyWh() - previousWh + energyWh > EnergyWords.MOST_48) return Rejection.TooLarge;
        uint256 capacityWh = entry.cold.capacityWh();
        if (capacityWh != 0 && energyWh > capacityWh) return Rejection.AboveCapacity;
        rejection = _moveInterval(entry, 0, end);
        if (rejection != Rejection.None) return rejection;
        emit ActualEnergyReported(entry.unit, energyWh, previousWh, end, sequence);
        if (energyWh == previousWh) return rejection;
        entry.hot = entry.hot.minusStoredWh(previousWh).plusStoredWh(energyWh);
        entry.books = _judge(books.minusTotals(0, previousWh).plusTotals(0, energyWh), _imbalance(books));
    }
}
