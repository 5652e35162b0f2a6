// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {Mint} from "../../contracts/libraries/Mints.sol";
import {Lots, NewOrder, Order, OrderId, OrderType, Placed, Side, Tick} from "../../contracts/types/Order.sol";
import {Parameter} from "../../contracts/types/Parameter.sol";
import {Wiring} from "../../contracts/types/Wiring.sol";
import {Assertions, VM} from "./Vm.sol";

/// @notice Four traders at a few prices, on a ledger, its tokens and a market alone. This contract stands where a community has its
/// pool, bank and Governance. It watches what each order does to those that rested before.
contract Traders is Assertions {
    error NotDeployed(string name);

    uint256 public constant FIRST_TICK = 5_110; // the bitmap's next word begins at 5,120
    uint256 public constant TICKS = 20;
    uint256 private constant MOST_LOTS = 500;
    uint64 private constant FUNDS = 1e15;

    ILedger public immutable ledger;
    IMarket public immutable market;

    address[] public traders;
    OrderId[] public orders; // that ever rested
    mapping(bytes4 command => uint256 count) public done;
    mapping(OrderId id => bool given) private _given;

    // --- ghosts: what must never have happened ---
    bool public idGivenTwice;
    bool public passedOver; // a better or an older order stayed while another was reached
    bool public limitExceeded;
    bool public bookChangedByRefusal;

    // --- what happened ---
    uint256 public trades;
    uint256 public expired;

    constructor() {
        Wiring memory wiring = Wiring({
            ledger: _created(1),
            energyToken: _created(2),
            euroToken: _created(3),
            governance: address(this),
            energyPool: address(this),
            meterGateway: address(0xdead),
            market: _created(4),
            bank: address(this),
            lens: address(0xdead)
        });
        string[4] memory names = ["Ledger", "EnergyToken", "EuroToken", "Market"];
        for (uint256 i = 0; i < names.length; i++) _deploy(names[i], wiring, _created(i + 1));
        (ledger, market) = (ILedger(wiring.ledger), IMarket(wiring.market));
        market.setParameter(Parameter.MinOrder, 1);
        for (uint256 i = 0; i < 4; i++) {
            address trader = address(uint160(uint256(keccak256(abi.encode("trader", i)))));
            traders.push(trader);
            ledger.mintProduction(Mint.wrap((uint256(FUNDS) << 160) | uint160(trader)), Mint.wrap(0));
            ledger.mintEur(trader, FUNDS);
        }
    }

    function traderCount() external view returns (uint256) {
        return traders.length;
    }

    function orderCount() external view returns (uint256) {
        return orders.length;
    }

    function minted() external view returns (uint256) {
        return traders.length * uint256(FUNDS);
    }

    // --- acts ---

    function place(uint256 who, uint256 terms, uint256 tick, uint256 lots) external {
        NewOrder memory o = _terms(terms, tick, lots);
        (address trader, Order[] memory before) = (_trader(who), openOrders());
        VM.prank(trader);
        try market.addOrder(o.side, o.tick, o.lots, o.orderType, o.maxFills, o.expiresAt) returns (
            OrderId id,
            Lots filled,
            uint64 eur,
            Lots
        ) {
            done[market.addOrder.selector]++;
            _note(id);
            _judge(o, filled, eur, before);
        } catch {
            _requireUnchanged(before);
        }
    }

    function placeTwo(uint256 who, uint256 terms, uint256 tick, uint256 lots) external {
        NewOrder[] memory list = new NewOrder[](2);
        list[0] = _terms(terms, tick, lots);
        list[1] = _terms(terms >> 8, tick >> 8, lots >> 8);
        Order[] memory before = openOrders();
        (bool ok, bytes memory answer) = _do(_trader(who), abi.encodeCall(market.addOrders, (list)));
        if (!ok) return _requireUnchanged(before);
        Placed[] memory placed = abi.decode(answer, (Placed[]));
        for (uint256 i = 0; i < placed.length; i++) _note(placed[i].id);
    }

    function remove(uint256 which) external {
        if (orders.length == 0) return;
        OrderId id = orders[which % orders.length];
        _do(market.order(id).owner, abi.encodeCall(market.removeOrder, (id)));
    }

    /// @notice Somebody takes away what has expired, whoever's it is.
    function sweep(uint256 who) external {
        Order[] memory open = openOrders();
        for (uint256 i = 0; i < open.length; i++) {
            if (!open[i].expired) continue;
            (bool ok, ) = _do(_trader(who), abi.encodeCall(market.removeOrder, (open[i].id)));
            assertTrue(ok, "an expired order is anybody's to remove");
            expired++;
        }
    }

    function removeSome(uint256 who, uint256 from, uint256 count) external {
        if (orders.length == 0) return;
        OrderId[] memory list = new OrderId[](count % 4);
        for (uint256 i = 0; i < list.length; i++) list[i] = orders[((from % orders.length) + i) % orders.length];
        _do(_trader(who), abi.encodeCall(market.removeOrders, (list)));
    }

    function replace(uint256 which, uint256 terms, uint256 tick, uint256 lots) external {
        if (orders.length == 0) return;
        OrderId id = orders[which % orders.length];
        NewOrder memory o = _terms(terms, tick, lots);
        Order[] memory before = openOrders();
        (bool ok, bytes memory answer) = _do(market.order(id).owner, abi.encodeCall(market.replaceOrder, (id, o)));
        if (ok) _note(abi.decode(answer, (OrderId)));
        else _requireUnchanged(before);
    }

    function setRules(bool midpoint, uint256 minLots) external {
        market.setParameter(Parameter.Pricing, midpoint ? 1 : 0);
        market.setParameter(Parameter.MinOrder, bound(minLots, 1, 100));
    }

    function wait(uint256 time) external {
        VM.warp(block.timestamp + bound(time, 1, 500));
    }

    /// @notice Everybody takes away what he has in the book.
    function removeAll() external {
        Order[] memory open = openOrders();
        for (uint256 i = 0; i < open.length; i++) {
            VM.prank(open[i].owner);
            market.removeOrder(open[i].id);
        }
    }

    // --- reads ---

    function openOrders() public view returns (Order[] memory open) {
        Order[] memory all = new Order[](orders.length);
        uint256 count;
        for (uint256 i = 0; i < orders.length; i++) {
            all[count] = market.order(orders[i]);
            if (all[count].open) count++;
        }
        open = new Order[](count);
        for (uint256 i = 0; i < count; i++) open[i] = all[i];
    }

    // --- helpers ---

    /// @dev Of the orders that rested before, a worse or a younger one was reached only where all better and older ones are gone.
    function _judge(NewOrder memory o, Lots filled, uint256 eur, Order[] memory before) private {
        if (Lots.unwrap(filled) != 0) trades++;
        uint256 limit = Lots.unwrap(filled) * Tick.unwrap(o.tick) * 10;
        if (o.side == Side.Buy ? eur > limit : eur < limit) limitExceeded = true;
        for (uint256 i = 0; i < before.length; i++) {
            if (before[i].side == o.side || Lots.unwrap(_leftOf(before[i])) == Lots.unwrap(before[i].left)) continue;
            for (uint256 j = 0; j < before.length; j++) {
                if (_isBefore(before[j], before[i]) && Lots.unwrap(_leftOf(before[j])) != 0) passedOver = true;
            }
        }
    }

    function _isBefore(Order memory a, Order memory b) private pure returns (bool) {
        if (a.side != b.side) return false;
        (uint256 ofA, uint256 ofB) = (Tick.unwrap(a.tick), Tick.unwrap(b.tick));
        if (ofA == ofB) return OrderId.unwrap(a.id) < OrderId.unwrap(b.id);
        return a.side == Side.Sell ? ofA < ofB : ofA > ofB;
    }

    function _requireUnchanged(Order[] memory before) private {
        for (uint256 i = 0; i < before.length; i++) {
            if (Lots.unwrap(_leftOf(before[i])) != Lots.unwrap(before[i].left)) bookChangedByRefusal = true;
        }
    }

    function _leftOf(Order memory resting) private view returns (Lots) {
        return market.order(resting.id).left;
    }

    function _terms(uint256 terms, uint256 tick, uint256 lots) private view returns (NewOrder memory) {
        return
            NewOrder({
                side: terms % 2 == 0 ? Side.Buy : Side.Sell,
                tick: Tick.wrap(uint16(FIRST_TICK + (tick % TICKS))),
                lots: Lots.wrap(uint64(1 + ((lots & 0xffffffff) % MOST_LOTS))),
                // Mostly limit orders, so that there is a book.
                orderType: OrderType((terms >> 1) % 8 < 4 ? (terms >> 1) % 4 : 0),
                maxFills: uint128(1 + ((terms >> 4) % 6)),
                expiresAt: (terms >> 7) % 4 == 0 ? uint48(block.timestamp + 1 + ((terms >> 9) % 300)) : 0
            });
    }

    function _note(OrderId id) private {
        if (OrderId.unwrap(id) == 0) return;
        if (_given[id]) idGivenTwice = true;
        _given[id] = true;
        orders.push(id);
    }

    function _trader(uint256 seed) private view returns (address) {
        return traders[(seed & 0xff) % traders.length];
    }

    function _do(address who, bytes memory data) private returns (bool ok, bytes memory answer) {
        VM.prank(who);
        (ok, answer) = address(market).call(data);
        if (ok) done[bytes4(data)]++;
    }

    function _created(uint256 nonce) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), uint8(nonce))))));
    }

    function _deploy(string memory name, Wiring memory wiring, address expected) private {
        bytes memory code = VM.getCode(string.concat("contracts/", name, ".sol:", name));
        bytes memory creation = abi.encodePacked(code, abi.encode(wiring));
        address created;
        assembly {
            created := create(0, add(creation, 32), mload(creation))
        }
        if (created != expected) revert NotDeployed(name);
    }
}
