import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { Hunt, type Outcome } from "../../src/audit/mutation/hunt.ts";
import type { Mutant } from "../../src/audit/mutation/sites.ts";

const TEST = "test/purse.test.ts";

/** A worker without tests: what each mutant does to it is stated here. "once" is kept in a file, since the next worker is another process. */
const WORKER = `
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
process.on("message", ({ id, file }) => {
  const about = file === "${TEST}";
  const first = !existsSync("met-" + id);
  writeFileSync("met-" + id, "");
  if (id === 3 && first) process.exit(1);
  if (id === 4) process.exit(1);
  if (id === 6 && first) {
    spawn("sleep", ["2"], { stdio: ["ignore", "ignore", "ignore", 3] }); // it holds the channel to the hunt
    process.exit(1);
  }
  const failure = about && (id === 1 || id === 3) ? "it holds what was filled" : undefined;
  process.send({ seconds: 1, failure }, () => {
    if (id === 5 && first) process.exit(1);
  });
});
process.send("ready");
`;

describe("the hunt for mutants", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-hunt-"));
    for (const [file, text] of [
      ["scripts/src/audit/mutation/worker.ts", WORKER],
      [TEST, ""],
    ] as const) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function judged(...ids: number[]): Promise<Record<number, string | undefined>> {
    const outcomes: Outcome[] = [];
    await new Hunt([folder]).run(ids.map(mutant), (outcome) => outcomes.push(outcome));
    return Object.fromEntries(outcomes.map(({ id, killedBy }) => [id, killedBy]));
  }

  it("names the test that notices a mutant; one that none notices lives", async () => {
    expect(await judged(1, 2)).to.deep.equal({ 1: `${TEST}: it holds what was filled`, 2: undefined });
  });

  it("judges a mutant again whose worker was gone, while it was asked or between two files", async () => {
    expect(await judged(3, 5)).to.deep.equal({ 3: `${TEST}: it holds what was filled`, 5: undefined });
  });

  it("asks no worker again that is gone, though the channel to it is still open", async () => {
    expect(await judged(6, 1)).to.deep.equal({ 6: undefined, 1: `${TEST}: it holds what was filled` });
  });

  it("counts a mutant as noticed that no worker survives, and goes on with the next", async () => {
    expect(await judged(4, 2)).to.deep.equal({ 4: "no worker survives it", 2: undefined });
  });
});

function mutant(id: number): Mutant {
  const change = {
    operator: "deletion",
    was: "holds += by",
    becomes: "",
    start: 0,
    end: 0,
    kind: "statement",
  } as const;
  return { id, file: "contracts/Purse.sol", line: 1, ...change };
}
