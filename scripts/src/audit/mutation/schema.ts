import type { Mutant } from "./sites.ts";

/**
 * All mutants of a source in one text, each behind its number, so that compiling once serves for all of them:
 * `a + b` becomes `(mutant(7) ? a - b : a + b)`. Which one is alive is a constant of `mutant`, which is changed in the code.
 */
export function withMutants(source: string, mutants: Mutant[]): string {
  const bytes = Buffer.from(source);
  const body = render(bytes, 0, bytes.length, mutants);
  return body.replace(/^pragma solidity [^;]*;$/m, `$&\nimport {mutant} from "contracts/Mutant.sol";`);
}

/** A number that no contract has otherwise; behind it, in the code's constant, stands the number of the mutant that is alive. */
const MARK = "6d7574616e7420616c6976653a206d7574616e7420616c6976653a206d75";

/** The source of `mutant`: without the optimiser the constant stands in the code as it is here, in the constructor's part, too. */
export const SWITCH = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

function mutant(uint256 id) pure returns (bool alive) {
    assembly ("memory-safe") {
        alive := eq(and(0x${MARK}0000, 0xffff), id)
    }
}
`;

/** The code with that mutant alive; 0: none. */
export function withAlive(code: string, id: number): string {
  return code.replaceAll(new RegExp(`${MARK}[0-9a-f]{4}`, "g"), MARK + id.toString(16).padStart(4, "0"));
}

/** The text from `start` to `end`, with the mutants that lie in it. They come outermost first. */
function render(bytes: Buffer, start: number, end: number, mutants: Mutant[]): string {
  let text = "";
  let at = start;
  let rest = mutants;
  while (rest.length > 0) {
    const { start: from, end: to } = rest[0]!;
    const here = rest.filter((each) => each.start === from && each.end === to);
    const inside = rest.filter((each) => each.start < to && !here.includes(each));
    text += bytes.subarray(at, from).toString();
    const [choice, after] = choose(here, render(bytes, from, to, inside), bytes[to] === 0x3b ? to + 1 : to);
    text += choice;
    at = after ?? to;
    rest = rest.filter((each) => each.start >= to);
  }
  return text + bytes.subarray(at, end).toString();
}

function choose(here: Mutant[], original: string, afterSemicolon: number): [text: string, after?: number] {
  if (here[0]!.kind === "statement") {
    const cases = here.map(({ id, becomes }) => `if (mutant(${id})) { ${becomes} } else `);
    return [`{ ${cases.join("")}{ ${original}; } }`, afterSemicolon];
  }
  const cases = here.map(({ id, becomes }) => `mutant(${id}) ? ${becomes} : `);
  return [`(${cases.join("")}${original})`];
}
