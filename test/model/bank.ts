import { refuseIf, ZERO, type Address } from "./common.ts";
import { type LedgerModel } from "./ledger.ts";
import { type ParametersModel } from "./parameters.ts";

/** Minting, burning and locking eEuro for withdrawal. */
export class BankModel {
  banker: Address = ZERO;
  private readonly withdrawals = new Map<Address, bigint>();
  private readonly mintReferences = new Set<string>();
  private readonly burnReferences = new Set<string>();
  private readonly mintedOn = new Map<bigint, bigint>(); // by UTC day

  private readonly ledger: LedgerModel;
  private readonly parameters: ParametersModel;

  constructor(ledger: LedgerModel, parameters: ParametersModel) {
    this.ledger = ledger;
    this.parameters = parameters;
  }

  lockedForWithdrawal(account: Address): bigint {
    return this.withdrawals.get(account) ?? 0n;
  }

  mintedToday(now: bigint): bigint {
    return this.mintedOn.get(now / 86_400n) ?? 0n;
  }

  mint(now: bigint, sender: Address, to: Address, amount: bigint, reference: string): void {
    const minted = this.mintedToday(now);
    const faults = this.bankerFaults(sender, amount, reference, this.mintReferences);
    if (to === ZERO) faults.push("BankZeroAddress");
    if (minted + amount > this.parameters.get("mintCap")) faults.push("BankMintCapExceeded");
    if (!this.ledger.hasRoomFor("eur", amount)) faults.push("BankAmountTooLarge");
    refuseIf(faults);
    this.mintReferences.add(reference);
    this.mintedOn.set(now / 86_400n, minted + amount);
    this.ledger.mint("eur", to, amount);
  }

  burn(sender: Address, from: Address, amount: bigint, reference: string): void {
    const faults = this.bankerFaults(sender, amount, reference, this.burnReferences);
    if (amount > this.lockedForWithdrawal(from)) faults.push("BankInsufficientWithdrawal");
    refuseIf(faults);
    this.burnReferences.add(reference);
    this.withdrawals.set(from, this.lockedForWithdrawal(from) - amount);
    this.ledger.burnLocked("eur", from, amount);
  }

  lock(sender: Address, amount: bigint): void {
    const faults: string[] = [];
    if (amount === 0n) faults.push("BankZeroAmount");
    if (amount > this.ledger.available("eur", sender)) faults.push("insufficient");
    refuseIf(faults);
    this.withdrawals.set(sender, this.lockedForWithdrawal(sender) + amount);
    this.ledger.lock("eur", sender, amount);
  }

  unlock(sender: Address, account: Address, amount: bigint): void {
    const faults: string[] = [];
    if (sender !== account && sender !== this.banker) faults.push("BankNotBankerOrResident");
    if (amount === 0n) faults.push("BankZeroAmount");
    if (amount > this.lockedForWithdrawal(account)) faults.push("BankInsufficientWithdrawal");
    refuseIf(faults);
    this.withdrawals.set(account, this.lockedForWithdrawal(account) - amount);
    this.ledger.unlock("eur", account, amount);
  }

  private bankerFaults(sender: Address, amount: bigint, reference: string, used: Set<string>): string[] {
    const faults: string[] = [];
    if (sender !== this.banker) faults.push("BankNotBanker");
    if (amount === 0n) faults.push("BankZeroAmount");
    if (reference === "") faults.push("BankEmptyReference");
    if (used.has(reference)) faults.push("BankReferenceUsed");
    return faults;
  }
}
