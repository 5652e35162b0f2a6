// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Where every contract of one community is. All addresses are known before the first is deployed
/// (they follow from the deployer and its nonces), so each contract can hold the others as immutables.
struct Wiring {
    address ledger;
    address energyToken;
    address euroToken;
    address governance;
    address energyPool;
    address meterGateway;
    address market;
    address bank;
    address lens;
}
