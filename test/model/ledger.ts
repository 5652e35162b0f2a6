import { MOST_AMOUNT, refuseIf, ZERO, type Address } from "./common.ts";

export interface Account {
  entAvailable: bigint;
  entLocked: bigint;
  eurAvailable: bigint;
  eurLocked: bigint;
}

export type Money = "ent" | "eur";

/** Four amounts an account, and who may spend them. */
export class LedgerModel {
  readonly accounts = new Map<Address, Account>();

  of(account: Address): Account {
    let found = this.accounts.get(account);
    if (!found) {
      found = { entAvailable: 0n, entLocked: 0n, eurAvailable: 0n, eurLocked: 0n };
      this.accounts.set(account, found);
    }
    return found;
  }

  available(money: Money, account: Address): bigint {
    return this.of(account)[`${money}Available`];
  }

  /** All there is: the sum of all accounts. */
  total(money: Money): bigint {
    let sum = 0n;
    for (const account of this.accounts.values()) sum += account[`${money}Available`] + account[`${money}Locked`];
    return sum;
  }

  /** Whether this much more can be held by anybody. */
  hasRoomFor(money: Money, amount: bigint): boolean {
    return this.total(money) + amount <= MOST_AMOUNT;
  }

  mint(money: Money, to: Address, amount: bigint): void {
    this.of(to)[`${money}Available`] += amount;
  }

  burn(money: Money, from: Address, amount: bigint): void {
    this.take(from, `${money}Available`, amount);
  }

  burnLocked(money: Money, from: Address, amount: bigint): void {
    this.take(from, `${money}Locked`, amount);
  }

  lock(money: Money, account: Address, amount: bigint): void {
    this.take(account, `${money}Available`, amount);
    this.of(account)[`${money}Locked`] += amount;
  }

  unlock(money: Money, account: Address, amount: bigint): void {
    this.take(account, `${money}Locked`, amount);
    this.of(account)[`${money}Available`] += amount;
  }

  /** The tokens' `transfer`: only what is available moves. */
  transfer(money: Money, from: Address, to: Address, amount: bigint): void {
    const faults: string[] = [];
    if (to === ZERO) faults.push("ERC20InvalidReceiver");
    if (amount > this.available(money, from)) faults.push("insufficient");
    refuseIf(faults);
    this.take(from, `${money}Available`, amount);
    this.of(to)[`${money}Available`] += amount;
  }

  private take(account: Address, part: keyof Account, amount: bigint): void {
    const found = this.of(account);
    if (found[part] < amount) throw new Error(`the model itself is wrong: ${account} has ${found[part]} ${part}`);
    found[part] -= amount;
  }
}
