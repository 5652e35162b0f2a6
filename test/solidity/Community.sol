// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IBank} from "../../contracts/interfaces/IBank.sol";
import {IEnergyPool} from "../../contracts/interfaces/IEnergyPool.sol";
import {IGovernance} from "../../contracts/interfaces/IGovernance.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {ILens} from "../../contracts/interfaces/ILens.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IMeterGateway} from "../../contracts/interfaces/IMeterGateway.sol";
import {Wiring} from "../../contracts/types/Wiring.sol";
import {VM} from "./Vm.sol";

interface IToken {
    function balanceOf(address account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
}

/// @notice Deploys the nine contracts, as the deployment does: addresses known beforehand, in order. It is the first voter.
/// @dev It must create nothing else before: its first nonces are the wiring.
contract Community {
    error NotDeployed(string name);

    Wiring private _wiring;

    constructor() {
        _wiring = Wiring({
            ledger: _created(1),
            energyToken: _created(2),
            euroToken: _created(3),
            governance: _created(4),
            energyPool: _created(5),
            meterGateway: _created(6),
            market: _created(7),
            bank: _created(8),
            lens: _created(9)
        });
        string[9] memory names = [
            "Ledger",
            "EnergyToken",
            "EuroToken",
            "Governance",
            "EnergyPool",
            "MeterGateway",
            "Market",
            "Bank",
            "Lens"
        ];
        for (uint256 i = 0; i < names.length; i++) _deploy(names[i], _created(i + 1));
    }

    function wiring() external view returns (Wiring memory) {
        return _wiring;
    }

    function ledger() external view returns (ILedger) {
        return ILedger(_wiring.ledger);
    }

    function energyToken() external view returns (IToken) {
        return IToken(_wiring.energyToken);
    }

    function euroToken() external view returns (IToken) {
        return IToken(_wiring.euroToken);
    }

    function governance() external view returns (IGovernance) {
        return IGovernance(_wiring.governance);
    }

    function pool() external view returns (IEnergyPool) {
        return IEnergyPool(_wiring.energyPool);
    }

    function gateway() external view returns (IMeterGateway) {
        return IMeterGateway(_wiring.meterGateway);
    }

    function market() external view returns (IMarket) {
        return IMarket(_wiring.market);
    }

    function bank() external view returns (IBank) {
        return IBank(_wiring.bank);
    }

    function lens() external view returns (ILens) {
        return ILens(_wiring.lens);
    }

    /// @dev Where this contract's creation with that nonce comes to lie (RLP of address and a nonce under 128).
    function _created(uint256 nonce) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), uint8(nonce))))));
    }

    function _deploy(string memory name, address expected) private {
        bytes memory code = VM.getCode(string.concat("contracts/", name, ".sol:", name));
        bytes memory creation = abi.encodePacked(code, abi.encode(_wiring));
        address created;
        assembly {
            created := create(0, add(creation, 32), mload(creation))
        }
        if (created != expected) revert NotDeployed(name);
    }
}
