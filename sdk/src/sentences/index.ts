import type { ErrorArgs, ErrorName } from "../contracts.ts";
import { bank } from "./bank.ts";
import { energy } from "./energy.ts";
import { governance } from "./governance.ts";
import { market } from "./market.ts";
import { tokens } from "./tokens.ts";
import type { Explanation, Words } from "./words.ts";

export type { Explanation, Words };

/** How to say each error; a table of them covers some of the names. */
export type Explanations<Names extends ErrorName = ErrorName> = {
  [Name in Names]: (args: ErrorArgs<Name>, words: Words) => Explanation;
};

/** One sentence and one next step for every error that the contracts can raise: the type checker says when one is missing. */
export const explanations: Explanations = { ...governance, ...energy, ...market, ...bank, ...tokens };
