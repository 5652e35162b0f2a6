import { type Books, ZERO_ADDRESS } from "./books.ts";
import { placeOf } from "./energy.ts";
import type { ChainEvent, Now } from "./event.ts";
import type { TransactionContext } from "./transaction.ts";

const DAY = 86_400;

type BankEvent = Extract<ChainEvent, { contract: "bank" }>;

export function reduceBank(books: Books, event: BankEvent, now: Now, context: TransactionContext): void {
  switch (event.name) {
    case "EuroMinted":
      return minted(books, event.args, now, context);
    case "EuroBurned":
      return burned(books, event.args, now, context);
    case "EuroLocked":
      return withdraw(books, event.args.account, event.args.amount, now);
    case "EuroUnlocked":
      return withdraw(books, event.args.account, -event.args.amount, now);
    case "BankerChanged":
      return books.changeNetwork({ banker: event.args.banker === ZERO_ADDRESS ? null : event.args.banker });
  }
}

interface Payment {
  amount: bigint;
  paymentReference: string;
}

function minted(books: Books, args: Payment & { to: string }, now: Now, context: TransactionContext): void {
  const { to, amount, paymentReference: reference } = args;
  const { mintDay, mintedOnDay, deposited } = books.network();
  const today = Math.floor(now.at / DAY);
  const onDay = (mintDay === today ? mintedOnDay : 0n) + amount;
  books.changeNetwork({ mintDay: today, mintedOnDay: onDay, deposited: deposited + amount });
  context.expect("EUR", ZERO_ADDRESS, to, amount, { kind: "deposit", unit: null, energyWh: null, reference });
  books.add("payments", { ...placeOf(now), account: to, kind: "deposit", amount, reference });
}

function burned(books: Books, args: Payment & { from: string }, now: Now, context: TransactionContext): void {
  const { from, amount, paymentReference: reference } = args;
  withdraw(books, from, -amount, now);
  books.changeNetwork({ withdrawn: books.network().withdrawn + amount });
  context.expect("EUR", from, ZERO_ADDRESS, amount, { kind: "withdrawal", unit: null, energyWh: null, reference });
  books.add("payments", { ...placeOf(now), account: from, kind: "withdrawal", amount, reference });
}

/** Changes what an account has locked for withdrawal. */
function withdraw(books: Books, address: string, change: bigint, now: Now): void {
  const row = books.account(address, now.at);
  const eurWithdrawal = row.eurWithdrawal + change;
  books.tables.accounts.put({
    ...row,
    eurLocked: row.eurLocked + change,
    eurWithdrawal,
    withdrawalSince: eurWithdrawal === 0n ? null : (row.withdrawalSince ?? now.at),
  });
}
