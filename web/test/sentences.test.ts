import {
  abis,
  bankCommands,
  contractNames,
  entCommands,
  gatewayCommands,
  governanceCommands,
  marketCommands,
  poolCommands,
} from "@powerchain/sdk";
import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Abi } from "viem";
import { describe, expect, it } from "vitest";
import { told } from "../src/features/explorer/useTransactionText.ts";
import { messages as el } from "../src/shared/i18n/messages/el/index.ts";
import { messages as en } from "../src/shared/i18n/messages/en/index.ts";
import { messages as pt } from "../src/shared/i18n/messages/pt/index.ts";

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
    expect(told({ units: '["0xa"]', consumers: '["0xb"]' })).toEqual({ count: 1 });
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
