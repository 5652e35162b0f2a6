// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The order book that one writes first: a sorted array, best price last. It locks nothing and pays nobody, and still shows
/// what a book costs whose orders have to make room for each other. A baseline for `bench gas`; no part of a community.
contract NaiveBook {
    struct Entry {
        address owner;
        uint48 lots;
        uint32 tick;
    }

    Entry[] private _sells;

    event Placed(address indexed owner, uint256 tick, uint256 lots);
    event Taken(address indexed taker, address maker, uint256 lots);
    event Removed(address indexed owner, uint256 tick);

    function place(uint256 tick, uint256 lots) external {
        _sells.push();
        uint256 i = _sells.length - 1;
        // Everything better moves up by one.
        for (; i > 0 && _sells[i - 1].tick <= tick; i--) _sells[i] = _sells[i - 1];
        _sells[i] = Entry(msg.sender, uint48(lots), uint32(tick));
        emit Placed(msg.sender, tick, lots);
    }

    function take() external {
        Entry memory best = _sells[_sells.length - 1];
        _sells.pop();
        emit Taken(msg.sender, best.owner, best.lots);
    }

    function remove(uint256 tick) external {
        uint256 i = _sells.length;
        do i--; while (_sells[i].tick != tick || _sells[i].owner != msg.sender);
        // Everything better moves down by one.
        for (; i + 1 < _sells.length; i++) _sells[i] = _sells[i + 1];
        _sells.pop();
        emit Removed(msg.sender, tick);
    }
}
