import type { Mutant } from "./sites.ts";

/**
 * All mutants of a source in one text, each behind its number, so that compiling once serves for all of them:
 * `a + b` becomes `(mutant(7) ? a - b : a + b)`. Which one is alive stands in the last two bytes of the running code (the
 * metadata's length, which means nothing to it), where `mutant` reads it.
 */
export function withMutants(source: string, mutants: Mutant[]): string {
  const bytes = Buffer.from(source);
  const body = render(bytes, 0, bytes.length, mutants);
  return body.replace(/^pragma solidity [^;]*;$/m, `$&\nimport {mutant} from "contracts/Mutant.sol";`);
}

/** The source of `mutant`. */
export const SWITCH = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

function mutant(uint256 id) pure returns (bool alive) {
    assembly ("memory-safe") {
        mstore(0, 0)
        codecopy(30, sub(codesize(), 2), 2)
        alive := eq(mload(0), id)
    }
}
`;

/** How much of a running code's end tells it from any other: the hash in its metadata, in hexadecimal digits. */
const TELLING = 80;

/**
 * The code with that mutant alive; 0: none.
 * @param code the running code, or a creation code that holds it: not always at its end
 */
export function withAlive(code: string, running: string, id: number): string {
  const telling = running.slice(-TELLING - 4, -4);
  const at = code.lastIndexOf(telling) + TELLING;
  return code.slice(0, at) + id.toString(16).padStart(4, "0") + code.slice(at + 4);
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
