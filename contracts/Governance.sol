// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "./base/Wired.sol";
import {IBank} from "./interfaces/IBank.sol";
import {IEnergyPool} from "./interfaces/IEnergyPool.sol";
import {BallotState, Command, CommandKind, IGovernance} from "./interfaces/IGovernance.sol";
import {Defaults} from "./libraries/Defaults.sol";
import {Terms} from "./libraries/Terms.sol";
import {IParameterized, Parameter} from "./types/Parameter.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title Governance
/// @notice Voters, ballots, and the only way to change a rule, a unit or the banker.
contract Governance is IGovernance, Wired {
    using Terms for Terms.Set;

    struct Voter {
        uint64 termPlusOne; // 0: not in office
        uint64 lastVoteAt;
    }

    struct BallotRecord {
        // slot 0
        address subject;
        CommandKind kind;
        bool executed;
        uint40 openedAt;
        uint40 endsAt;
        // slot 1
        address owner;
        uint32 positive; // when it was executed
        uint64 unitEpoch; // of the unit it is about, when it opened
        // slot 2
        uint128 first;
        uint128 second;
    }

    struct State {
        uint32 voterCount;
        uint32 termCount;
        uint64 ballotCount;
        uint32 votingPeriod;
        uint32 voterInactivity;
    }

    IEnergyPool private immutable POOL;
    IBank private immutable BANK;
    IParameterized private immutable MARKET;

    State private _state;
    mapping(address account => Voter) private _voters;
    mapping(uint256 term => address account) private _voterOfTerm;
    Terms.Set private _inOffice;
    mapping(uint256 ballot => BallotRecord) private _ballots;
    mapping(uint256 ballot => Terms.Set) private _positive;
    mapping(uint256 ballot => Terms.Set) private _cast;
    mapping(bytes32 command => uint256 ballot) private _latestOn;
    mapping(address unit => uint64 epoch) private _unitEpoch;

    constructor(Wiring memory wiring) Wired(wiring, wiring.governance) {
        POOL = IEnergyPool(wiring.energyPool);
        BANK = IBank(wiring.bank);
        MARKET = IParameterized(wiring.market);
        _state.votingPeriod = uint32(Defaults.valueOf(Parameter.VotingPeriod));
        _state.voterInactivity = uint32(Defaults.valueOf(Parameter.VoterInactivity));
        for (uint256 i = 0; i < Defaults.PARAMETERS; i++) {
            emit ParameterSet(Parameter(i), Defaults.valueOf(Parameter(i)));
        }
        _addVoter(msg.sender);
    }

    // --- commands ---

    /// @inheritdoc IGovernance
    function addVoter(address voter) external returns (bool) {
        return _send(Command(CommandKind.AddVoter, voter, address(0), 0, 0));
    }

    /// @inheritdoc IGovernance
    function removeVoter(address voter) external returns (bool) {
        return _send(Command(CommandKind.RemoveVoter, voter, address(0), 0, 0));
    }

    /// @inheritdoc IGovernance
    function registerStorageUnit(
        address unit,
        address owner,
        uint256 capacityWh,
        uint256 powerW
    ) external returns (bool) {
        return _send(Command(CommandKind.RegisterStorageUnit, unit, owner, capacityWh, powerW));
    }

    /// @inheritdoc IGovernance
    function removeStorageUnit(address unit) external returns (bool) {
        return _send(Command(CommandKind.RemoveStorageUnit, unit, address(0), 0, 0));
    }

    /// @inheritdoc IGovernance
    function changeBanker(address banker) external returns (bool) {
        return _send(Command(CommandKind.ChangeBanker, banker, address(0), 0, 0));
    }

    /// @inheritdoc IGovernance
    function setParameter(Parameter name, uint256 value) external returns (bool) {
        return _send(Command(CommandKind.SetParameter, address(0), address(0), uint256(name), value));
    }

    /// @inheritdoc IGovernance
    function vote(uint256 id, bool support) external returns (bool) {
        uint256 term = _termOf(msg.sender);
        _requireOpen(id);
        Command memory command = _commandOf(_ballots[id]);
        _requirePossible(command);
        return _castVote(id, command, term, support);
    }

    /// @inheritdoc IGovernance
    function executeBallot(uint256 id) external {
        _requireOpen(id);
        Command memory command = _commandOf(_ballots[id]);
        _requirePossible(command);
        uint256 positive = _positiveVotes(id);
        uint256 voterCount_ = _state.voterCount;
        if (positive * 2 <= voterCount_) revert GovernanceNotPassed(id, positive, voterCount_);
        _execute(id, command, positive);
    }

    /// @inheritdoc IGovernance
    function retireVoter(address voter) external {
        _requireRemovable(voter);
        uint256 from = uint256(_voters[voter].lastVoteAt) + _state.voterInactivity;
        if (block.timestamp < from) revert GovernanceVoterActive(voter, from);
        emit VoterRetired(voter, msg.sender);
        _removeVoter(voter);
    }

    // --- reads ---

    /// @inheritdoc IGovernance
    function isVoter(address account) external view returns (bool) {
        return _voters[account].termPlusOne != 0;
    }

    /// @inheritdoc IGovernance
    function voterCount() external view returns (uint256) {
        return _state.voterCount;
    }

    /// @inheritdoc IGovernance
    function termCount() external view returns (uint256) {
        return _state.termCount;
    }

    /// @inheritdoc IGovernance
    function lastVoteAt(address voter) external view returns (uint256) {
        return _voters[voter].lastVoteAt;
    }

    /// @inheritdoc IGovernance
    function voters(uint256 from, uint256 count) external view returns (address[] memory list) {
        uint256 to = _end(from, count, _state.termCount);
        list = new address[](to > from ? to - from : 0);
        uint256 found = 0;
        for (uint256 term = from; term < to; term++) {
            if (_inOffice.has(term)) list[found++] = _voterOfTerm[term];
        }
        assembly ("memory-safe") {
            mstore(list, found) // shortens the array to what was found
        }
    }

    /// @inheritdoc IGovernance
    function ballotCount() external view returns (uint256) {
        return _state.ballotCount;
    }

    /// @inheritdoc IGovernance
    function ballot(uint256 id) external view returns (Ballot memory info) {
        BallotRecord storage record = _ballots[id];
        info.state = _stateOf(id);
        if (info.state == BallotState.None) return info;
        info.command = _commandOf(record);
        info.openedAt = record.openedAt;
        info.endsAt = record.endsAt;
        info.positive = info.state == BallotState.Executed ? record.positive : _positiveVotes(id);
        uint256 needed = _state.voterCount / 2 + 1;
        if (info.state == BallotState.Open && info.positive < needed) info.missing = needed - info.positive;
    }

    /// @inheritdoc IGovernance
    function openBallotOn(Command calldata command) external view returns (uint256 id) {
        id = _latestOn[keccak256(abi.encode(command))];
        if (_stateOf(id) != BallotState.Open) id = 0;
    }

    /// @inheritdoc IGovernance
    function votesOf(uint256 id, uint256 from, uint256 count) external view returns (CastVote[] memory list) {
        uint256 to = _end(from, count, _state.termCount);
        list = new CastVote[](to > from ? to - from : 0);
        uint256 found = 0;
        for (uint256 term = from; term < to; term++) {
            if (!_cast[id].has(term)) continue;
            list[found++] = CastVote(_voterOfTerm[term], _positive[id].has(term), _inOffice.has(term));
        }
        assembly ("memory-safe") {
            mstore(list, found) // shortens the array to what was found
        }
    }

    /// @inheritdoc IGovernance
    function parameter(Parameter name) public view returns (uint256) {
        if (name == Parameter.VotingPeriod) return _state.votingPeriod;
        if (name == Parameter.VoterInactivity) return _state.voterInactivity;
        return _keeperOf(name).parameter(name);
    }

    // --- voting ---

    /// @dev Sending a command votes for it; sending it again turns the vote.
    function _send(Command memory command) private returns (bool) {
        uint256 term = _termOf(msg.sender);
        _requirePossible(command);
        bytes32 key = keccak256(abi.encode(command));
        uint256 id = _latestOn[key];
        if (_stateOf(id) != BallotState.Open) {
            id = _open(command);
            _latestOn[key] = id;
            return _castVote(id, command, term, true);
        }
        return _castVote(id, command, term, !_positive[id].has(term));
    }

    function _open(Command memory command) private returns (uint256 id) {
        id = ++_state.ballotCount;
        uint256 endsAt = block.timestamp + _state.votingPeriod;
        BallotRecord storage record = _ballots[id];
        record.subject = command.subject;
        record.kind = command.kind;
        record.openedAt = uint40(block.timestamp);
        record.endsAt = uint40(endsAt);
        if (command.owner != address(0)) record.owner = command.owner;
        uint64 epoch = _unitEpoch[command.subject];
        if (epoch != 0) record.unitEpoch = epoch;
        // _requirePossible has bounded both to 128 bits
        if (command.first | command.second != 0)
            (record.first, record.second) = (uint128(command.first), uint128(command.second));
        emit BallotOpened(id, msg.sender, command, endsAt);
    }

    function _castVote(uint256 id, Command memory command, uint256 term, bool support) private returns (bool) {
        if (_cast[id].has(term)) {
            if (_positive[id].has(term) == support) return false;
        } else {
            _cast[id].add(term);
        }
        _voters[msg.sender].lastVoteAt = uint64(block.timestamp);
        emit VoteCast(id, msg.sender, support);
        if (!support) {
            _positive[id].remove(term);
            return false;
        }
        _positive[id].add(term);
        uint256 positive = _positiveVotes(id);
        if (positive * 2 <= _state.voterCount) return false;
        _execute(id, command, positive);
        return true;
    }

    function _execute(uint256 id, Command memory command, uint256 positive) private {
        BallotRecord storage record = _ballots[id];
        record.executed = true;
        record.positive = uint32(positive);
        emit BallotExecuted(id, positive);
        if (command.kind == CommandKind.AddVoter) _addVoter(command.subject);
        else if (command.kind == CommandKind.RemoveVoter) _removeVoter(command.subject);
        else if (command.kind == CommandKind.ChangeBanker) BANK.setBanker(command.subject);
        else if (command.kind == CommandKind.SetParameter) _setParameter(Parameter(command.first), command.second);
        else _changeUnit(command);
    }

    function _changeUnit(Command memory command) private {
        _unitEpoch[command.subject]++;
        emit UnitBallotsLapsed(command.subject);
        if (command.kind == CommandKind.RegisterStorageUnit) {
            POOL.registerStorageUnit(command.subject, command.owner, command.first, command.second);
        } else {
            POOL.removeUnit(command.subject);
        }
    }

    function _setParameter(Parameter name, uint256 value) private {
        emit ParameterSet(name, value);
        if (name == Parameter.VotingPeriod) _state.votingPeriod = uint32(value);
        else if (name == Parameter.VoterInactivity) _state.voterInactivity = uint32(value);
        else _keeperOf(name).setParameter(name, value);
    }

    function _addVoter(address voter) private {
        uint32 term = _state.termCount++;
        _state.voterCount++;
        _voters[voter] = Voter(uint64(term) + 1, uint64(block.timestamp));
        _voterOfTerm[term] = voter;
        _inOffice.add(term);
        emit VoterAdded(voter);
    }

    function _removeVoter(address voter) private {
        _inOffice.remove(_voters[voter].termPlusOne - 1);
        delete _voters[voter];
        _state.voterCount--;
        emit VoterRemoved(voter);
    }

    // --- checks ---

    /// @dev What is impossible or would change nothing is an error at every vote on it.
    function _requirePossible(Command memory command) private view {
        address subject = command.subject;
        if (command.kind == CommandKind.AddVoter) {
            if (subject == address(0)) revert GovernanceZeroAddress();
            if (_voters[subject].termPlusOne != 0) revert GovernanceAlreadyVoter(subject);
        } else if (command.kind == CommandKind.RemoveVoter) {
            _requireRemovable(subject);
        } else if (command.kind == CommandKind.RegisterStorageUnit) {
            if (subject == address(0) || command.owner == address(0)) revert GovernanceZeroAddress();
            if (_isUnit(subject)) revert GovernanceAlreadyAUnit(subject);
            _requireFits(command.first, type(uint40).max);
            _requireFits(command.second, type(uint40).max);
        } else if (command.kind == CommandKind.RemoveStorageUnit) {
            if (!_isUnit(subject)) revert GovernanceNotAUnit(subject);
        } else if (command.kind == CommandKind.ChangeBanker) {
            if (BANK.banker() == subject) revert GovernanceAlreadyBanker(subject);
        } else {
            _requireSettable(Parameter(command.first), command.second);
        }
    }

    function _requireRemovable(address voter) private view {
        if (_voters[voter].termPlusOne == 0) revert GovernanceUnknownVoter(voter);
        if (_state.voterCount == 1) revert GovernanceLastVoter(voter);
    }

    function _requireSettable(Parameter name, uint256 value) private view {
        (uint256 least, uint256 most) = Defaults.bounds(name);
        if (value < least || value > most) revert GovernanceOutOfBounds(name, value, least, most);
        if (parameter(name) == value) revert GovernanceParameterUnchanged(name, value);
    }

    function _requireFits(uint256 value, uint256 most) private pure {
        if (value > most) revert GovernanceTooLarge(value, most);
    }

    function _requireOpen(uint256 id) private view {
        BallotState state = _stateOf(id);
        if (state == BallotState.None) revert GovernanceNoBallot(id);
        if (state != BallotState.Open) revert GovernanceBallotNotOpen(id, state);
    }

    function _termOf(address account) private view returns (uint256) {
        uint256 termPlusOne = _voters[account].termPlusOne;
        if (termPlusOne == 0) revert GovernanceNotVoter(account);
        return termPlusOne - 1;
    }

    // --- helpers ---

    function _stateOf(uint256 id) private view returns (BallotState) {
        BallotRecord storage record = _ballots[id];
        if (record.openedAt == 0) return BallotState.None;
        if (record.executed) return BallotState.Executed;
        if (block.timestamp >= record.endsAt) return BallotState.Lapsed;
        bool aboutUnit = record.kind == CommandKind.RegisterStorageUnit || record.kind == CommandKind.RemoveStorageUnit;
        if (aboutUnit && record.unitEpoch != _unitEpoch[record.subject]) return BallotState.Lapsed;
        return BallotState.Open;
    }

    function _commandOf(BallotRecord storage record) private view returns (Command memory) {
        return Command(record.kind, record.subject, record.owner, record.first, record.second);
    }

    function _positiveVotes(uint256 id) private view returns (uint256) {
        return _positive[id].countIn(_inOffice, _state.termCount);
    }

    function _isUnit(address unit) private view returns (bool) {
        return POOL.storageUnit(unit).owner != address(0);
    }

    function _keeperOf(Parameter name) private view returns (IParameterized) {
        if (name == Parameter.MintCap) return BANK;
        if (name == Parameter.Pricing || name == Parameter.MinOrder) return MARKET;
        return POOL;
    }

    function _end(uint256 from, uint256 count, uint256 total) private pure returns (uint256) {
        return count > total || from + count > total ? total : from + count;
    }
}
