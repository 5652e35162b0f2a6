import type { Address, Hex } from "viem";
import { command } from "./command.ts";

const nothing = (): object => ({});

/** A signed EIP-2612 permission, split as the token takes it. */
export interface Permit {
  owner: Address;
  spender: Address;
  amount: bigint;
  deadline: bigint;
  v: number;
  r: Hex;
  s: Hex;
}

function tokenCommands(token: "energyToken" | "euroToken") {
  return {
    transfer: ({ to, amount }: { to: Address; amount: bigint }) => command(token, "transfer", [to, amount], nothing),
    transferFrom: ({ from, to, amount }: { from: Address; to: Address; amount: bigint }) =>
      command(token, "transferFrom", [from, to, amount], nothing),
    approve: ({ spender, amount }: { spender: Address; amount: bigint }) =>
      command(token, "approve", [spender, amount], nothing),
    permit: ({ owner, spender, amount, deadline, v, r, s }: Permit) =>
      command(token, "permit", [owner, spender, amount, deadline, v, r, s], nothing),
  };
}

/** The ERC-20 commands of ENT; amounts in ENT units. */
export const entCommands = tokenCommands("energyToken");
/** The ERC-20 commands of eEuro; amounts in eEuro units. */
export const eurCommands = tokenCommands("euroToken");
