import {
  abis,
  bankCommands,
  type contractNames,
  entCommands,
  gatewayCommands,
  governanceCommands,
  marketCommands,
  parameterNames,
  poolCommands,
} from "@powerchain/sdk";
import { expect } from "chai";
import type { Abi, AbiFunction, AbiParameter } from "viem";
import { commandText } from "../src/words/command.ts";

const ANN = `0x${"a1".repeat(20)}`;
const BEN = `0x${"b2".repeat(20)}`;
const who = (address: string): string => (address === ANN ? "Ann" : address === BEN ? "Ben" : `stranger ${address}`);

/** A value of an ABI type as viem decodes it. */
function sample({ type, ...rest }: AbiParameter): unknown {
  if (type.endsWith("[]"))
    return [sample({ ...rest, type: type.slice(0, -2) }), sample({ ...rest, type: type.slice(0, -2) })];
  if ("components" in rest) return Object.fromEntries(rest.components.map((one) => [one.name, sample(one)]));
  if (type === "address") return BEN;
  if (type === "bool") return true;
  const bits = Number(/^uint(\d+)$/.exec(type)?.[1] ?? Number.NaN);
  return Number.isNaN(bits) ? "0x00" : bits <= 48 ? 1 : 1n;
}

/** What a command says, with arguments that its ABI names. */
function said(contract: (typeof contractNames)[number], command: string): string | undefined {
  const item = (abis[contract] as Abi).find(
    (one): one is AbiFunction => one.type === "function" && one.name === command,
  );
  const args = Object.fromEntries((item?.inputs ?? []).map((input) => [input.name, sample(input)]));
  return commandText(contract, command, args, ANN, who);
}

describe("commandText", () => {
  const commands = {
    bank: bankCommands,
    energyToken: entCommands,
    euroToken: entCommands,
    meterGateway: gatewayCommands,
    governance: governanceCommands,
    market: marketCommands,
    energyPool: poolCommands,
  } as const;

  for (const [contract, group] of Object.entries(commands)) {
    for (const command of Object.keys(group)) {
      it(`tells ${contract}.${command} with all that it names`, () => {
        const text = said(contract as keyof typeof commands, command);
        expect(text).to.match(/^(Ann|Ben) .+\.$/);
        expect(text).to.not.match(/undefined|NaN|null|object|stranger/);
      });
    }
  }

  it("names the ballot that is voted on, and what an order is replaced by", () => {
    expect(said("governance", "vote")).to.equal("Ann votes for ballot 1.");
    expect(said("governance", "executeBallot")).to.equal("Ann carries out ballot 1.");
    expect(said("market", "replaceOrder")).to.equal("Ann replaces order 1: sell 0.001 kWh at 0.0001 EUR/ENT.");
  });

  it("counts as one speaks", () => {
    const removed = (...ids: bigint[]) => commandText("market", "removeOrders", { ids }, ANN, who);
    expect(removed(1n)).to.equal("Ann takes back 1 order.");
    expect(removed(1n, 2n)).to.equal("Ann takes back 2 orders.");
    const batches = [{ readings: [{}] }, { readings: [{}] }];
    expect(commandText("meterGateway", "submitReports", { batches }, ANN, who)).to.equal(
      "Ann delivers 2 signed readings of 2 storage units.",
    );
  });

  it("has no sentence for arguments that mean nothing, which anyone may send", () => {
    const none = (contract: string, command: string, args: object) =>
      commandText(contract, command, args as Record<string, unknown>, ANN, who);
    expect(none("governance", "setParameter", { name: 99, value: 1n })).to.equal(undefined);
    expect(none("market", "addOrder", { side: 7, tick: 1, lots: 1n })).to.equal(undefined);
    expect(none("market", "replaceOrder", { id: 1n })).to.equal(undefined);
  });

  it("takes the largest values that there are", () => {
    const most = 2n ** 256n - 1n;
    for (let name = 0; name < parameterNames.length; name++) {
      const text = commandText("governance", "setParameter", { name, value: most }, ANN, who);
      expect(text ?? "Ann.")
        .to.match(/^Ann.*\.$/)
        .and.not.match(/undefined|NaN|Infinity/);
    }
  });

  it("leaves what is none of the protocol's commands to others", () => {
    expect(said("ledger", "lockEnt")).to.equal(undefined);
  });
});
