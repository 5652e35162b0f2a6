// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ILedger} from "../interfaces/ILedger.sol";
import {MarketViews} from "../lens/MarketViews.sol";
import {TickBitmap} from "../libraries/TickBitmap.sol";
import {Lots, Tick} from "../types/Order.sol";

/// @notice One account of a check: it sends what its driver tells it to.
contract Trader {
    address private immutable DRIVER = msg.sender;

    error NotDriver(address caller);

    function act(address target, bytes calldata data) external returns (bool ok, bytes memory result) {
        if (msg.sender != DRIVER) revert NotDriver(msg.sender);
        // solhint-disable-next-line avoid-low-level-calls
        return target.call(data);
    }
}

/// @notice Carries out many commands of many accounts in one transaction and reports what came of each, for the check that compares
/// the market with a plain model after every command. It is no part of a community.
contract MarketDriver is MarketViews {
    struct Act {
        uint256 trader;
        address target;
        bytes data;
        bytes quote; // calldata of a view of this contract; none: empty
        address[] accounts; // whose amounts may change by it
        uint256[] ticks; // whose levels may change by it
    }

    ILedger private immutable LEDGER;
    uint256 private constant MOST_LEVELS = 512;

    Trader[] public traders;

    /// @notice What became of a command, what had been quoted before it, and the digest after it of all that it may change.
    event Acted(bool ok, bytes result, bytes quoted, bytes32 state);

    constructor(address ledger, address market, uint256 count) MarketViews(market) {
        LEDGER = ILedger(ledger);
        for (uint256 i = 0; i < count; i++) traders.push(new Trader());
    }

    function run(Act[] calldata acts) external {
        for (uint256 i = 0; i < acts.length; i++) {
            Act calldata act = acts[i];
            bytes memory quoted;
            if (act.quote.length != 0) (, quoted) = address(this).staticcall(act.quote);
            (bool ok, bytes memory result) = traders[act.trader].act(act.target, act.data);
            emit Acted(ok, result, quoted, digestOf(act.accounts, act.ticks));
        }
    }

    /// @notice SHA-256 over these accounts, the best prices, and these levels (tick << 64 | lots).
    function digestOf(address[] calldata accounts, uint256[] calldata ticks) public view returns (bytes32) {
        uint256[] memory words = new uint256[](accounts.length + 1 + ticks.length);
        uint256 count;
        for (; count < accounts.length; count++) words[count] = _accountWord(accounts[count]);
        words[count++] = _bestWord();
        for (uint256 i = 0; i < ticks.length; i++) words[count++] = _levelWord(ticks[i]);
        return sha256(abi.encodePacked(words));
    }

    /// @notice The same over every trader's account and all levels from the lowest price up.
    function digest() external view returns (bytes32) {
        uint256[] memory words = new uint256[](traders.length + 1 + MOST_LEVELS);
        uint256 count;
        for (; count < traders.length; count++) words[count] = _accountWord(address(traders[count]));
        words[count++] = _bestWord();
        uint256 summary = MARKET.tickSummary();
        while (summary != 0) {
            uint256 index = TickBitmap.lowestBit(summary);
            summary &= summary - 1;
            count = _appendLevels(words, count, index);
        }
        // Cuts the list to what was used.
        assembly ("memory-safe") {
            mstore(words, count)
        }
        return sha256(abi.encodePacked(words));
    }

    function _appendLevels(uint256[] memory words, uint256 count, uint256 index) private view returns (uint256) {
        uint256 bits = MARKET.tickBits(index);
        while (bits != 0) {
            uint256 tick = (index << 8) | TickBitmap.lowestBit(bits);
            bits &= bits - 1;
            words[count++] = _levelWord(tick);
        }
        return count;
    }

    function _bestWord() private view returns (uint256) {
        (Tick buy, Tick sell) = MARKET.bestPrices();
        return (uint256(Tick.unwrap(buy)) << 16) | Tick.unwrap(sell);
    }

    function _levelWord(uint256 tick) private view returns (uint256) {
        return (tick << 64) | Lots.unwrap(MARKET.level(Tick.wrap(uint16(tick))).lots);
    }

    function _accountWord(address owner) private view returns (uint256) {
        ILedger.Account memory amounts = LEDGER.account(owner);
        return
            (uint256(amounts.entAvailable) << 192) |
            (uint256(amounts.entLocked) << 128) |
            (uint256(amounts.eurAvailable) << 64) |
            amounts.eurLocked;
    }
}
