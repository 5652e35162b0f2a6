// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IToken} from "./Community.sol";
import {Actors} from "./Actors.sol";
import {Community} from "./Community.sol";
import {Assertions} from "./Vm.sol";

/// @notice The invariants are worth as much as the actors do: here is shown that they get through to everything.
contract ActorsTest is Assertions {
    Actors private _actors;

    function setUp() public {
        _actors = new Actors(new Community());
    }

    function testActorsGetThroughToEveryCommand() external {
        for (uint256 i = 0; i < 1_500; i++) _act(uint256(keccak256(abi.encode(i))));
        bytes4[20] memory commands = [
            _actors.pool().energyProduced.selector,
            _actors.pool().energyConsumed.selector,
            _actors.pool().reportActualEnergy.selector,
            _actors.pool().startConsumptionSession.selector,
            _actors.pool().closeSession.selector,
            _actors.pool().repay.selector,
            _actors.gateway().submitReports.selector,
            _actors.market().addOrder.selector,
            _actors.market().removeOrder.selector,
            _actors.bank().mintEuro.selector,
            _actors.bank().lockEuro.selector,
            _actors.bank().unlockEuro.selector,
            _actors.bank().burnEuro.selector,
            _actors.governance().setParameter.selector,
            _actors.governance().addVoter.selector,
            _actors.governance().removeVoter.selector,
            _actors.governance().registerStorageUnit.selector,
            _actors.governance().removeStorageUnit.selector,
            IToken.transfer.selector,
            IToken.transfer.selector
        ];
        for (uint256 i = 0; i < commands.length; i++) {
            if (_actors.done(commands[i]) == 0) revert NeverGotThrough(i, commands[i]);
        }
        _requireMet();
    }

    error NeverGotThrough(uint256 index, bytes4 selector);

    function _requireMet() private view {
        (uint256 deficit, uint256 surplus, uint256 debts, uint256 newDebts, uint256 covered, uint256 trades) = _actors
            .met();
        assertTrue(deficit > 100 && surplus > 100, "a deficit and a surplus are met often");
        assertTrue(debts > 100 && newDebts > 5, "debts are met");
        assertTrue(covered > 5, "sessions pay for energy");
        assertTrue(trades > 5, "orders trade");
    }

    function _act(uint256 seed) private {
        uint256 a = uint256(keccak256(abi.encode(seed, 1)));
        uint256 b = uint256(keccak256(abi.encode(seed, 2)));
        uint256 c = uint256(keccak256(abi.encode(seed, 3)));
        uint256 which = seed % 21;
        if (which == 0) _actors.produce(a, b, c);
        else if (which == 1) _actors.consume(a, b, c);
        else if (which == 2) _actors.reportActual(a, c);
        else if (which == 3) _actors.report(a, b, c, seed, a);
        else if (which == 4) _actors.replayOrForge(a, b, c);
        else if (which == 5) _actors.start(a, b, c);
        else if (which == 6) _actors.close(a, b, c);
        else if (which == 7) _actors.repay(a, b, c);
        else if (which == 8) _actors.sendEnt(a, b, c);
        else if (which == 9) _actors.sendEur(a, b, c);
        else if (which == 10) _actors.order(a, b % 2 == 0, c, seed, b);
        else if (which == 11) _actors.cancel(a);
        else if (which == 12) _actors.mintEuro(a, b);
        else if (which == 13) _actors.lockEuro(a, b);
        else if (which == 14) _actors.unlockEuro(a, b);
        else if (which == 15) _actors.burnEuro(a, b);
        else if (which == 16) _actors.setParameter(a, b);
        else if (which == 17) _actors.removeUnit(a, b);
        else if (which == 18) _actors.returnUnit(a, b, c);
        else if (which == 19) _actors.letVoterComeAndGo(a);
        else _actors.pass(a);
    }
}
