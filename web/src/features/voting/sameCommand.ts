import type { Ballot } from "../../shared/api/types.ts";

export const nothing: Ballot["command"] = {
  subject: null,
  owner: null,
  capacityWh: null,
  powerW: null,
  parameter: null,
  value: null,
};

type Proposed = Pick<Ballot, "kind" | "command">;

/** Whether two proposals are votes on the same ballot: the same command with the same arguments. */
export function sameCommand(one: Proposed, other: Proposed): boolean {
  const keys = Object.keys(nothing) as (keyof Ballot["command"])[];
  return one.kind === other.kind && keys.every((key) => plain(one.command[key]) === plain(other.command[key]));
}

/** Addresses come in either case, and what is undeclared as 0 or as nothing. */
function plain(value: string | null): string {
  return value === null || value === "0" ? "" : value.toLowerCase();
}
