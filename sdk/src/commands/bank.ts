import type { Address } from "viem";
import { command } from "./command.ts";

const nothing = (): object => ({});

/** Commands of the banker and of residents; amounts in eEuro units. */
export const bankCommands = {
  mintEuro: ({ to, amount, reference }: { to: Address; amount: bigint; reference: string }) =>
    command("bank", "mintEuro", [to, amount, reference], nothing),

  /** Burns what the resident has locked for withdrawal: the bank transfer follows. */
  burnEuro: ({ from, amount, reference }: { from: Address; amount: bigint; reference: string }) =>
    command("bank", "burnEuro", [from, amount, reference], nothing),

  lockEuro: ({ amount }: { amount: bigint }) => command("bank", "lockEuro", [amount], nothing),

  unlockEuro: ({ account, amount }: { account: Address; amount: bigint }) =>
    command("bank", "unlockEuro", [account, amount], nothing),
};
