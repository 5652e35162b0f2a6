// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnergyMath} from "../libraries/EnergyMath.sol";
import {EnergyStorage} from "./EnergyStorage.sol";
import {ColdWord, HotWord} from "./EnergyWords.sol";

/// @notice Consumption sessions and debts.
abstract contract EnergySessions is EnergyStorage {
    // --- sessions ---

    function _start(address unit, address consumer, uint256 ent) internal returns (uint256 energyWh, uint256 endsAt) {
        UnitRecord storage record = _units[unit];
        ColdWord cold = record.cold;
        if (cold.owner() == address(0)) revert EnergyPoolNotAUnit(unit);
        if (unit == consumer) revert EnergyPoolUnitItself(unit);
        if (ent == 0) revert EnergyPoolZeroAmount();
        if (ent > type(uint64).max) revert EnergyPoolTooLarge(ent);
        SessionRecord memory session_ = _sessions[unit][consumer];
        if (session_.ent != 0 && session_.generation != cold.generation()) {
            _release(unit, consumer, session_);
            (session_.ent, session_.energyWh) = (0, 0);
        }
        uint256 rate = EnergyMath.min(_books.rate(), _books.burningRateCap());
        uint256 total = session_.ent + ent;
        energyWh = EnergyMath.coveredWhDown(total, rate);
        if (energyWh == 0) revert EnergyPoolUnderOneWh(total, rate);
        LEDGER.lockEnt(consumer, uint64(ent)); // now both parts of the total are locked, so it is within the supply
        _lockEnergy(record, unit, energyWh, session_.energyWh);
        _requireCredit(consumer);
        endsAt = block.timestamp + _slow.sessionDuration;
        _sessions[unit][consumer] = SessionRecord(
            uint64(total),
            uint48(energyWh),
            uint24(rate),
            uint40(endsAt),
            uint16(cold.generation()),
            true
        );
        emit SessionStarted(unit, consumer, ent, total, energyWh, rate, endsAt);
    }

    /// @dev Replaces a session's own locked energy; what is locked afterwards never exceeds what is stored.
    function _lockEnergy(UnitRecord storage record, address unit, uint256 energyWh, uint256 ownWh) private {
        HotWord hot = record.hot;
        uint256 others = hot.lockedWh() - ownWh;
        uint256 free = hot.storedWh() > others ? hot.storedWh() - others : 0;
        if (energyWh > free) revert EnergyPoolInsufficientEnergy(unit, free, energyWh);
        record.hot = hot.withLockedWh(others + energyWh);
    }

    /// @dev Whether a session, dead or ended, may be closed by anyone, and from when on.
    function _closableFrom(address unit, SessionRecord memory session_) internal view returns (uint256) {
        if (session_.ent == 0) return type(uint256).max;
        UnitRecord storage record = _units[unit];
        if (session_.generation != record.cold.generation()) return 0;
        uint256 afterEnd = uint256(session_.endsAt) + 1;
        if (record.hot.lastEnd() > session_.endsAt) return afterEnd;
        uint256 afterGrace = uint256(session_.endsAt) + _slow.grace;
        return afterGrace > afterEnd ? afterGrace : afterEnd;
    }

    /// @dev Closes an open session: its energy becomes free, its ENT available.
    function _close(address unit, address consumer, SessionRecord memory session_) internal {
        UnitRecord storage record = _units[unit];
        // the energy of a dead session left the books with its unit
        if (session_.generation == record.cold.generation()) {
            HotWord hot = record.hot;
            record.hot = hot.withLockedWh(hot.lockedWh() - session_.energyWh);
        }
        SessionRecord storage stored = _sessions[unit][consumer];
        (stored.ent, stored.energyWh) = (0, 0);
        _release(unit, consumer, session_);
    }

    function _release(address unit, address consumer, SessionRecord memory session_) internal {
        emit SessionClosed(unit, consumer, session_.ent, session_.energyWh);
        LEDGER.unlockEnt(consumer, session_.ent);
    }

    // --- debts ---

    function _requireCredit(address resident) private view {
        uint256 owed = _owed[resident];
        if (owed > _slow.owedLimit) revert EnergyPoolOwesTooMuch(resident, owed, _slow.owedLimit);
    }

    function _incurDebt(address resident, address unit, uint256 amount) internal {
        uint256 owed = _owed[resident] + amount;
        _owed[resident] = owed;
        emit DebtIncurred(resident, unit, amount, owed);
    }

    /// @param owed What the resident owes.
    /// @return paid What of `most` went against it.
    function _payDebt(address resident, address payer, uint256 owed, uint256 most) internal returns (uint256 paid) {
        paid = EnergyMath.min(owed, most);
        if (paid == 0) return 0;
        _owed[resident] = owed - paid;
        emit DebtPaid(resident, payer, paid, owed - paid);
    }
}
