// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What voters can set. Units and bounds: docs/protocol.md, checked by Governance.
enum Parameter {
    MintingRateCap, // M, millionths of an ENT per kWh
    BurningRateCap, // B, millionths of an ENT per kWh
    RateGrowth, // C, millionths
    SessionDuration, // H, seconds
    ProviderShare, // F, millionths
    Pricing, // 0 maker's price, 1 midpoint
    VotingPeriod, // seconds
    MintCap, // eEuro units a UTC day
    MinOrder, // lots (Wh)
    OwedLimit, // ENT units
    Grace, // seconds
    VoterInactivity // seconds
}

/// @notice A contract that keeps some of the parameters. Governance checks the bounds and is the only caller of the setter.
interface IParameterized {
    /// @notice The current value, in the parameter's unit.
    function parameter(Parameter name) external view returns (uint256 value);

    /// @notice Replaces a value. Only Governance.
    function setParameter(Parameter name, uint256 value) external;
}
