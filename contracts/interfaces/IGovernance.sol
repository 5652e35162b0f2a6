// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Parameter} from "../types/Parameter.sol";

/// @notice What a ballot is about.
enum CommandKind {
    AddVoter,
    RemoveVoter,
    RegisterStorageUnit,
    RemoveStorageUnit,
    ChangeBanker,
    SetParameter
}

/// @notice A command with its arguments; what a kind does not use is zero.
/// @param subject The voter, the unit or the banker.
/// @param owner The unit's owner (RegisterStorageUnit).
/// @param first capacityWh (RegisterStorageUnit) or the Parameter (SetParameter).
/// @param second powerW (RegisterStorageUnit) or the value (SetParameter).
struct Command {
    CommandKind kind;
    address subject;
    address owner;
    uint256 first;
    uint256 second;
}

enum BallotState {
    None,
    Open,
    Executed,
    Lapsed
}

/// @notice Voters change the rules; nobody else can. Sending a command casts a vote on it.
interface IGovernance {
    struct Ballot {
        BallotState state;
        Command command;
        uint256 openedAt;
        uint256 endsAt; // open while block time < endsAt
        uint256 positive; // of voters in office; of an executed one, when it passed
        uint256 missing; // positive votes that it still lacks
    }

    struct CastVote {
        address voter;
        bool support;
        bool inOffice; // false: the voter was removed since, the vote does not count
    }

    event BallotOpened(uint256 indexed ballot, address indexed opener, Command command, uint256 endsAt);
    event VoteCast(uint256 indexed ballot, address indexed voter, bool support);
    event BallotExecuted(uint256 indexed ballot, uint256 positive);
    /// @notice The ballot on a unit ended because the unit was registered or removed by another.
    event UnitBallotsLapsed(address indexed unit);
    event VoterAdded(address indexed voter);
    event VoterRemoved(address indexed voter);
    /// @notice A voter left for not having voted; VoterRemoved comes with it.
    event VoterRetired(address indexed voter, address indexed by);
    event ParameterSet(Parameter indexed name, uint256 value);

    error GovernanceNotVoter(address caller);
    error GovernanceAlreadyVoter(address voter);
    error GovernanceUnknownVoter(address voter);
    error GovernanceLastVoter(address voter);
    error GovernanceZeroAddress();
    error GovernanceAlreadyAUnit(address unit);
    error GovernanceNotAUnit(address unit);
    error GovernanceAlreadyBanker(address banker);
    error GovernanceParameterUnchanged(Parameter name, uint256 value);
    error GovernanceOutOfBounds(Parameter name, uint256 value, uint256 least, uint256 most);
    error GovernanceTooLarge(uint256 value, uint256 most);
    error GovernanceNoBallot(uint256 ballot);
    error GovernanceBallotNotOpen(uint256 ballot, BallotState state);
    error GovernanceNotPassed(uint256 ballot, uint256 positive, uint256 voters);
    error GovernanceVoterActive(address voter, uint256 retirableFrom);
    error GovernanceUnknownParameter();

    // --- commands: each casts the sender's vote, or turns it ---

    function addVoter(address voter) external returns (bool executed);

    function removeVoter(address voter) external returns (bool executed);

    function registerStorageUnit(
        address unit,
        address owner,
        uint256 capacityWh,
        uint256 powerW
    ) external returns (bool executed);

    function removeStorageUnit(address unit) external returns (bool executed);

    function changeBanker(address banker) external returns (bool executed);

    function setParameter(Parameter name, uint256 value) external returns (bool executed);

    /// @notice Casts or turns the sender's vote; repeating it changes nothing.
    function vote(uint256 ballot, bool support) external returns (bool executed);

    // --- anyone ---

    /// @notice Executes a ballot that has come to pass by a removal.
    function executeBallot(uint256 ballot) external;

    /// @notice Removes a voter who has cast no vote for `voterInactivity`; never the last.
    function retireVoter(address voter) external;

    // --- reads ---

    /// @notice A parameter's value in its unit, wherever it is kept.
    function parameter(Parameter name) external view returns (uint256 value);

    function isVoter(address account) external view returns (bool);

    function voterCount() external view returns (uint256);

    /// @notice Voters in office among terms [from, from + count); terms are numbered from 0 as voters were added.
    function voters(uint256 from, uint256 count) external view returns (address[] memory);

    /// @notice How many terms of office there ever were.
    function termCount() external view returns (uint256);

    /// @notice When the voter last cast a vote, or came into office.
    function lastVoteAt(address voter) external view returns (uint256);

    /// @notice How many ballots there ever were; ids are 1 … ballotCount.
    function ballotCount() external view returns (uint256);

    function ballot(uint256 id) external view returns (Ballot memory);

    /// @notice The open ballot on a command, or 0.
    function openBallotOn(Command calldata command) external view returns (uint256 id);

    /// @notice Votes cast by terms [from, from + count).
    function votesOf(uint256 id, uint256 from, uint256 count) external view returns (CastVote[] memory);
}
