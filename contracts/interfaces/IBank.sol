// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IParameterized} from "../types/Parameter.sol";

/// @notice The bridge between bank money and eEuro. Amounts are eEuro units (8 decimals).
/// The banker mints what was paid in, and burns what a resident has locked for withdrawal: burn first, then pay.
interface IBank is IParameterized {
    /// @notice eEuro came on chain for a payment with this reference.
    event EuroMinted(address indexed to, uint256 amount, string paymentReference);
    /// @notice eEuro left the chain for a payment with this reference, out of what `from` had locked for withdrawal.
    event EuroBurned(address indexed from, uint256 amount, string paymentReference);
    /// @notice A resident locked eEuro for withdrawal.
    event EuroLocked(address indexed account, uint256 amount);
    /// @notice eEuro locked for withdrawal became available again; `by` is the banker or the resident.
    event EuroUnlocked(address indexed account, address indexed by, uint256 amount);
    /// @notice Voters chose another banker; the zero address: none.
    event BankerChanged(address indexed banker);

    error BankNotBanker(address caller);
    error BankNotGovernance(address caller);
    error BankNotBankerOrResident(address caller, address account);
    error BankZeroAmount();
    error BankZeroAddress();
    error BankEmptyReference();
    error BankReferenceUsed(string paymentReference);
    error BankMintCapExceeded(uint256 mintedToday, uint256 amount, uint256 cap);
    error BankInsufficientWithdrawal(address account, uint256 lockedForWithdrawal, uint256 needed);
    error BankAmountTooLarge(uint256 amount);
    error BankUnknownParameter();

    /// @notice Mints to a resident. Only the banker; within the UTC day's cap; a reference serves once.
    function mintEuro(address to, uint256 amount, string calldata paymentReference) external;

    /// @notice Burns from what a resident has locked for withdrawal. Only the banker; a reference serves once.
    function burnEuro(address from, uint256 amount, string calldata paymentReference) external;

    /// @notice Locks the sender's eEuro for withdrawal.
    function lockEuro(uint256 amount) external;

    /// @notice Makes eEuro locked for withdrawal available again. Only the banker or the resident.
    function unlockEuro(address account, uint256 amount) external;

    /// @notice Replaces the banker (zero: none). Only Governance.
    function setBanker(address banker) external;

    function banker() external view returns (address);

    /// @notice All eEuro there is.
    function totalEuro() external view returns (uint256);

    /// @notice What `account` has locked for withdrawal.
    function lockedForWithdrawal(address account) external view returns (uint256);

    /// @notice What was minted in the current UTC day.
    function mintedToday() external view returns (uint256);

    function mintReferenceUsed(string calldata paymentReference) external view returns (bool);

    function burnReferenceUsed(string calldata paymentReference) external view returns (bool);
}
