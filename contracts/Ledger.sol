// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "./base/Wired.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {ILedgerToken} from "./interfaces/ILedgerToken.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {
    AccountWord,
    ENT_AVAILABLE,
    ENT_LOCKED,
    EUR_AVAILABLE,
    EUR_LOCKED,
    Lane,
    MAX_AMOUNT
} from "./libraries/AccountWords.sol";
import {Fills} from "./libraries/Fills.sol";
import {Mint, Mints} from "./libraries/Mints.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title Ledger
/// @notice Keeps what every account has, one storage word an account, for the protocol's own contracts and nobody else.
/// Each function writes first and calls a token last; the tokens only emit.
/// An account's word lies in the storage slot of its own address. Nothing else is stored here, so nothing can collide, and no slot
/// has to be hashed: 75 gas less an account than a mapping, in every command of the protocol (see `_load`, `_store`).
contract Ledger is ILedger, Wired {
    using Fills for uint256[];

    ILedgerToken private immutable ENERGY_TOKEN;
    ILedgerToken private immutable EURO_TOKEN;
    address private immutable ENERGY_POOL;
    address private immutable MARKET;
    address private immutable BANK;

    modifier only(address caller) {
        if (msg.sender != caller) revert LedgerUnauthorized(msg.sender);
        _;
    }

    constructor(Wiring memory wiring) Wired(wiring, wiring.ledger) {
        ENERGY_TOKEN = ILedgerToken(wiring.energyToken);
        EURO_TOKEN = ILedgerToken(wiring.euroToken);
        ENERGY_POOL = wiring.energyPool;
        MARKET = wiring.market;
        BANK = wiring.bank;
    }

    /// @inheritdoc ILedger
    function account(address owner) external view returns (Account memory) {
        AccountWord word = _load(owner);
        return
            Account({
                entAvailable: uint64(word.amount(ENT_AVAILABLE)),
                entLocked: uint64(word.amount(ENT_LOCKED)),
                eurAvailable: uint64(word.amount(EUR_AVAILABLE)),
                eurLocked: uint64(word.amount(EUR_LOCKED))
            });
    }

    // --- EnergyPool ---

    /// @inheritdoc ILedger
    function mintProduction(Mint toProducer, Mint toProvider) external only(ENERGY_POOL) returns (bool) {
        _mintEnt(toProducer);
        _mintEnt(toProvider);
        return ENERGY_TOKEN.emitTwoMints(toProducer, toProvider);
    }

    /// @inheritdoc ILedger
    function mintProductions(uint256[] calldata toProducers, Mint toProvider) external only(ENERGY_POOL) {
        for (uint256 i = 0; i < toProducers.length; i++) _mintEnt(Mints.at(toProducers, i));
        _mintEnt(toProvider);
        ENERGY_TOKEN.emitMints(toProducers, toProvider);
    }

    /// @inheritdoc ILedger
    function lockEnt(address owner, uint64 amount) external only(ENERGY_POOL) {
        _shiftOf(owner, ENT_AVAILABLE, ENT_LOCKED, amount);
    }

    /// @inheritdoc ILedger
    function unlockEnt(address owner, uint64 amount) external only(ENERGY_POOL) {
        _shiftOf(owner, ENT_LOCKED, ENT_AVAILABLE, amount);
    }

    /// @inheritdoc ILedger
    function burnLockedEnt(address owner, uint64 burned, uint64 released) external only(ENERGY_POOL) {
        AccountWord word = _debit(_load(owner), ENT_LOCKED, owner, burned);
        _store(owner, _shift(word, ENT_LOCKED, ENT_AVAILABLE, owner, released));
        if (burned != 0) ENERGY_TOKEN.emitTransfer(owner, address(0), burned);
    }

    /// @inheritdoc ILedger
    function burnEnt(address owner, uint64 amount) external only(ENERGY_POOL) {
        _debitFrom(owner, ENT_AVAILABLE, amount);
        ENERGY_TOKEN.emitTransfer(owner, address(0), amount);
    }

    // --- Bank ---

    /// @inheritdoc ILedger
    function mintEur(address to, uint64 amount) external only(BANK) {
        _creditTo(to, EUR_AVAILABLE, amount);
        EURO_TOKEN.emitTransfer(address(0), to, amount);
    }

    /// @inheritdoc ILedger
    function lockEur(address owner, uint64 amount) external only(BANK) {
        _shiftOf(owner, EUR_AVAILABLE, EUR_LOCKED, amount);
    }

    /// @inheritdoc ILedger
    function unlockEur(address owner, uint64 amount) external only(BANK) {
        _shiftOf(owner, EUR_LOCKED, EUR_AVAILABLE, amount);
    }

    /// @inheritdoc ILedger
    function burnLockedEur(address owner, uint64 amount) external only(BANK) {
        _debitFrom(owner, EUR_LOCKED, amount);
        EURO_TOKEN.emitTransfer(owner, address(0), amount);
    }

    // --- the tokens ---

    /// @inheritdoc ILedger
    function transferEnt(address from, address to, uint256 amount) external only(address(ENERGY_TOKEN)) {
        _transfer(ENT_AVAILABLE, from, to, amount);
    }

    /// @inheritdoc ILedger
    function transferEur(address from, address to, uint256 amount) external only(address(EURO_TOKEN)) {
        _transfer(EUR_AVAILABLE, from, to, amount);
    }

    // --- Market ---

    /// @inheritdoc ILedger
    function lockOnOrder(address owner, uint256 ent, uint256 eur) external only(MARKET) returns (bool) {
        AccountWord word = _load(owner);
        if (ent != 0) {
            _requireEnt(word, owner, ent);
            word = _shift(word, ENT_AVAILABLE, ENT_LOCKED, owner, ent);
        }
        if (eur != 0) {
            _requireEur(word, owner, eur);
            word = _shift(word, EUR_AVAILABLE, EUR_LOCKED, owner, eur);
        }
        _store(owner, word);
        return true;
    }

    /// @inheritdoc ILedger
    function unlockOnOrder(address owner, uint256 ent, uint256 eur) external only(MARKET) returns (bool) {
        AccountWord word = _shift(_load(owner), ENT_LOCKED, ENT_AVAILABLE, owner, ent);
        _store(owner, _shift(word, EUR_LOCKED, EUR_AVAILABLE, owner, eur));
        return true;
    }

    /// @inheritdoc ILedger
    function bookIncomingPurchase(
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn,
        uint256[] calldata fills
    ) external only(MARKET) {
        (uint256 ent, uint256 eur) = _paySellers(fills);
        AccountWord word = _load(taker); // read only now: right whoever the makers are
        _requireEur(word, taker, fullCost);
        word = _debit(word, EUR_AVAILABLE, taker, eur);
        word = _shift(word, EUR_AVAILABLE, EUR_LOCKED, taker, toLock);
        word = _shift(word, ENT_LOCKED, ENT_AVAILABLE, taker, toReturn);
        _store(taker, _credit(word, ENT_AVAILABLE, taker, ent));
        if (ent != 0 && !fills.emitBy(taker, ENERGY_TOKEN, EURO_TOKEN)) revert LedgerTokenFailed();
    }

    /// @inheritdoc ILedger
    function bookIncomingSale(
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn,
        uint256[] calldata fills
    ) external only(MARKET) {
        (uint256 ent, uint256 eur) = _payBuyers(fills);
        AccountWord word = _load(taker);
        _requireEnt(word, taker, fullCost);
        word = _debit(word, ENT_AVAILABLE, taker, ent);
        word = _shift(word, ENT_AVAILABLE, ENT_LOCKED, taker, toLock);
        word = _shift(word, EUR_LOCKED, EUR_AVAILABLE, taker, toReturn);
        _store(taker, _credit(word, EUR_AVAILABLE, taker, eur));
        if (ent != 0 && !fills.emitBy(taker, EURO_TOKEN, ENERGY_TOKEN)) revert LedgerTokenFailed();
    }

    /// @dev Takes from each maker the ENT that he had locked, and pays him eEuro.
    /// @return ent All ENT that changes hands.
    /// @return eur All eEuro that changes hands.
    function _paySellers(uint256[] calldata fills) private returns (uint256 ent, uint256 eur) {
        unchecked {
            // Amounts are below 2^64 and lists far shorter than 2^192: neither sums nor i can overflow.
            for (uint256 i = 0; i < fills.length; i += 2) {
                (address maker, uint256 given, uint256 paid, uint256 back) = fills.at(i);
                AccountWord word = _load(maker);
                if (word.amount(ENT_LOCKED) < given + back || word.amount(EUR_AVAILABLE) + paid > MAX_AMOUNT) {
                    _debit(word, ENT_LOCKED, maker, given + back);
                    revert LedgerAmountTooLarge(maker, paid);
                }
                if (back != 0) word = _credit(word, ENT_AVAILABLE, maker, back);
                _store(maker, word.minus(ENT_LOCKED, given + back).plus(EUR_AVAILABLE, paid));
                ent += given;
                eur += paid;
            }
        }
    }

    /// @dev Takes from each maker the eEuro that he had locked, and gives him ENT; `back` is the rest of a lock at his own price.
    /// (The same loop with variable lanes would serve both, for some 50 gas more a maker.)
    function _payBuyers(uint256[] calldata fills) private returns (uint256 ent, uint256 eur) {
        unchecked {
            // As above.
            for (uint256 i = 0; i < fills.length; i += 2) {
                (address maker, uint256 gotten, uint256 paid, uint256 back) = fills.at(i);
                AccountWord word = _load(maker);
                if (word.amount(EUR_LOCKED) < paid + back || word.amount(ENT_AVAILABLE) + gotten > MAX_AMOUNT) {
                    _debit(word, EUR_LOCKED, maker, paid + back);
                    revert LedgerAmountTooLarge(maker, gotten);
                }
                if (back != 0) word = _credit(word, EUR_AVAILABLE, maker, back);
                _store(maker, word.minus(EUR_LOCKED, paid + back).plus(ENT_AVAILABLE, gotten));
                ent += gotten;
                eur += paid;
            }
        }
    }

    function _transfer(Lane lane, address from, address to, uint256 amount) private {
        _debitFrom(from, lane, amount);
        _creditTo(to, lane, amount); // read after the write: right also when both are the same
    }

    function _mintEnt(Mint mint) private {
        uint256 amount = mint.amount();
        if (amount != 0) _creditTo(mint.account(), ENT_AVAILABLE, amount);
    }

    function _load(address owner) private view returns (AccountWord word) {
        assembly ("memory-safe") {
            word := sload(shr(96, shl(96, owner)))
        }
    }

    function _store(address owner, AccountWord word) private {
        assembly ("memory-safe") {
            sstore(shr(96, shl(96, owner)), word)
        }
    }

    function _creditTo(address owner, Lane lane, uint256 amount) private {
        _store(owner, _credit(_load(owner), lane, owner, amount));
    }

    function _debitFrom(address owner, Lane lane, uint256 amount) private {
        _store(owner, _debit(_load(owner), lane, owner, amount));
    }

    function _shiftOf(address owner, Lane from, Lane to, uint256 amount) private {
        _store(owner, _shift(_load(owner), from, to, owner, amount));
    }

    /// @dev Moves an amount between two lanes of one account.
    function _shift(
        AccountWord word,
        Lane from,
        Lane to,
        address owner,
        uint256 amount
    ) private pure returns (AccountWord) {
        if (amount == 0) return word;
        return _credit(_debit(word, from, owner, amount), to, owner, amount);
    }

    function _credit(AccountWord word, Lane lane, address owner, uint256 amount) private pure returns (AccountWord) {
        unchecked {
            // Amounts are minted as uint64 or were debited before: both terms are below 2^64.
            if (word.amount(lane) + amount > MAX_AMOUNT) revert LedgerAmountTooLarge(owner, amount);
        }
        return word.plus(lane, amount);
    }

    function _debit(AccountWord word, Lane lane, address owner, uint256 amount) private pure returns (AccountWord) {
        uint256 present = word.amount(lane);
        if (present < amount) _revertLacking(lane, owner, present, amount);
        return word.minus(lane, amount);
    }

    function _revertLacking(Lane lane, address owner, uint256 present, uint256 needed) private pure {
        if (Lane.unwrap(lane) == Lane.unwrap(ENT_AVAILABLE)) revert LedgerInsufficientEnt(owner, present, needed);
        if (Lane.unwrap(lane) == Lane.unwrap(EUR_AVAILABLE)) revert LedgerInsufficientEur(owner, present, needed);
        if (Lane.unwrap(lane) == Lane.unwrap(ENT_LOCKED)) revert LedgerInsufficientLockedEnt(owner, present, needed);
        revert LedgerInsufficientLockedEur(owner, present, needed);
    }

    function _requireEnt(AccountWord word, address owner, uint256 needed) private pure {
        uint256 available = word.amount(ENT_AVAILABLE);
        if (available < needed) revert IMarket.MarketInsufficientEnt(owner, available, needed);
    }

    function _requireEur(AccountWord word, address owner, uint256 needed) private pure {
        uint256 available = word.amount(EUR_AVAILABLE);
        if (available < needed) revert IMarket.MarketInsufficientEur(owner, available, needed);
    }
}
