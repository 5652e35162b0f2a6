import { type BallotCommand, formatParameter } from "@powerchain/sdk";
import type { Address } from "viem";

/** Names of accounts and units, for reading; unknown ones are shown short. */
export class Names {
  private readonly names = new Map<string, string>();

  constructor(known: Iterable<[Address, string]> = []) {
    for (const [address, name] of known) this.names.set(address.toLowerCase(), name);
  }

  of(address: Address): string {
    return this.names.get(address.toLowerCase()) ?? `${address.slice(0, 6)}…${address.slice(-4)}`;
  }
}

/** What a ballot asks, as words that follow "to". */
export function askOf(command: BallotCommand, names: Names): string {
  switch (command.kind) {
    case "addVoter":
      return `make ${names.of(command.voter)} a voter`;
    case "removeVoter":
      return `remove the voter ${names.of(command.voter)}`;
    case "registerStorageUnit":
      return `register the storage unit ${names.of(command.unit)} of ${names.of(command.owner)}`;
    case "removeStorageUnit":
      return `remove the storage unit ${names.of(command.unit)}`;
    case "changeBanker":
      return command.banker === undefined ? "have no banker" : `make ${names.of(command.banker)} the banker`;
    case "setParameter":
      return `set ${command.name} to ${formatParameter(command.name, command.value)}`;
  }
}
