// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wiring} from "../types/Wiring.sol";

interface IWired {
    /// @notice A contract was deployed elsewhere than the wiring says.
    error WiringMismatch(address expected, address actual);

    /// @notice keccak256 of the whole wiring; equal in all contracts of one community.
    function wiringDigest() external view returns (bytes32);
}

/// @notice A contract that knows all the others from the start. It refuses to be deployed anywhere but at its own place in the wiring.
abstract contract Wired is IWired {
    /// @inheritdoc IWired
    bytes32 public immutable wiringDigest;

    constructor(Wiring memory wiring, address self) {
        if (self != address(this)) revert WiringMismatch(self, address(this));
        wiringDigest = keccak256(abi.encode(wiring));
    }
}
