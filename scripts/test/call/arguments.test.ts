import { expect } from "chai";
import { parseEnt } from "@powerchain/sdk";
import { readArguments, usage } from "../../src/call/arguments.ts";
import { commandMethods } from "../../src/call/commands.ts";
import { readMethods } from "../../src/call/reads.ts";
import { demoAccount } from "../../src/deploy/demoAccounts.ts";
import { CommandError } from "../../src/lib/errors.ts";
import { commandTable } from "../../src/scenario/table.ts";

async function failureOf(work: Promise<unknown>): Promise<CommandError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error("nothing failed");
}

describe("call", () => {
  it("offers every command of the scenarios by the same name", () => {
    const batches = ["submitReports"]; // one signed reading at a time here: submitReport
    for (const name of Object.keys(commandTable)) {
      if (!batches.includes(name)) expect(commandMethods, name).to.have.property(name);
    }
    expect(commandMethods).to.have.property("submitReport");
  });

  it("has no name for both a command and a read", () => {
    expect(Object.keys(readMethods).filter((name) => name in commandMethods)).to.deep.equal([]);
  });

  describe("readArguments", () => {
    const session = { unit: "account", ent: "ent" } as const;

    it("reads names and amounts in order", async () => {
      expect(await readArguments("startConsumptionSession", session, ["U1", "2.5"])).to.deep.equal({
        unit: demoAccount("U1").address,
        ent: parseEnt("2.5"),
      });
    });

    it("reads a parameter's value in that parameter's unit", async () => {
      const spec = { name: "parameter", value: "value" } as const;
      expect(await readArguments("setParameter", spec, ["C", "5 %"])).to.deep.equal({ name: "C", value: 50_000n });
      expect(await readArguments("setParameter", spec, ["H", "2h"])).to.deep.equal({ name: "H", value: 7_200n });
    });

    it("leaves out what may be left out", async () => {
      const spec = { unit: "account", "capacityWh?": "kwh" } as const;
      expect(await readArguments("x", spec, ["U1"])).to.deep.equal({ unit: demoAccount("U1").address });
      expect(await readArguments("x", spec, ["U1", "10"])).to.include({ capacityWh: 10_000n });
      expect(usage(spec)).to.equal("unit:ACCOUNT [capacity:KWH]");
    });

    it("says how many arguments there are, and how to write them", async () => {
      const error = await failureOf(readArguments("startConsumptionSession", session, ["U1"]));
      expect(error.message).to.equal("startConsumptionSession takes 2 arguments, and 1 were given.");
      expect(error.hint).to.match(/call startConsumptionSession unit:ACCOUNT ent:ENT$/);
    });

    it("says which argument is wrong, and why", async () => {
      const error = await failureOf(readArguments("x", session, ["U1", "1.0000000001"]));
      expect(error.message).to.match(/^ent: .*more decimals/);
      expect(error.hint).to.equal("Write at most 9 decimals.");
      expect((await failureOf(readArguments("x", { side: "side" }, ["hold"]))).message).to.match(/none of buy, sell/);
      expect((await failureOf(readArguments("x", { support: "flag" }, ["maybe"]))).message).to.match(
        /neither true nor false/,
      );
    });
  });
});
