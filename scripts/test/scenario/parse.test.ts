import { expect } from "chai";
import { ScenarioFileError } from "../../src/scenario/document.ts";
import type { DoStep } from "../../src/scenario/model.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const head = "name: Test\nvoter: A\nactors: [A, B]\nunits: [U1]\nsteps:\n";

/** The scenario with these steps; its first step stands in line 6. */
function parse(steps: string) {
  return parseScenario(head + steps);
}

function faultOf(source: string): ScenarioFileError {
  try {
    parseScenario(source);
  } catch (error) {
    if (error instanceof ScenarioFileError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("parseScenario", () => {
  it("leaves numbers the text that stands in the file", () => {
    const [step] = parse("  - { do: transferEnt, as: A, with: { to: B, amount: 0.10000000000000000001 } }\n").steps as [
      DoStep,
    ];
    expect(step.with.get("amount")?.text).to.equal("0.10000000000000000001");
    expect(parse("  - { do: transferEnt, as: A, with: { to: B, amount: 1e400 } }\n").steps).to.have.length(1);
    expect(parse('  - { do: transferEnt, as: A, with: { to: B, amount: "7.35" } }\n').steps).to.have.length(1);
  });

  it("lists a command's arguments in the table's order, whatever the file's", () => {
    const [step] = parse("  - { do: registerStorageUnit, as: A, with: { powerKw: 5, owner: B, unit: U1 } }\n")
      .steps as [DoStep];
    expect([...step.with.keys()]).to.deep.equal(["unit", "owner", "powerKw"]);
  });

  it("reads waits as durations and times of day", () => {
    const waits = parse("  - wait: 2h 1s\n  - wait: 3d\n  - wait: until 00:00 UTC\n  - wait: until 13:30 UTC\n").steps;
    expect(waits.map((step) => (step.kind === "wait" ? step.wait : undefined))).to.deep.equal([
      { seconds: 7_201n },
      { seconds: 259_200n },
      { until: 0n },
      { until: 48_600n },
    ]);
  });

  it("reads YAML in all its forms, comments and anchors too", () => {
    const steps = `  # a comment
  - &vote
    do: addVoter
    as: A
    with:
      voter: B
    gives: { executed: True }
  - *vote
`;
    expect(parse(steps).steps.map(({ kind, line }) => [kind, line])).to.deep.equal([
      ["do", 8],
      ["do", 13],
    ]);
  });

  const faults: [string, string, number, RegExp][] = [
    ["an unknown command", "  - { do: addVoters, as: A, with: { voter: B } }\n", 6, /no command "addVoters"/],
    ["an unknown key of a step", "  - { do: addVoter, as: A, with: { voter: B }, give: {} }\n", 6, /no "give"/],
    [
      "an unknown argument",
      "  - do: addVoter\n    as: A\n    with:\n      voter: B\n      vote: 1\n",
      10,
      /addVoter has no "vote"/,
    ],
    ["a missing argument", "  - { do: addVoter, as: A }\n", 6, /addVoter has no "voter"/],
    ["an unknown outcome", "  - { do: addVoter, as: A, with: { voter: B }, gives: { minted: 1 } }\n", 6, /no "minted"/],
    [
      "an outcome that is no number",
      "  - { do: energyProduced, as: U1, with: { producer: B, energyKwh: 1 }, gives: { minted: some } }\n",
      6,
      /"some" is not a number/,
    ],
    [
      "an outcome that is neither true nor false",
      "  - { do: addVoter, as: A, with: { voter: B }, gives: { executed: 1 } }\n",
      6,
      /neither true nor false/,
    ],
    ["nobody who sends", "  - { do: addVoter, with: { voter: B } }\n", 6, /no "as"/],
    ["a stranger who sends", "  - { do: addVoter, as: Z, with: { voter: B } }\n", 6, /no actor or unit "Z"/],
    ["a stranger as argument", "  - { do: addVoter, as: A, with: { voter: Z } }\n", 6, /no actor or unit "Z"/],
    [
      "an expectation beside a command",
      "  - { do: addVoter, as: A, with: { voter: B }, expect: { banker: none } }\n",
      6,
      /no "do"/,
    ],
    ["a wait beside a command", "  - wait: 1s\n    do: addVoter\n", 7, /no "do"/],
    ["a wait that is none", "  - wait: soon\n", 6, /not a duration/],
    ["a time of day that there is not", "  - wait: until 24:00 UTC\n", 6, /not a duration/],
    ["a minute that there is not", "  - wait: until 23:60 UTC\n", 6, /not a duration/],
    ["a wait of no time", "  - wait: 0s\n", 6, /at least one second/],
    [
      "failing and giving",
      '  - { do: addVoter, as: A, with: { voter: B }, gives: { executed: true }, fails: "*" }\n',
      6,
      /fails gives nothing/,
    ],
    [
      "an unknown expectation",
      "  - expect:\n      network: { ent: 1 }\n      weather: { sun: 1 }\n",
      8,
      /"weather" cannot be expected/,
    ],
    ["an unknown figure", "  - expect:\n      network:\n        ent: 1\n        kwh: 1\n", 9, /network has no "kwh"/],
    ["a session of a stranger", "  - expect: { session U1 Z: { live: true } }\n", 6, /no actor or unit "Z"/],
    ["a ballot on nothing", "  - expect: { ballot dance A: { open: true } }\n", 6, /no ballot/],
    ["a ballot on a stranger", "  - expect: { ballot addVoter Z: { open: true } }\n", 6, /no actor or unit "Z"/],
    [
      "a ballot without its arguments",
      "  - expect: { ballot registerStorageUnit U1: { open: true } }\n",
      6,
      /no ballot/,
    ],
    ["a ballot with too many", "  - expect: { ballot addVoter A B: { open: true } }\n", 6, /no ballot/],
    [
      "a vote on a stranger",
      '  - { do: vote, as: A, with: { ballot: "removeVoter Z", support: true } }\n',
      6,
      /no actor or unit "Z"/,
    ],
    [
      "a ballot on an unknown parameter",
      '  - { do: executeBallot, as: A, with: { ballot: "setParameter X 1" } }\n',
      6,
      /"X" is not known/,
    ],
    ["an order without its label", "  - expect: { order s1: { open: true } }\n", 6, /label "s1"/],
    ["a label on something else", "  - { do: addVoter, as: A, with: { voter: B }, label: x }\n", 6, /makes no order/],
    ["a level of three", "  - expect: { book: { buy: [[1, 2, 3]] } }\n", 6, /a price and a quantity/],
    [
      "a reading of no kind",
      "  - { do: submitReports, as: A, with: { unit: U1, readings: [{ kind: burned, resident: B, energyKwh: 1 }] } }\n",
      6,
      /kind "burned"/,
    ],
    [
      "a reading for nobody",
      "  - { do: submitReports, as: A, with: { unit: U1, readings: [{ kind: produced, energyKwh: 1 }] } }\n",
      6,
      /lacks something/,
    ],
    ["a key that stands twice", "  - { do: addVoter, as: A, as: B, with: { voter: B } }\n", 6, /not YAML/],
    [
      "an unknown pricing side",
      "  - { do: addOrder, as: A, with: { side: hold, ent: 1, price: 1 } }\n",
      6,
      /"hold" is not known/,
    ],
    ["an unknown parameter", "  - { do: setParameter, as: A, with: { name: X, value: 1 } }\n", 6, /"X" is not known/],
    ["a step that does nothing", "  - { as: A }\n", 6, /does nothing/],
  ];
  for (const [what, steps, line, message] of faults) {
    it(`refuses ${what}, with its line`, () => {
      const fault = faultOf(head + steps);
      expect(fault.message).to.match(message);
      expect(fault.line).to.equal(line);
    });
  }

  it("refuses files that are no scenarios", () => {
    expect(faultOf("- 1\n").message).to.match(/must be a map/);
    expect(faultOf("name: x\n").message).to.match(/no "actors"/);
    expect(faultOf("name: [").message).to.match(/not YAML/);
    expect(faultOf("").message).to.match(/must be a map/);
    expect(faultOf("name: x\nvoter: Z\nactors: [A]\nsteps: []\n")).to.include({ line: 2 });
    expect(faultOf("name: x\nvoter: A\nactors: [A, A]\nsteps: []\n").message).to.match(/named twice/);
    expect(faultOf("name: x\nvoter: A\nactors: [A, none]\nsteps: []\n").message).to.match(/cannot be the name/);
  });
});
