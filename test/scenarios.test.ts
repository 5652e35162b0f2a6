import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { contractNames } from "@powerchain/sdk";
import { openTarget } from "../scripts/src/deploy/target.ts";
import { parseScenario } from "../scripts/src/scenario/parse.ts";
import { playScenario } from "../scripts/src/scenario/play.ts";
import { STORY_BEGINS } from "../scripts/src/scenario/run.ts";

const folder = path.join(import.meta.dirname, "scenarios");

describe("Scenarios", () => {
  for (const file of globSync("*.yaml", { cwd: folder }).sort()) {
    const scenario = parseScenario(readFileSync(path.join(folder, file), "utf8"));

    it(`comes out as ${file} says: ${scenario.name}`, async () => {
      const startsAt = new Date(STORY_BEGINS.getTime() - contractNames.length * 1000);
      const target = await openTarget("embedded", { clock: "exact", startsAt });
      try {
        const { steps } = await playScenario(scenario, target);
        expect(steps.at(-1)?.difference, JSON.stringify(steps.at(-1))).to.equal(undefined);
        expect(steps.length).to.equal(scenario.steps.length);
      } finally {
        await target.close();
      }
    }).timeout(60_000);
  }
});
