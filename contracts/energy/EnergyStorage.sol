// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "../base/Wired.sol";
import {IEnergyPool} from "../interfaces/IEnergyPool.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {Defaults} from "../libraries/Defaults.sol";
import {IParameterized, Parameter} from "../types/Parameter.sol";
import {Wiring} from "../types/Wiring.sol";
import {BooksWord, ColdWord, HotWord} from "./EnergyWords.sol";

/// @notice What EnergyPool keeps: a reading writes two words here, one of the unit and one of the network.
abstract contract EnergyStorage is IEnergyPool, Wired {
    struct UnitRecord {
        HotWord hot; // slot 0
        ColdWord cold; // slot 1
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

    struct SlowParameters {
        uint32 sessionDuration;
        uint32 grace;
        uint128 owedLimit;
    }

    ILedger internal immutable LEDGER;
    address internal immutable GOVERNANCE;
    address internal immutable GATEWAY;

    BooksWord internal _books;
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
        for (uint256 i = 0; i <= uint256(Parameter.ProviderShare); i++) {
            _setParameter(Parameter(i), Defaults.valueOf(Parameter(i)));
        }
        _setParameter(Parameter.OwedLimit, Defaults.valueOf(Parameter.OwedLimit));
        _setParameter(Parameter.Grace, Defaults.valueOf(Parameter.Grace));
    }

    /// @inheritdoc IParameterized
    function setParameter(Parameter name, uint256 value) external onlyGovernance {
        _setParameter(name, value);
    }

    /// @inheritdoc IParameterized
    function parameter(Parameter name) external view returns (uint256) {
        if (name == Parameter.SessionDuration) return _slow.sessionDuration;
        if (name == Parameter.OwedLimit) return _slow.owedLimit;
        if (name == Parameter.Grace) return _slow.grace;
        return _books.millionths(_indexOf(name));
    }

    // --- parameters ---

    function _setParameter(Parameter name, uint256 value) private {
        // Governance has bounded the values: 20 bits hold a million, 32 bits 90 days, owedLimit is at most 128 bits
        if (name == Parameter.SessionDuration) _slow.sessionDuration = uint32(value);
        else if (name == Parameter.OwedLimit) _slow.owedLimit = uint128(value);
        else if (name == Parameter.Grace) _slow.grace = uint32(value);
        else _books = _books.withMillionths(_indexOf(name), value);
    }

    function _indexOf(Parameter name) private pure returns (uint256) {
        if (name == Parameter.MintingRateCap) return 0;
        if (name == Parameter.BurningRateCap) return 1;
        if (name == Parameter.RateGrowth) return 2;
        if (name == Parameter.ProviderShare) return 3;
        revert EnergyPoolUnknownParameter();
    }
}
