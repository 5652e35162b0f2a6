// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "./base/Wired.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {ILedgerToken} from "./interfaces/ILedgerToken.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {
    AccountWord,
    AccountWords,
    ENT_AVAILABLE,
    ENT_LOCKED,
    EUR_AVAILABLE,
    EUR_LOCKED,
    Lane
} from "./libraries/AccountWords.sol";
import {Fills} from "./libraries/Fills.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title Ledger
/// @notice Keeps what every account has, one storage word an account, for the protocol's own contracts and nobody else.
/// Each function writes first and calls a token last; the tokens only emit.
contract Ledger is ILedger, Wired {
    using Fills for uint256[];

    ILedgerToken private immutable ENERGY_TOKEN;
    ILedgerToken private immutable EURO_TOKEN;
    address private immutable ENERGY_POOL;
    address private immutable MARKET;
    address private immutable BANK;

    mapping(address owner => AccountWord word) private _accounts;

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
        AccountWord word = _accounts[owner];
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
    function mintEnt(address to, uint64 amount) external only(ENERGY_POOL) {
        if (amount == 0) return;
        _accounts[to] = _credit(_accounts[to], ENT_AVAILABLE, to, amount);
        ENERGY_TOKEN.emitTransfer(address(0), to, amount);
    }

    /// @inheritdoc ILedger
    function mintEntSplit(
        address producer,
        uint64 toProducer,
        address provider,
        uint64 toProvider
    ) external only(ENERGY_POOL) {
        if (toProducer != 0) {
            _accounts[producer] = _credit(_accounts[producer], ENT_AVAILABLE, producer, toProducer);
        }
        if (toProvider != 0) {
            _accounts[provider] = _credit(_accounts[provider], ENT_AVAILABLE, provider, toProvider);
        }
        if (toProducer != 0 || toProvider != 0) {
            ENERGY_TOKEN.emitMints(producer, toProducer, provider, toProvider);
        }
    }

    /// @inheritdoc ILedger
    function mintEntBatch(
        uint256[] calldata mints,
        address provider,
        uint64 toProvider
    ) external only(ENERGY_POOL) {
        for (uint256 i = 0; i < mints.length; i++) {
            uint256 amount = mints[i] >> 160;
            if (amount == 0) continue;
            address producer = address(uint160(mints[i]));
            _accounts[producer] = _credit(_accounts[producer], ENT_AVAILABLE, producer, amount);
        }
        if (toProvider != 0) {
            _accounts[provider] = _credit(_accounts[provider], ENT_AVAILABLE, provider, toProvider);
        }
        ENERGY_TOKEN.emitMintBatch(mints, provider, toProvider);
    }

    /// @inheritdoc ILedger
    function lockEnt(address owner, uint64 amount) external only(ENERGY_POOL) {
        _accounts[owner] = _shift(_accounts[owner], ENT_AVAILABLE, ENT_LOCKED, owner, amount);
    }

    /// @inheritdoc ILedger
    function unlockEnt(address owner, uint64 amount) external only(ENERGY_POOL) {
        _accounts[owner] = _shift(_accounts[owner], ENT_LOCKED, ENT_AVAILABLE, owner, amount);
    }

    /// @inheritdoc ILedger
    function burnLockedEnt(address owner, uint64 burned, uint64 released) external only(ENERGY_POOL) {
        AccountWord word = _debit(_accounts[owner], ENT_LOCKED, owner, burned);
        _accounts[owner] = _shift(word, ENT_LOCKED, ENT_AVAILABLE, owner, released);
        if (burned != 0) ENERGY_TOKEN.emitTransfer(owner, address(0), burned);
    }

    /// @inheritdoc ILedger
    function burnEnt(address owner, uint64 amount) external only(ENERGY_POOL) {
        _accounts[owner] = _debit(_accounts[owner], ENT_AVAILABLE, owner, amount);
        ENERGY_TOKEN.emitTransfer(owner, address(0), amount);
    }

    // --- Bank ---

    /// @inheritdoc ILedger
    function mintEur(address to, uint64 amount) external only(BANK) {
        _accounts[to] = _credit(_accounts[to], EUR_AVAILABLE, to, amount);
        EURO_TOKEN.emitTransfer(address(0), to, amount);
    }

    /// @inheritdoc ILedger
    function lockEur(address owner, uint64 amount) external only(BANK) {
        _accounts[owner] = _shift(_accounts[owner], EUR_AVAILABLE, EUR_LOCKED, owner, amount);
    }

    /// @inheritdoc ILedger
    function unlockEur(address owner, uint64 amount) external only(BANK) {
        _accounts[owner] = _shift(_accounts[owner], EUR_LOCKED, EUR_AVAILABLE, owner, amount);
    }

    /// @inheritdoc ILedger
    function burnLockedEur(address owner, uint64 amount) external only(BANK) {
        _accounts[owner] = _debit(_accounts[owner], EUR_LOCKED, owner, amount);
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
    function lockForOrder(address owner, uint256 ent, uint256 eur) external only(MARKET) {
        AccountWord word = _accounts[owner];
        _requireForOrder(word, owner, ent, eur);
        word = _shift(word, ENT_AVAILABLE, ENT_LOCKED, owner, ent);
        _accounts[owner] = _shift(word, EUR_AVAILABLE, EUR_LOCKED, owner, eur);
    }

    /// @inheritdoc ILedger
    function unlockFromOrders(address owner, uint256 ent, uint256 eur) external only(MARKET) {
        AccountWord word = _shift(_accounts[owner], ENT_LOCKED, ENT_AVAILABLE, owner, ent);
        _accounts[owner] = _shift(word, EUR_LOCKED, EUR_AVAILABLE, owner, eur);
    }

    /// @inheritdoc ILedger
    function settleBuy(
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn,
        uint256[] calldata fills
    ) external only(MARKET) {
        (uint256 ent, uint256 eur) = _settleMakers(fills, ENT_LOCKED, ENT_AVAILABLE, EUR_AVAILABLE);
        AccountWord word = _accounts[taker];
        _requireForOrder(word, taker, 0, fullCost);
        word = _debit(word, EUR_AVAILABLE, taker, eur);
        word = _shift(word, EUR_AVAILABLE, EUR_LOCKED, taker, toLock);
        word = _shift(word, ENT_LOCKED, ENT_AVAILABLE, taker, toReturn);
        _accounts[taker] = _credit(word, ENT_AVAILABLE, taker, ent);
        if (ent == 0) return; // nothing was traded
        ENERGY_TOKEN.emitFromMakers(taker, fills);
        EURO_TOKEN.emitToMakers(taker, fills);
    }

    /// @inheritdoc ILedger
    function settleSell(
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn,
        uint256[] calldata fills
    ) external only(MARKET) {
        (uint256 ent, uint256 eur) = _settleMakers(fills, EUR_LOCKED, EUR_AVAILABLE, ENT_AVAILABLE);
        AccountWord word = _accounts[taker];
        _requireForOrder(word, taker, fullCost, 0);
        word = _debit(word, ENT_AVAILABLE, taker, ent);
        word = _shift(word, ENT_AVAILABLE, ENT_LOCKED, taker, toLock);
        word = _shift(word, EUR_LOCKED, EUR_AVAILABLE, taker, toReturn);
        _accounts[taker] = _credit(word, EUR_AVAILABLE, taker, eur);
        if (ent == 0) return; // nothing was traded
        ENERGY_TOKEN.emitToMakers(taker, fills);
        EURO_TOKEN.emitFromMakers(taker, fills);
    }

    /// @dev Takes from each maker what he had locked in `given`, and pays him in `gotten`.
    /// @return ent All ENT that changes hands.
    /// @return eur All eEuro that changes hands.
    function _settleMakers(
        uint256[] calldata fills,
        Lane given,
        Lane released,
        Lane gotten
    ) private returns (uint256 ent, uint256 eur) {
        bool givesEnt = Lane.unwrap(given) == Lane.unwrap(ENT_LOCKED);
        for (uint256 i = 0; i < fills.length; i += 2) {
            address maker = fills.makerAt(i);
            (uint256 fillEnt, uint256 fillEur) = (fills.entAt(i), fills.eurAt(i));
            (uint256 gives, uint256 gets) = givesEnt ? (fillEnt, fillEur) : (fillEur, fillEnt);
            AccountWord word = _debit(_accounts[maker], given, maker, gives);
            word = _shift(word, given, released, maker, fills.releasedAt(i));
            _accounts[maker] = _credit(word, gotten, maker, gets);
            ent += fillEnt;
            eur += fillEur;
        }
    }

    function _transfer(Lane lane, address from, address to, uint256 amount) private {
        _accounts[from] = _debit(_accounts[from], lane, from, amount);
        _accounts[to] = _credit(_accounts[to], lane, to, amount);
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

    function _credit(
        AccountWord word,
        Lane lane,
        address owner,
        uint256 amount
    ) private pure returns (AccountWord) {
        unchecked {
            // Amounts are minted as uint64 or were debited before: both terms are below 2^64.
            if (word.amount(lane) + amount > AccountWords.MAX_AMOUNT) revert LedgerAmountTooLarge(owner, amount);
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

    function _requireForOrder(AccountWord word, address owner, uint256 ent, uint256 eur) private pure {
        uint256 entAvailable = word.amount(ENT_AVAILABLE);
        if (entAvailable < ent) revert IMarket.MarketInsufficientEnt(owner, entAvailable, ent);
        uint256 eurAvailable = word.amount(EUR_AVAILABLE);
        if (eurAvailable < eur) revert IMarket.MarketInsufficientEur(owner, eurAvailable, eur);
    }
}
