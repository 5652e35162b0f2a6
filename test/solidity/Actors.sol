// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IEnergyPool, Reading} from "../../contracts/interfaces/IEnergyPool.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IMeterGateway} from "../../contracts/interfaces/IMeterGateway.sol";
import {Lots, OrderId, OrderType, Side, Tick} from "../../contracts/types/Order.sol";
import {Parameter} from "../../contracts/types/Parameter.sol";
import {Community, IToken} from "./Community.sol";
import {Ghosts} from "./Ghosts.sol";
import {VM} from "./Vm.sol";

/// @notice Everybody who acts: six residents, four units (the last two sign their reports), a banker, a thief.
/// Inputs are brought to where something happens; a call that is refused is simply over.
contract Actors is Ghosts {
    uint256 private constant KEY = 0xC0FFEE;

    address public immutable THIEF = address(0x7417EF);
    address public immutable BANKER = address(0xBA9CE2);
    /// @notice How many calls of a function of the contracts went through.
    mapping(bytes4 selector => uint256 count) public done;
    uint256 private _references;

    constructor(Community community_) Ghosts(community_) {
        for (uint160 i = 1; i <= 6; i++) residents.push(address(0xA0000 + i));
        for (uint256 i = 0; i < 4; i++) units.push(VM.addr(KEY + i));
        VM.warp(1_800_000_000);
        for (uint256 i = 0; i < 4; i++) _register(i, i < 2 ? 0 : 200_000, i % 2 == 0 ? 0 : 50_000_000);
        VM.prank(address(community));
        governance.changeBanker(BANKER);
        VM.warp(1_800_003_600);
        for (uint256 i = 0; i < 2; i++) {
            VM.prank(units[i]);
            pool.energyProduced(residents[i], 20_000);
        }
    }

    // --- units ---

    function produce(uint256 unit, uint256 who, uint256 energyWh) external watched(Kind.Production) {
        _do(
            _plainUnit(unit),
            address(pool),
            abi.encodeCall(pool.energyProduced, (_resident(who), bound(energyWh, 0, 30_000)))
        );
    }

    function consume(uint256 unit, uint256 who, uint256 energyWh) external watched(Kind.Loss) {
        (address where, address consumer) = (_plainUnit(unit), _resident(who));
        uint256 covered = pool.session(where, consumer).energyWh;
        bytes memory data = abi.encodeCall(pool.energyConsumed, (consumer, bound(energyWh, 0, 9_000)));
        _do(where, address(pool), data);
        if (pool.session(where, consumer).energyWh < covered) met.covered++;
    }

    function reportActual(uint256 unit, uint256 energyWh) external watched(Kind.Loss) {
        _do(_plainUnit(unit), address(pool), abi.encodeCall(pool.reportActualEnergy, (bound(energyWh, 0, 60_000))));
    }

    /// @notice Two signed readings of one unit, sent by anybody.
    function report(
        uint256 unit,
        uint256 who,
        uint256 kinds,
        uint256 energyWh,
        uint256 end
    ) external watched(Kind.Loss) {
        uint256 index = 2 + (unit % 2);
        IEnergyPool.Unit memory state = pool.storageUnit(units[index]);
        Reading[] memory readings = new Reading[](2);
        for (uint256 i = 0; i < 2; i++) {
            readings[i] = Reading({
                kind: uint8((kinds >> (8 * i)) % 4),
                resident: _resident(who >> (8 * i)),
                energyWh: uint64(bound(energyWh >> (32 * i), 0, 20_000)),
                intervalEnd: uint64(state.lastIntervalEnd + (end % 901) * i),
                sequence: uint64(state.lastSequence + 1 + i)
            });
        }
        IMeterGateway.Batch[] memory batches = new IMeterGateway.Batch[](1);
        batches[0] = IMeterGateway.Batch(units[index], readings, _sign(KEY + index, units[index], readings));
        _do(THIEF, address(gateway), abi.encodeCall(gateway.submitReports, (batches)));
    }

    /// @notice The same reports once more, and forged ones: nothing may come of either.
    function replayOrForge(uint256 unit, uint256 key, uint256 energyWh) external watched(Kind.Nothing) {
        uint256 index = 2 + (unit % 2);
        IEnergyPool.Unit memory state = pool.storageUnit(units[index]);
        bool forged = key % 2 == 0;
        Reading[] memory readings = new Reading[](1);
        uint256 sequence = forged ? state.lastSequence + 1 : state.lastSequence;
        if (sequence == 0) return;
        readings[0] = Reading(0, THIEF, uint64(energyWh % 50_000), uint64(state.lastIntervalEnd), uint64(sequence));
        IMeterGateway.Batch[] memory batches = new IMeterGateway.Batch[](1);
        uint256 signer = forged ? bound(key, 1, 1_000) : KEY + index;
        batches[0] = IMeterGateway.Batch(units[index], readings, _sign(signer, units[index], readings));
        _do(THIEF, address(gateway), abi.encodeCall(gateway.submitReports, (batches)));
    }

    /// @notice The next report of a unit that signs: nothing consumed until now.
    function reportNothing(uint256 index) external {
        IEnergyPool.Unit memory state = pool.storageUnit(units[index]);
        uint256 end = state.lastIntervalEnd > block.timestamp ? state.lastIntervalEnd : block.timestamp;
        Reading[] memory readings = new Reading[](1);
        readings[0] = Reading(1, residents[0], 0, uint64(end), uint64(state.lastSequence + 1));
        IMeterGateway.Batch[] memory batches = new IMeterGateway.Batch[](1);
        batches[0] = IMeterGateway.Batch(units[index], readings, _sign(KEY + index, units[index], readings));
        gateway.submitReports(batches);
    }

    // --- residents ---

    function start(uint256 who, uint256 unit, uint256 ent) external watched(Kind.Nothing) {
        address consumer = _resident(who);
        uint256 available = ledger.account(consumer).entAvailable;
        if (available == 0) return;
        _do(
            consumer,
            address(pool),
            abi.encodeCall(pool.startConsumptionSession, (_unit(unit), bound(ent, 1, available)))
        );
    }

    function close(uint256 who, uint256 unit, uint256 consumer) external watched(Kind.Nothing) {
        _do(_resident(who), address(pool), abi.encodeCall(pool.closeSession, (_unit(unit), _resident(consumer))));
    }

    function repay(uint256 who, uint256 debtor, uint256 ent) external watched(Kind.Repayment) {
        address payer = _resident(who);
        uint256 available = ledger.account(payer).entAvailable;
        _do(payer, address(pool), abi.encodeCall(pool.repay, (_resident(debtor), bound(ent, 0, available + 1))));
    }

    function sendEnt(uint256 from, uint256 to, uint256 amount) external watched(Kind.Nothing) {
        uint256 available = ledger.account(_resident(from)).entAvailable;
        bytes memory data = abi.encodeCall(IToken.transfer, (_resident(to), bound(amount, 0, available + 1)));
        _do(_resident(from), address(community.energyToken()), data);
    }

    function sendEur(uint256 from, uint256 to, uint256 amount) external watched(Kind.Nothing) {
        uint256 available = ledger.account(_resident(from)).eurAvailable;
        bytes memory data = abi.encodeCall(IToken.transfer, (_resident(to), bound(amount, 0, available + 1)));
        _do(_resident(from), address(community.euroToken()), data);
    }

    // --- the market ---

    function order(
        uint256 who,
        bool buy,
        uint256 tick,
        uint256 lots,
        uint256 orderType
    ) external watched(Kind.Nothing) {
        bytes memory data = abi.encodeCall(
            market.addOrder,
            (
                buy ? Side.Buy : Side.Sell,
                Tick.wrap(uint16(bound(tick, 4_990, 5_010))),
                Lots.wrap(uint64(bound(lots, 100, 5_000))),
                OrderType(orderType % 4),
                8,
                0
            )
        );
        (bool ok, bytes memory answer) = _do(_resident(who), address(market), data);
        if (!ok) return;
        (OrderId id, Lots filled) = abi.decode(answer, (OrderId, Lots));
        if (OrderId.unwrap(id) != 0) orders.push(id);
        if (Lots.unwrap(filled) != 0) met.trades++;
    }

    function cancel(uint256 which) external watched(Kind.Nothing) {
        if (orders.length == 0) return;
        OrderId id = orders[which % orders.length];
        _do(market.order(id).owner, address(market), abi.encodeCall(market.removeOrder, (id)));
    }

    // --- the bank ---

    function mintEuro(uint256 to, uint256 amount) external watched(Kind.Nothing) {
        uint256 cap = bank.parameter(Parameter.MintCap);
        uint256 before = bank.mintedToday();
        string memory payment = string(abi.encodePacked(_references++));
        bytes memory data = abi.encodeCall(bank.mintEuro, (_resident(to), bound(amount, 0, 60_000e8), payment));
        (bool ok, ) = _do(BANKER, address(bank), data);
        if (ok && bank.mintedToday() > cap) mintedBeyondCap = true;
        if (!ok && bank.mintedToday() != before) mintedBeyondCap = true;
    }

    function lockEuro(uint256 who, uint256 amount) external watched(Kind.Nothing) {
        uint256 available = ledger.account(_resident(who)).eurAvailable;
        _do(_resident(who), address(bank), abi.encodeCall(bank.lockEuro, (bound(amount, 0, available + 1))));
    }

    function unlockEuro(uint256 who, uint256 amount) external watched(Kind.Nothing) {
        uint256 locked = bank.lockedForWithdrawal(_resident(who));
        bytes memory data = abi.encodeCall(bank.unlockEuro, (_resident(who), bound(amount, 0, locked + 1)));
        _do(amount % 2 == 0 ? BANKER : _resident(who), address(bank), data);
    }

    function burnEuro(uint256 who, uint256 amount) external watched(Kind.Nothing) {
        uint256 locked = bank.lockedForWithdrawal(_resident(who));
        string memory payment = string(abi.encodePacked(_references++));
        _do(
            BANKER,
            address(bank),
            abi.encodeCall(bank.burnEuro, (_resident(who), bound(amount, 0, locked + 1), payment))
        );
    }

    // --- voters ---

    function setParameter(uint256 name, uint256 value) external watched(Kind.Nothing) {
        uint256 most = [uint256(1e6), 1e6, 1e6, 7 days, 1e6, 1, 90 days, 1e15, 1_000, 1e12, 7 days, 3_650 days][
            name % 12
        ];
        bytes memory data = abi.encodeCall(governance.setParameter, (Parameter(name % 12), bound(value, 0, most + 1)));
        _do(address(community), address(governance), data);
    }

    function removeUnit(uint256 unit, uint256 seldom) external watched(Kind.Loss) {
        if (seldom % 4 != 0) return;
        _do(address(community), address(governance), abi.encodeCall(governance.removeStorageUnit, (_unit(unit))));
    }

    function returnUnit(uint256 unit, uint256 capacityWh, uint256 powerW) external watched(Kind.Nothing) {
        uint256 capacity = capacityWh % 2 == 0 ? 0 : bound(capacityWh, 10_000, 300_000);
        uint256 power = powerW % 3 != 0 ? 0 : bound(powerW, 1_000_000, 90_000_000);
        bytes memory data = abi.encodeCall(
            governance.registerStorageUnit,
            (_unit(unit), residents[unit % 3], capacity, power)
        );
        _do(address(community), address(governance), data);
    }

    function letVoterComeAndGo(uint256 who) external watched(Kind.Nothing) {
        address voter = _resident(who);
        bool isVoter = governance.isVoter(voter);
        bytes memory data =
            isVoter ? abi.encodeCall(governance.removeVoter, (voter)) : abi.encodeCall(governance.addVoter, (voter));
        _do(address(community), address(governance), data);
        if (isVoter) _do(voter, address(governance), data);
    }

    // --- time, and the thief ---

    function pass(uint256 time) external {
        VM.warp(block.timestamp + bound(time, 1, time % 5 == 0 ? 2 days : 2 hours));
    }

    /// @notice The thief calls what only others may; he has nothing and must get nothing.
    function steal(uint256 what, uint256 whose, uint256 amount) external watched(Kind.Nothing) {
        address victim = _resident(whose);
        uint64 some = uint64(bound(amount, 1, type(uint64).max));
        bytes[12] memory data = [
            abi.encodeCall(ledger.lockEnt, (victim, some)),
            abi.encodeCall(ledger.unlockEnt, (victim, some)),
            abi.encodeCall(ledger.burnEnt, (victim, some)),
            abi.encodeCall(ledger.mintEur, (THIEF, some)),
            abi.encodeCall(ledger.transferEnt, (victim, THIEF, some)),
            abi.encodeCall(ledger.transferEur, (victim, THIEF, some)),
            abi.encodeWithSignature("transferFrom(address,address,uint256)", victim, THIEF, some),
            abi.encodeCall(pool.energyProduced, (THIEF, some)),
            abi.encodeCall(pool.removeUnit, (_unit(amount))),
            abi.encodeCall(bank.mintEuro, (THIEF, some, "for nothing")),
            abi.encodeCall(bank.setBanker, (THIEF)),
            abi.encodeCall(governance.addVoter, (THIEF))
        ];
        address token = amount % 2 == 0 ? address(community.energyToken()) : address(community.euroToken());
        address books = address(ledger);
        address[12] memory to = [
            books,
            books,
            books,
            books,
            books,
            books,
            token,
            address(pool),
            address(pool),
            address(bank),
            address(bank),
            address(governance)
        ];
        (bool ok, ) = _do(THIEF, to[what % 12], data[what % 12]);
        if (ok) thiefGotThrough = true;
    }

    /// @notice Puts energy into a unit and takes the same out again, as the producer and the owner of the unit in one.
    function cycle(uint256 unit, uint256 energyWh) external watched(Kind.Loss) {
        address where = _plainUnit(unit);
        address who = pool.storageUnit(where).owner;
        uint256 amount = bound(energyWh, 1, 20_000);
        uint256 before = _worth(who);
        (bool ok, ) = _do(where, address(pool), abi.encodeCall(pool.energyProduced, (who, amount)));
        if (!ok) return;
        uint256 needed = amount * (1_000_000 + 1_000_000);
        (ok, ) = _do(who, address(pool), abi.encodeCall(pool.startConsumptionSession, (where, needed)));
        if (!ok) return;
        (ok, ) = _do(where, address(pool), abi.encodeCall(pool.energyConsumed, (who, amount)));
        // Refused where both together are more than the unit's power can have moved: then the energy has stayed where it is.
        if (ok && _worth(who) > before) cyclingPaid = true;
    }

    // --- helpers ---

    function _register(uint256 index, uint256 capacityWh, uint256 powerW) private {
        VM.prank(address(community));
        governance.registerStorageUnit(units[index], residents[index % 3], capacityWh, powerW);
    }

    function _do(address who, address to, bytes memory data) private returns (bool ok, bytes memory answer) {
        VM.prank(who);
        (ok, answer) = to.call(data);
        if (ok) done[bytes4(data)]++;
    }

    function _sign(uint256 key, address unit, Reading[] memory readings) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, gateway.batchDigest(unit, readings));
        return abi.encodePacked(r, s, v);
    }

    function _resident(uint256 seed) private view returns (address) {
        return residents[(seed & 0xff) % residents.length];
    }

    function _unit(uint256 seed) private view returns (address) {
        return units[seed % units.length];
    }

    function _plainUnit(uint256 seed) private view returns (address) {
        return units[seed % 2];
    }

    /// @dev All ENT of an account less what it owes, raised so that it is never negative.
    function _worth(address who) private view returns (uint256) {
        ILedger.Account memory account = ledger.account(who);
        return 1e30 + account.entAvailable + account.entLocked - pool.debtOf(who);
    }
}
