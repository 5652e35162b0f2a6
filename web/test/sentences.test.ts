import {
  abis,
  bankCommands,
  contractNames,
  entCommands,
  eventsOf,
  gatewayCommands,
  governanceCommands,
  marketCommands,
  poolCommands,
  unpackProduction,
} from "@powerchain/sdk";
import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Abi } from "viem";
import { describe, expect, it } from "vitest";
import { told } from "../src/features/explorer/useTransactionText.ts";
import { messages as el } from "../src/shared/i18n/messages/el/index.ts";
import { messages as en } from "../src/shared/i18n/messages/en/index.ts";
import { messages as pt } from "../src/shared/i18n/messages/pt/index.ts";
import { valuesIn } from "./messageValues.ts";

const languages: Record<string, Record<string, string>> = { en, el, pt };
const commands = Object.keys({
  ...bankCommands,
  ...entCommands,
  ...gatewayCommands,
  ...governanceCommands,
  ...marketCommands,
  ...poolCommands,
});
const order = { side: 1, tick: 2_000, lots: "1500", orderType: 0, maxFills: "10", expiresAt: 0 };

/** Arguments of a command as the server sends them, by its ABI. */
function argsOf(command: string): Record<string, string> {
  const functions = contractNames.flatMap((name) => [...(abis[name] as Abi)]);
  const item = functions.find((one) => one.type === "function" && one.name === command);
  if (item?.type !== "function") throw new Error(`no contract has ${command}`);
  const samples: Record<string, string> = {
    tuple: JSON.stringify(order),
    bool: "true",
    address: `0x${"ab".repeat(20)}`,
    bytes32: `0x${"00".repeat(32)}`,
  };
  const listed = command === "submitReports" ? [{ readings: [{}, {}] }, { readings: [{}] }] : [1, 2, 3];
  return Object.fromEntries(
    item.inputs.map(({ name, type }) => [
      name ?? "",
      type.endsWith("[]") ? JSON.stringify(listed) : (samples[type] ?? "7"),
    ]),
  );
}

describe("told", () => {
  it("takes an order's own values out, and counts lists", () => {
    expect(told({ id: "9", order_: JSON.stringify(order) })).toMatchObject({
      id: "9",
      side: "1",
      tick: "2000",
      lots: "1500",
    });
    expect(told({ ids: "[1,2,3]" })).toEqual({ count: 3 });
    expect(told({ units: '["0xa"]', consumers: '["0xb"]' })).toMatchObject({ count: 1 });
  });

  it("takes what somebody wrote as it is", () => {
    expect(told({ to: "0xa", amount: "7", paymentReference: "[first" })).toEqual({
      to: "0xa",
      amount: "7",
      paymentReference: "[first",
    });
  });

  it("counts a delivery's readings and units, also where the server tells no more than that", () => {
    expect(told(argsOf("submitReports"))).toEqual({ readings: 3, units: 2 });
    expect(told({ readings: "32", units: "1" })).toEqual({ readings: 32, units: 1 });
  });
});

describe("sentences of commands", () => {
  it.each(["en", "el", "pt"])("tell every command of the protocol in %s, each value where it belongs", (language) => {
    const i18n = setupI18n({ locale: language, messages: { [language]: languages[language] ?? {} } });
    i18n.setMessagesCompiler(compileMessage);
    for (const command of commands) {
      const id = `did.${command}`;
      expect(languages[language]?.[id], id).toBeTruthy();
      const values = command === "setParameter" ? { name: "H", value: "2 h" } : told(argsOf(command));
      const said = i18n._(id, { me: "Ann", ...values });
      expect(said, id).not.toMatch(/[{}]|undefined|null|\s[.:,]|\s\s/);
      expect(said.startsWith("Ann") || command === "permit", said).toBe(true);
    }
  });
});

describe("sentences of events", () => {
  const told = ["energyPool", "market", "bank", "governance"] as const;

  it("there is one for every event that is not a token's", () => {
    for (const { name } of told.flatMap((contract) => eventsOf(contract))) expect(en).toHaveProperty([`event.${name}`]);
  });

  it.each([...told, "energyToken", "euroToken"] as const)("name nothing that %s does not say", (contract) => {
    for (const { name, inputs } of eventsOf(contract)) {
      const words = inputs.flatMap((input) =>
        input.name === "production" ? Object.keys(unpackProduction(0n)) : [input.name ?? ""],
      );
      const ids = name === "Transfer" ? ["event.Transfer", "event.made", "event.destroyed"] : [`event.${name}`];
      const messages = ids.flatMap((id) => (id in en ? [en[id as keyof typeof en]] : []));
      for (const message of messages) expect(words, message).toEqual(expect.arrayContaining(valuesIn(message)));
    }
  });
});
