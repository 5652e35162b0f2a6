// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {ILedgerToken} from "../interfaces/ILedgerToken.sol";

/// @notice The makers' side of a take, two words each, so that the whole list passes from the market through the ledger to the
/// tokens as one block of bytes:
///   word 2i      maker
///   word 2i + 1  ENT units (64 bits) | eEuro units (64) | released units (64)
/// A maker gives one of the two amounts and gets the other; `released` of what he had locked becomes available again.
library Fills {
    uint256 internal constant ENT_LANE = 0;
    uint256 internal constant EUR_LANE = 64;
    uint256 private constant MAX_AMOUNT = 0xffffffffffffffff; // 64 bits

    /// @notice An empty list, with room before it for the call that will carry it (see `bookBy`).
    function none() internal pure returns (uint256[] memory fills) {
        assembly ("memory-safe") {
            fills := add(mload(0x40), 0xc0)
            mstore(fills, 0)
            mstore(0x40, add(fills, 0x20))
        }
    }

    /// @notice Appends a maker to a list in memory.
    /// @dev The list must be what was allocated last: it grows in place over free memory. Copying into a larger array instead
    /// costs about 300 gas more for the first maker and 120 for each further one.
    function push(uint256[] memory fills, address maker, uint256 ent, uint256 eur, uint256 released) internal pure {
        uint256 amounts = ent | (eur << 64) | (released << 128);
        assembly ("memory-safe") {
            let length := mload(fills)
            let end := add(add(fills, 0x20), shl(5, length))
            mstore(end, maker)
            mstore(add(end, 0x20), amounts)
            mstore(fills, add(length, 2))
            mstore(0x40, add(end, 0x40))
        }
    }

    /// @notice Emits, as the token that calls this, its Transfers of a take from the makers to the taker; amounts of 0 emit nothing.
    /// @dev `lane`: ENT_LANE or EUR_LANE. As an ordinary loop of `emit` it costs 55 gas more a maker.
    function emitFromMakers(uint256[] calldata fills, uint256 lane, address taker) internal {
        bytes32 topic = IERC20.Transfer.selector;
        assembly ("memory-safe") {
            let end := add(fills.offset, shl(5, fills.length))
            for {
                let fill := fills.offset
            } lt(fill, end) {
                fill := add(fill, 0x40)
            } {
                let amount := and(shr(lane, calldataload(add(fill, 0x20))), MAX_AMOUNT)
                if amount {
                    mstore(0, amount)
                    log3(0, 0x20, topic, calldataload(fill), taker)
                }
            }
        }
    }

    /// @notice The same from the taker to the makers.
    function emitToMakers(uint256[] calldata fills, uint256 lane, address taker) internal {
        bytes32 topic = IERC20.Transfer.selector;
        assembly ("memory-safe") {
            let end := add(fills.offset, shl(5, fills.length))
            for {
                let fill := fills.offset
            } lt(fill, end) {
                fill := add(fill, 0x40)
            } {
                let amount := and(shr(lane, calldataload(add(fill, 0x20))), MAX_AMOUNT)
                if amount {
                    mstore(0, amount)
                    log3(0, 0x20, topic, taker, calldataload(fill))
                }
            }
        }
    }

    /// @notice Calls the ledger's function of this selector: bookIncomingPurchase or bookIncomingSale.
    /// @dev The list is sent from where it lies. As an ordinary call, which copies it, this would cost 450 gas more, and 100 more for
    /// each further maker.
    /// @return ok Whether the call succeeded.
    function bookBy(
        uint256[] memory fills,
        ILedger ledger,
        bytes4 selector,
        address taker,
        uint256 fullCost,
        uint256 toLock,
        uint256 toReturn
    ) internal returns (bool ok) {
        assembly ("memory-safe") {
            let head := sub(fills, 0xc0)
            mstore(head, shr(224, selector))
            mstore(add(head, 0x20), taker)
            mstore(add(head, 0x40), fullCost)
            mstore(add(head, 0x60), toLock)
            mstore(add(head, 0x80), toReturn)
            mstore(add(head, 0xa0), 0xa0)
            ok := call(gas(), ledger, 0, add(head, 0x1c), add(0xc4, shl(5, mload(fills))), 0, 0)
        }
    }

    /// @notice The maker whose first word is at `i`.
    /// @dev `i` must be even and below the list's length. Reading past the compiler's two bounds checks saves 80 gas a maker in each
    /// of the three contracts that read the list.
    function at(
        uint256[] calldata fills,
        uint256 i
    ) internal pure returns (address maker, uint256 ent, uint256 eur, uint256 released) {
        uint256 amounts;
        assembly ("memory-safe") {
            let offset := add(fills.offset, shl(5, i))
            maker := shr(96, shl(96, calldataload(offset)))
            amounts := calldataload(add(offset, 0x20))
        }
        (ent, eur, released) = (amounts & MAX_AMOUNT, (amounts >> 64) & MAX_AMOUNT, amounts >> 128);
    }

    /// @notice Has two tokens emit their sides of a take: `given` goes from the makers to the taker, `paid` from the taker to them.
    /// @dev One copy of the list serves both calls. As two ordinary calls it would cost 700 gas more.
    /// @return ok Whether both calls succeeded.
    function emitBy(
        uint256[] calldata fills,
        address taker,
        ILedgerToken given,
        ILedgerToken paid
    ) internal returns (bool ok) {
        bytes4 fromMakers = ILedgerToken.emitFillsFromMakers.selector;
        bytes4 toMakers = ILedgerToken.emitFillsToMakers.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            let size := shl(5, fills.length)
            mstore(data, fromMakers)
            mstore(add(data, 0x04), taker)
            mstore(add(data, 0x24), 0x40)
            mstore(add(data, 0x44), fills.length)
            calldatacopy(add(data, 0x64), fills.offset, size)
            size := add(size, 0x64)
            ok := call(gas(), given, 0, data, size, 0, 0)
            mstore(data, toMakers)
            mstore(add(data, 0x04), taker)
            ok := and(ok, call(gas(), paid, 0, data, size, 0, 0))
        }
    }
}
