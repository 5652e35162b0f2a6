import { CommandError } from "../lib/errors.ts";
import type { Promised } from "../lib/output.ts";
import { localProgram, run } from "../lib/run.ts";

/** Runs the invariants of test/solidity long: so many random sequences of 64 acts each. */
export async function invariantPromises(
  { runs, seed }: { runs: number; seed: number },
  say: (text: string) => void,
): Promise<Promised[]> {
  say(`${runs} runs of 64 acts of the community and of the market: some minutes a hundred …`);
  const files = ["test/solidity/Invariants.t.sol", "test/solidity/Market.t.sol"];
  const began = Date.now();
  const env = { POWERCHAIN_INVARIANT_RUNS: String(runs), POWERCHAIN_FUZZ_SEED: `0x${seed.toString(16)}` };
  const { code, output } = await run(localProgram("hardhat"), ["test", "solidity", ...files], { env });
  const held = [...output.matchAll(/✔ (invariant_\w+)\(\) \(runs: (\d+)\)/g)];
  if (held.length === 0 && code !== 0) throw new CommandError(`The invariants could not be run:\n${output.trim()}`);
  if (code !== 0) say(output.slice(output.indexOf("failing")));
  const least = Math.min(...held.map(([, , times]) => Number(times)));
  return [
    {
      promise: "the invariants hold after every act of everybody, a thief among them",
      evidence: "test/solidity/README.md",
      value: held.length === 0 ? 0 : least,
      unit: `runs of 64 acts, ${Math.round((Date.now() - began) / 60_000)} min`,
      limit: `${runs}`,
      ok: code === 0 && least >= runs,
    },
  ];
}
