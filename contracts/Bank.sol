// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Wired} from "./base/Wired.sol";
import {IBank} from "./interfaces/IBank.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {Defaults} from "./libraries/Defaults.sol";
import {IParameterized, Parameter} from "./types/Parameter.sol";
import {Wiring} from "./types/Wiring.sol";

/// @title Bank
/// @notice Brings euros on chain and back. The banker can do no more than mint what is paid in, within the day's cap,
/// and burn what residents themselves have locked for withdrawal.
contract Bank is IBank, Wired {
    ILedger private immutable LEDGER;
    address private immutable GOVERNANCE;

    // slot 0
    uint128 private _mintCap;
    uint96 private _mintedOnDay; // may exceed the total: burning frees nothing of the cap
    uint32 private _day; // UTC days since 1970
    // slot 1
    uint64 private _totalEuro;
    // slot 2
    /// @inheritdoc IBank
    address public banker;

    /// @inheritdoc IBank
    mapping(address account => uint256 amount) public lockedForWithdrawal;
    mapping(bytes32 paymentReference => bool) private _mintReferences;
    mapping(bytes32 paymentReference => bool) private _burnReferences;

    modifier onlyBanker() {
        if (msg.sender != banker) revert BankNotBanker(msg.sender);
        _;
    }

    modifier onlyGovernance() {
        if (msg.sender != GOVERNANCE) revert BankNotGovernance(msg.sender);
        _;
    }

    constructor(Wiring memory wiring) Wired(wiring, wiring.bank) {
        LEDGER = ILedger(wiring.ledger);
        GOVERNANCE = wiring.governance;
        _mintCap = uint128(Defaults.valueOf(Parameter.MintCap));
    }

    /// @inheritdoc IBank
    function mintEuro(address to, uint256 amount, string calldata paymentReference) external onlyBanker {
        if (to == address(0)) revert BankZeroAddress();
        _requireAmount(amount);
        _use(_mintReferences, paymentReference);
        uint256 minted = mintedToday();
        if (minted + amount > _mintCap) revert BankMintCapExceeded(minted, amount, _mintCap);
        uint256 total = _totalEuro + amount;
        if (total > type(uint64).max) revert BankAmountTooLarge(amount);
        _totalEuro = uint64(total);
        _mintedOnDay = uint96(minted + amount); // 2^32 mints of 2^64 do not fit in a day
        _day = uint32(block.timestamp / 1 days);
        emit EuroMinted(to, amount, paymentReference);
        LEDGER.mintEur(to, uint64(amount));
    }

    /// @inheritdoc IBank
    function burnEuro(address from, uint256 amount, string calldata paymentReference) external onlyBanker {
        _use(_burnReferences, paymentReference);
        _takeFromWithdrawal(from, amount);
        _totalEuro -= uint64(amount);
        emit EuroBurned(from, amount, paymentReference);
        LEDGER.burnLockedEur(from, uint64(amount));
    }

    /// @inheritdoc IBank
    function lockEuro(uint256 amount) external {
        _requireAmount(amount);
        lockedForWithdrawal[msg.sender] += amount;
        emit EuroLocked(msg.sender, amount);
        LEDGER.lockEur(msg.sender, uint64(amount));
    }

    /// @inheritdoc IBank
    function unlockEuro(address account, uint256 amount) external {
        if (msg.sender != banker && msg.sender != account) revert BankNotBankerOrResident(msg.sender, account);
        _takeFromWithdrawal(account, amount);
        emit EuroUnlocked(account, msg.sender, amount);
        LEDGER.unlockEur(account, uint64(amount));
    }

    /// @inheritdoc IBank
    function setBanker(address newBanker) external onlyGovernance {
        banker = newBanker;
        emit BankerChanged(newBanker);
    }

    /// @inheritdoc IParameterized
    function setParameter(Parameter name, uint256 value) external onlyGovernance {
        if (name != Parameter.MintCap) revert BankUnknownParameter();
        _mintCap = uint128(value); // Governance has bounded it
    }

    /// @inheritdoc IParameterized
    function parameter(Parameter name) external view returns (uint256) {
        if (name != Parameter.MintCap) revert BankUnknownParameter();
        return _mintCap;
    }

    /// @inheritdoc IBank
    function totalEuro() external view returns (uint256) {
        return _totalEuro;
    }

    /// @inheritdoc IBank
    function mintReferenceUsed(string calldata paymentReference) external view returns (bool) {
        return _mintReferences[keccak256(bytes(paymentReference))];
    }

    /// @inheritdoc IBank
    function burnReferenceUsed(string calldata paymentReference) external view returns (bool) {
        return _burnReferences[keccak256(bytes(paymentReference))];
    }

    /// @inheritdoc IBank
    function mintedToday() public view returns (uint256) {
        return _day == block.timestamp / 1 days ? _mintedOnDay : 0;
    }

    function _takeFromWithdrawal(address account, uint256 amount) private {
        _requireAmount(amount);
        uint256 locked = lockedForWithdrawal[account];
        if (locked < amount) revert BankInsufficientWithdrawal(account, locked, amount);
        lockedForWithdrawal[account] = locked - amount;
    }

    function _use(mapping(bytes32 => bool) storage used, string calldata paymentReference) private {
        if (bytes(paymentReference).length == 0) revert BankEmptyReference();
        bytes32 key = keccak256(bytes(paymentReference));
        if (used[key]) revert BankReferenceUsed(paymentReference);
        used[key] = true;
    }

    function _requireAmount(uint256 amount) private pure {
        if (amount == 0) revert BankZeroAmount();
        if (amount > type(uint64).max) revert BankAmountTooLarge(amount);
    }
}
