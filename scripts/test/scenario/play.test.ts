import { expect } from "chai";
import { type Target, openTarget } from "../../src/deploy/target.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type ScenarioReport, playScenario } from "../../src/scenario/play.ts";
import { STORY_BEGINS } from "../../src/scenario/run.ts";

const head = "name: Test\nvoter: A\nactors: [A, B, C]\nunits: [U1]\nsteps:\n";
const unit = `  - { do: registerStorageUnit, as: A, with: { unit: U1, owner: C } }
  - { do: energyProduced, as: U1, with: { producer: B, energyKwh: 10 } }
`;

describe("playScenario", function () {
  this.timeout(60_000);
  let target: Target;
  before(async () => void (target = await openTarget("embedded", { clock: "exact", startsAt: STORY_BEGINS })));
  after(async () => await target.close());

  const play = (steps: string): Promise<ScenarioReport> => playScenario(parseScenario(head + steps), target);

  /** The one difference that the run stopped at; the first step stands in line 6. */
  async function difference(steps: string) {
    const report = await play(steps);
    expect(report.passed).to.equal(false);
    return report.steps.at(-1)?.difference;
  }

  it("reports every step's transaction, gas and outcome", async () => {
    const { steps, passed, gasUsed } = await play(`${unit}  - wait: 1h\n  - expect: { network: { ent: 10 } }\n`);
    expect(passed).to.equal(true);
    expect(steps.map(({ line, outcome }) => [line, outcome])).to.deep.equal([
      [6, "ok"],
      [7, "ok"],
      [8, "ok"],
      [9, "ok"],
    ]);
    expect(steps[1]).to.deep.include({ gives: { minted: "10", toProducer: "8", toProvider: "2", paidOff: "0" } });
    expect(steps[1]?.transaction).to.match(/^0x[0-9a-f]{64}$/);
    expect(BigInt(steps[0]?.gasUsed ?? 0) + BigInt(steps[1]?.gasUsed ?? 0)).to.equal(BigInt(gasUsed));
  });

  it("stops at the first difference and says its line, what was expected and what was there", async () => {
    const late = "  - { do: energyProduced, as: U1, with: { producer: B, energyKwh: 1 } }\n";
    const gives =
      "  - do: energyProduced\n    as: U1\n    with: { producer: B, energyKwh: 10 }\n    gives:\n      minted: 10\n      toProducer: 8.000000001\n";
    expect(await difference(unit + gives + late)).to.deep.equal({
      line: 13,
      what: "toProducer",
      expected: "8.000000001",
      found: "8",
    });
    expect(
      await difference(
        `${unit}  - expect:\n      network: { ent: 10, energyKwh: 10 }\n      B:\n        entAvailable: 8.1\n${late}`,
      ),
    ).to.deep.equal({
      line: 11,
      what: "B: entAvailable",
      expected: "8.1",
      found: "8",
    });
  });

  it("compares exactly, however the number is written", async () => {
    expect(
      (
        await play(
          `${unit}  - expect: { network: { ent: 10.000, energyKwh: 1e1, imbalance: -0 }, B: { entAvailable: "8" } }\n`,
        )
      ).passed,
    ).to.equal(true);
    expect(await difference(`${unit}  - expect: { network: { ent: 10.0000000000000001 } }\n`)).to.include({
      expected: "10.0000000000000001",
      found: "10",
    });
  });

  it("tells an unexpected error, a missing one and a wrong one apart", async () => {
    const stranger = "  - { do: addVoter, as: B, with: { voter: C }";
    expect(await difference(`${stranger} }\n`)).to.include({ line: 6, what: "outcome", expected: "success" });
    expect((await difference(`${stranger} }\n`))?.found).to.match(/^GovernanceNotVoter: /);
    expect(await difference(`${stranger}, fails: GovernanceLastVoter }\n`)).to.include({
      expected: "GovernanceLastVoter",
    });
    expect(await difference('  - { do: addVoter, as: A, with: { voter: C }, fails: "*" }\n')).to.include({
      expected: "an error",
      found: "it succeeded",
    });
    for (const fails of ["GovernanceNotVoter", "GovernanceNotVoter(0x12)", '"*"']) {
      const report = await play(`${stranger}, fails: ${fails} }\n`);
      expect(report.steps[0], fails).to.include({ outcome: "failed as it must" });
    }
  });

  it("counts a number that the chain cannot hold as an error of its step", async () => {
    const amounts = ["0.0000000001", "-1", "1e80", "much"];
    for (const amount of amounts) {
      const step = `  - { do: transferEnt, as: B, with: { to: C, amount: ${amount} }`;
      expect((await play(`${unit}${step}, fails: "*" }\n`)).passed, amount).to.equal(true);
      expect((await difference(`${unit}${step} }\n`))?.line, amount).to.equal(8);
    }
  });

  it("compares the whole book, level by level", async () => {
    const sell = "  - { do: addOrder, as: B, with: { side: sell, ent: 1, price: 0.5 }, label: s }\n";
    expect(
      (
        await play(
          `${unit}${sell}  - expect: { book: { sell: [[0.50, 1.0]], buy: [] }, order s: { open: true, left: 1 } }\n`,
        )
      ).passed,
    ).to.equal(true);
    expect(await difference(`${unit}${sell}  - expect: { book: { sell: [] } }\n`)).to.include({
      expected: "[]",
      found: "[[0.5, 1]]",
    });
    expect(await difference(`${unit}${sell}  - expect: { book: { sell: [[0.5, 1], [0.6, 1]] } }\n`)).to.include({
      what: "book: sell",
    });
    expect(await difference(`${unit}${sell}  - expect: { book: { sell: [[0.5, 1.001]] } }\n`)).to.include({
      found: "[[0.5, 1]]",
    });
  });

  it("has exact time: a second a command, and waits to the second", async () => {
    const steps = `${unit}  - { do: startConsumptionSession, as: B, with: { unit: U1, ent: 1 } }\n`;
    const end =
      "  - expect: { session U1 B: { live: true } }\n  - wait: 1s\n  - expect: { session U1 B: { live: false } }\n";
    expect((await play(`${steps}  - wait: 7200s\n${end}`)).passed).to.equal(true);
    expect(
      (await play(`${steps}  - wait: 7199s\n  - { do: transferEnt, as: B, with: { to: C, amount: 1 } }\n${end}`))
        .passed,
    ).to.equal(true);
  });

  it("goes to the next time of day, tomorrow's when it is that time now", async () => {
    const steps = "  - wait: until 00:00 UTC\n  - wait: until 00:00 UTC\n";
    await play(steps);
    const first = await target.embedded?.now();
    expect((first ?? 0n) % 86_400n).to.equal(0n);
    await play("  - wait: until 06:30 UTC\n");
    expect(((await target.embedded?.now()) ?? 0n) % 86_400n).to.equal(23_400n);
  });

  it("numbers readings from the unit's next on, each after the one before", async () => {
    const reading = "{ kind: produced, resident: B, energyKwh: 1";
    const report = await play(
      `${unit}  - { do: submitReports, as: C, with: { unit: U1, readings: [${reading} }, ${reading} }] }, gives: { accepted: 2, stopped: false } }
  - { do: submitReports, as: C, with: { unit: U1, readings: [${reading}, seq: 2 }, ${reading} }] }, gives: { accepted: 1, skipped: 1 } }
  - { do: submitReports, as: C, with: { unit: U1, readings: [${reading}, seq: 5 }, ${reading} }] }, gives: { accepted: 0, stopped: true } }
  - expect: { U1: { energyKwh: 13 } }
`,
    );
    expect(report.steps.at(-1)).to.deep.include({ outcome: "ok" });
  });

  it("gives each run contracts of its own", async () => {
    for (let i = 0; i < 2; i++) {
      expect(
        (
          await play(
            "  - { do: addVoter, as: A, with: { voter: B }, gives: { executed: true } }\n  - expect: { network: { voters: 2, ent: 0 } }\n",
          )
        ).passed,
      ).to.equal(true);
    }
  });
});
