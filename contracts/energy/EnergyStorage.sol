// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "../base/Wired.sol";
import {IEnergyPool} from "../interfaces/IEnergyPool.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {Defaults} from "../libraries/Defaults.sol";
import {EnergyMath} from "../libraries/EnergyMath.sol";
import {IParameterized, Parameter} from "../types/Parameter.sol";
import {Wiring} from "../types/Wiring.sol";

/// @notice What EnergyPool keeps, and how it is packed: a reading writes two words here, one of the unit and one of the network.
abstract contract EnergyStorage is IEnergyPool, Wired {
    struct Hot {
        uint48 storedWh;
        uint48 lockedWh;
        uint40 lastEnd; // last interval's end, or the registration where that is later
        uint40 previousEnd; // of the interval before it: power counts from here
        uint40 intervalWh; // moved in the last interval; kept for units with a declared power only
        uint40 sequence;
    }

    struct Cold {
        address owner;
        uint40 capacityWh;
        uint40 powerW;
        uint16 generation; // counts removals: sessions of an earlier one are dead
    }

    struct UnitRecord {
        Hot hot; // slot 0
        Cold cold; // slot 1
        uint256 givenAwayWh; // slot 2
    }

    struct SessionRecord {
        uint64 ent;
        uint48 energyWh;
        uint24 rate;
        uint40 endsAt;
        uint16 generation;
        bool ever; // stays when the session closes
    }

    struct BooksRecord {
        uint64 ent;
        uint48 energyWh;
        uint56 rate; // at most 2^64 x 10^6 / 10^9
        uint80 parameters; // F, C, B, M: 20 bits each, M lowest
    }

    struct SlowParameters {
        uint32 sessionDuration;
        uint32 grace;
        uint128 owedLimit;
    }

    /// @dev The network's word, unpacked while bookings are made.
    struct Books {
        uint256 ent;
        uint256 energyWh;
        uint256 rate;
        uint256 parameters;
    }

    uint256 internal constant MOST_WH = type(uint48).max;
    uint256 private constant PARAMETER_BITS = 20;

    ILedger internal immutable LEDGER;
    address internal immutable GOVERNANCE;
    address internal immutable GATEWAY;

    BooksRecord private _books;
    SlowParameters internal _slow;
    mapping(address unit => UnitRecord) internal _units;
    address[] internal _unitList;
    mapping(address unit => mapping(address consumer => SessionRecord)) internal _sessions;
    mapping(address resident => uint256 ent) internal _owed;

    modifier onlyGovernance() {
        if (msg.sender != GOVERNANCE) revert EnergyPoolNotGovernance(msg.sender);
        _;
    }

    constructor(Wiring memory wiring) Wired(wiring, wiring.energyPool) {
        LEDGER = ILedger(wiring.ledger);
        GOVERNANCE = wiring.governance;
        GATEWAY = wiring.meterGateway;
        for (uint256 i = 0; i <= uint256(Parameter.ProviderShare); i++) _set(Parameter(i), Defaults.valueOf(Parameter(i)));
        _set(Parameter.OwedLimit, Defaults.valueOf(Parameter.OwedLimit));
        _set(Parameter.Grace, Defaults.valueOf(Parameter.Grace));
    }

    /// @inheritdoc IParameterized
    function setParameter(Parameter name, uint256 value) external onlyGovernance {
        _set(name, value);
    }

    /// @inheritdoc IParameterized
    function parameter(Parameter name) external view returns (uint256) {
        if (name == Parameter.SessionDuration) return _slow.sessionDuration;
        if (name == Parameter.OwedLimit) return _slow.owedLimit;
        if (name == Parameter.Grace) return _slow.grace;
        return _packed(_books.parameters, name);
    }

    // --- books ---

    function _load() internal view returns (Books memory books) {
        BooksRecord memory record = _books;
        (books.ent, books.energyWh) = (record.ent, record.energyWh);
        (books.rate, books.parameters) = (record.rate, record.parameters);
    }

    /// @dev Every booking checks that ent and energyWh fit before it is made; rate follows from ent.
    function _store(Books memory books) internal {
        _books = BooksRecord(uint64(books.ent), uint48(books.energyWh), uint56(books.rate), uint80(books.parameters));
    }

    function _imbalance(Books memory books) internal pure returns (int256) {
        return EnergyMath.imbalance(books.ent, books.energyWh);
    }

    /// @dev Sets R after a booking; `before` is the imbalance before it.
    function _judge(Books memory books, int256 before) internal {
        uint256 growth = _packed(books.parameters, Parameter.RateGrowth);
        uint256 rate = EnergyMath.rateAfter(books.rate, before, _imbalance(books), growth);
        if (rate == books.rate) return;
        books.rate = rate;
        emit RateChanged(rate);
    }

    function _mintingRate(Books memory books) internal pure returns (uint256) {
        return EnergyMath.min(books.rate, _packed(books.parameters, Parameter.MintingRateCap));
    }

    function _burningRate(Books memory books) internal pure returns (uint256) {
        return EnergyMath.min(books.rate, _packed(books.parameters, Parameter.BurningRateCap));
    }

    function _providerShare(Books memory books) internal pure returns (uint256) {
        return _packed(books.parameters, Parameter.ProviderShare);
    }

    // --- parameters ---

    function _packed(uint256 parameters, Parameter name) private pure returns (uint256) {
        return (parameters >> _shift(name)) & ((1 << PARAMETER_BITS) - 1);
    }

    function _set(Parameter name, uint256 value) private {
        // Governance has bounded the values: 20 bits hold a million, 32 bits 90 days, owedLimit is at most 128 bits
        if (name == Parameter.SessionDuration) _slow.sessionDuration = uint32(value);
        else if (name == Parameter.OwedLimit) _slow.owedLimit = uint128(value);
        else if (name == Parameter.Grace) _slow.grace = uint32(value);
        else {
            uint256 mask = ((1 << PARAMETER_BITS) - 1) << _shift(name);
            _books.parameters = uint80((_books.parameters & ~mask) | (value << _shift(name)));
        }
    }

    function _shift(Parameter name) private pure returns (uint256) {
        if (name == Parameter.MintingRateCap) return 0;
        if (name == Parameter.BurningRateCap) return PARAMETER_BITS;
        if (name == Parameter.RateGrowth) return 2 * PARAMETER_BITS;
        if (name == Parameter.ProviderShare) return 3 * PARAMETER_BITS;
        revert EnergyPoolUnknownParameter();
    }
}
