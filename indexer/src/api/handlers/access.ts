import { unitsOf } from "../../queries/accounts.ts";
import type { ApiContext } from "../context.ts";
import { ApiProblem } from "../problem.ts";

/** The account whose token came with the request. @throws ApiProblem when there is none */
export function requireCaller(c: ApiContext): string {
  const caller = c.get("caller");
  if (caller !== undefined) return caller.account;
  throw new ApiProblem(401, "This needs a token.", "Sign in: GET /sign-in?address=…, sign the message, POST it back.");
}

/** @throws ApiProblem unless the caller is the account itself, or owns it where it is a storage unit */
export function requireOwn(c: ApiContext, address: string): void {
  const caller = requireCaller(c);
  if (caller === address) return;
  if (c.get("community").follower.index.tables.units.get(address)?.owner === caller) return;
  throw new ApiProblem(403, "This is shown to the account itself only.", "Sign in as the account that you ask about.");
}

export interface Sight {
  /** Undefined: all there is. Else: what went through these units. */
  units: string[] | undefined;
}

/**
 * How much of an account's readings the caller may see: all as the account or as the owner of the unit that it is; what went
 * through his units as a storage provider.
 * @throws ApiProblem when nothing
 */
export function sightOf(c: ApiContext, address: string): Sight {
  const caller = requireCaller(c);
  const { tables } = c.get("community").follower.index;
  if (caller === address || tables.units.get(address)?.owner === caller) return { units: undefined };
  const units = unitsOf(tables, caller);
  if (units.length > 0) return { units };
  throw new ApiProblem(
    403,
    "One account's readings are shown to it and to the owners of the storage units that they went through.",
    "Sign in as one of them. Totals of the community are public: /network/energy.",
  );
}
