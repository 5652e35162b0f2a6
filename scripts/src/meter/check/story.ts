import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Manifest } from "@powerchain/sdk";
import { type UnitKey, type random, writeKeystore } from "@powerchain/smart-meter";
import type { Address, Hex } from "viem";
import { demoKey } from "../../deploy/demoAccounts.ts";

type Dice = ReturnType<typeof random>;

/** What one run's meter is given to read, and what the chain's books must say in the end. */
export interface Story {
  config: string;
  /** By unit, resident and kind: Wh. */
  expected: Map<string, bigint>;
  readings: number;
}

export const bookKey = (unit: string, resident: string, kind: string): string =>
  `${unit} ${resident} ${kind}`.toLowerCase();

export interface StorySetting {
  folder: string;
  manifest: Manifest;
  rpcUrl: string;
  units: UnitKey[];
  residents: Address[];
  /** The sender's demo name: a new one a run. */
  sender: string;
  port: number;
  /** Interval ends begin after this, Unix seconds. */
  start: number;
  intervals: number;
}

const PASSWORD = "check";

/** Writes a meter's folder with readings drawn by lot: each unit has a channel in and a channel out for a resident. */
export async function writeStory(setting: StorySetting, dice: Dice): Promise<Story> {
  const { folder, units, residents, intervals, start } = setting;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(setting.manifest));
  writeFileSync(path.join(folder, "password"), PASSWORD);
  await keep(folder, "sender", demoKey(setting.sender));
  const expected = new Map<string, bigint>();
  const channels: string[] = [];
  const rows: string[] = ["time,channel,wh"];
  for (const [u, { address }] of units.entries()) {
    await keep(folder, `unit${u}`, demoKey(`unit${u + 1}`));
    const resident = residents[u % residents.length] as Address;
    for (const kind of ["produced", "consumed"] as const) {
      channels.push(
        `  - { id: ${kind}-${u}, unit: "${address}", kind: ${kind}, resident: "${resident}", maxPowerW: 100000 }`,
      );
      expected.set(bookKey(address, resident, kind), 0n);
    }
  }
  for (let i = 1; i <= intervals; i++) {
    for (const [u, { address }] of units.entries()) {
      const resident = residents[u % residents.length] as Address;
      for (const [kind, most] of [
        ["produced", 3000],
        ["consumed", 900],
      ] as const) {
        const wh = dice.whole(0, most);
        rows.push(`${start + i * 900},${kind}-${u},${wh}`);
        const key = bookKey(address, resident, kind);
        expected.set(key, (expected.get(key) ?? 0n) + BigInt(wh));
      }
    }
  }
  writeFileSync(path.join(folder, "readings.csv"), rows.join("\n"));
  const config = path.join(folder, "meter.yaml");
  writeFileSync(config, configOf(setting, channels));
  return { config, expected, readings: rows.length - 1 };
}

async function keep(folder: string, name: string, key: Hex): Promise<void> {
  const secret = Buffer.from(key.slice(2), "hex");
  await writeKeystore(path.join(folder, `${name}.json`), secret, PASSWORD, { light: true });
}

function configOf({ rpcUrl, units, port }: StorySetting, channels: string[]): string {
  return [
    `chain: { rpc: "${rpcUrl}", manifest: manifest.json, confirmations: 4 }`,
    "passwordFile: password",
    "sender: sender.json",
    "units:",
    ...units.map((_, u) => `  - { key: unit${u}.json }`),
    `listen: { port: ${port} }`,
    "channels:",
    ...channels,
    "sources:",
    "  - { type: csv, name: files, files: [{ path: readings.csv, format: plain }] }",
    "",
  ].join("\n");
}
