// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Parameter} from "../types/Parameter.sol";
import {Wiring} from "../types/Wiring.sol";
import {IEnergyPool} from "./IEnergyPool.sol";
import {IGovernance} from "./IGovernance.sol";

/// @notice Everything that anyone may read, in few calls. It keeps nothing and can change nothing. Market reads: MarketViews.
interface ILens {
    struct Network {
        uint256 ent; // ENT units
        uint256 energyWh;
        int256 imbalance; // ENT - KWH, ENT units
        uint256 rate; // R, before the caps
        uint256 mintingRate; // min(R, M)
        uint256 burningRate; // min(R, B)
        uint256 eur; // eEuro units
        uint256 voters;
        uint256 ballots; // ever
        uint256 units; // ever registered
        address banker;
        uint256 mintedToday; // eEuro units
        uint256[12] parameters; // by Parameter
        uint256 blockNumber;
        uint256 timestamp;
    }

    struct AccountView {
        uint256 entAvailable;
        uint256 entLocked;
        uint256 eurAvailable;
        uint256 eurLocked;
        uint256 eurForWithdrawal; // part of eurLocked
        uint256 owed; // ENT units
        bool voter;
        bool banker;
        bool storageUnit;
    }

    struct UnitView {
        address unit;
        IEnergyPool.Unit info;
    }

    struct SessionView {
        address unit;
        address consumer;
        IEnergyPool.Session info;
    }

    struct SessionQuote {
        uint256 energyWh; // what the session would hold
        uint256 rate; // r it would have
        uint256 endsAt;
        uint256 freeWh; // what the unit could lock for it
        bool possible;
    }

    struct BallotView {
        uint256 id;
        IGovernance.Ballot info;
    }

    /// @notice A contract's code is missing, or it belongs to another wiring.
    error LensBadWiring(address part);

    function wiring() external view returns (Wiring memory);

    function network() external view returns (Network memory);

    function account(address who) external view returns (AccountView memory);

    function accounts(address[] calldata list) external view returns (AccountView[] memory);

    /// @notice A page of the units ever registered.
    function storageUnits(uint256 from, uint256 count) external view returns (UnitView[] memory);

    function session(address unit, address consumer) external view returns (SessionView memory);

    /// @notice The sessions of these pairs (events, and so the sdk and the index, know the pairs).
    function sessions(
        address[] calldata units,
        address[] calldata consumers
    ) external view returns (SessionView[] memory);

    /// @notice What `startConsumptionSession(unit, ent)` would give this consumer now.
    function quoteSession(address unit, address consumer, uint256 ent) external view returns (SessionQuote memory);

    function parameter(Parameter name) external view returns (uint256);

    /// @notice Ballots with ids [from, from + count), ids from 1.
    function ballots(uint256 from, uint256 count) external view returns (BallotView[] memory);
}
