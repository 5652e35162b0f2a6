import { expect } from "chai";
import { Dice } from "../helpers/dice.ts";

/**
 * What a minority of validators can do to a transaction that it does not like, by Clique's rule alone: of any floor(N/2) + 1 blocks
 * in a row no validator seals two. A chain that leaves honest blocks out needs more than half of all validators.
 */
describe("A minority of validators that censors", () => {
  const needed = (validators: number): number => Math.floor(validators / 2) + 1;

  /** Whether a validator may seal the next block after these. */
  const maySeal = (validator: number, sealed: readonly number[], validators: number): boolean =>
    !sealed.slice(Math.max(0, sealed.length - needed(validators) + 1)).includes(validator);

  /** The longest run of blocks by censors alone, whatever order they and the others choose. */
  function longestCensored(validators: number, censors: number): number {
    let longest = 0;
    const go = (sealed: number[], run: number): void => {
      longest = Math.max(longest, run);
      if (run > validators) return;
      for (let censor = 0; censor < censors; censor++)
        if (maySeal(censor, sealed, validators)) go([...sealed, censor], run + 1);
    };
    go([], 0);
    return longest;
  }

  for (let validators = 1; validators <= 9; validators++) {
    const minority = validators - needed(validators);
    it(`of ${minority} of ${validators} delays a transaction by ${minority} blocks at most: profit 0, the next block takes it`, () => {
      expect(longestCensored(validators, minority)).to.equal(minority);
    });
  }

  it("of more than half goes on for ever: known limit, docs/security.md says what a community can do", () => {
    for (const validators of [1, 3, 5, 7])
      expect(longestCensored(validators, needed(validators))).to.be.greaterThan(validators);
  });

  it("cannot grow a chain of its own past the honest one: it stands still after as many blocks as it has validators", () => {
    const dice = new Dice(5);
    for (let trial = 0; trial < 300; trial++) {
      const validators = dice.int(3, 9);
      const minority = validators - needed(validators);
      const shared: number[] = [];
      for (let block = 0; block < dice.int(0, 12); block++) {
        const free = Array.from({ length: validators }, (_, v) => v).filter((v) => maySeal(v, shared, validators));
        shared.push(dice.pick(free));
      }
      const own = [...shared];
      for (;;) {
        const next = Array.from({ length: minority }, (_, v) => v).find((v) => maySeal(v, own, validators));
        if (next === undefined) break;
        own.push(next);
      }
      expect(own.length - shared.length, `trial ${trial}`).to.be.at.most(minority);
    }
  });
});
