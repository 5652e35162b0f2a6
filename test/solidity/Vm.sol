// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What these tests use of the cheat codes that Hardhat's Solidity tests understand.
interface Vm {
    function prank(address sender) external;
    function warp(uint256 timestamp) external;
    function assume(bool condition) external pure;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function getCode(string calldata artifact) external view returns (bytes memory);
    function expectRevert(bytes calldata data) external;
    function expectRevert(bytes4 selector) external;
}

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @notice An assertion that failed. Hardhat reports the call that reverted with it.
error Broken(string what, uint256 left, uint256 right);

/// @dev The assertions that the tests share.
abstract contract Assertions {
    function assertEq(uint256 left, uint256 right, string memory what) internal pure {
        if (left != right) revert Broken(what, left, right);
    }

    function assertLe(uint256 left, uint256 right, string memory what) internal pure {
        if (left > right) revert Broken(what, left, right);
    }

    function assertTrue(bool holds, string memory what) internal pure {
        if (!holds) revert Broken(what, 0, 1);
    }

    /// @dev `value` brought into [least, most]; values that fit stay.
    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        if (value >= least && value <= most) return value;
        return least + (value % (most - least + 1));
    }
}
