import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RoundReading, type UnitKey, writeKeystore } from "@powerchain/smart-meter";
import type { MeterSide } from "../community/types.ts";
import { demoKey } from "../deploy/demoAccounts.ts";
import type { Cast } from "../fleet/cast.ts";
import { bookKey } from "../meter/check/story.ts";
import type { Line } from "./patient.ts";

export interface MeterSetting {
  folder: string;
  rpcUrl: string;
  port: number;
  /** Length of an interval, seconds. */
  intervalS: number;
  cast: Cast;
}

const PASSWORD = "soak";
const SENDER = "soak meter";
/** No reading is too much: a quarter-hour of the data is squeezed into seconds. */
const ANY_POWER_W = 1_000_000_000;

/** Writes a meter service's folder: one for all units, with a channel for every home and unit; readings are pushed into it. */
export async function writeMeter(setting: MeterSetting): Promise<{ config: string; token: string }> {
  const { folder, cast } = setting;
  mkdirSync(folder, { recursive: true });
  const token = randomBytes(24).toString("hex");
  writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(cast.manifest));
  writeFileSync(path.join(folder, "password"), PASSWORD);
  writeFileSync(path.join(folder, "token"), token, { mode: 0o600 });
  const keep = async (name: string, key: string): Promise<void> =>
    await writeKeystore(path.join(folder, name), Buffer.from(key.slice(2), "hex"), PASSWORD, { light: true });
  await keep("sender.json", demoKey(SENDER));
  for (const u of cast.units.keys()) await keep(`unit${u}.json`, demoKey(`unit${u + 1}`));
  const config = path.join(folder, "meter.yaml");
  writeFileSync(config, configOf(setting));
  return { config, token };
}

function configOf({ rpcUrl, port, intervalS, cast: { units, homes } }: MeterSetting): string {
  const channels = units.flatMap(({ address }, u) => [
    `  - { id: a-${u}, unit: "${address}", kind: actual }`,
    ...homes.flatMap((home, h) =>
      (["produced", "consumed"] as const).map(
        (kind) =>
          `  - { id: ${channelOf(kind, h, u)}, unit: "${address}", kind: ${kind}, resident: "${home.address}", maxPowerW: ${ANY_POWER_W} }`,
      ),
    ),
  ]);
  return [
    `chain: { rpc: "${rpcUrl}", manifest: manifest.json }`,
    "passwordFile: password",
    "pushTokenFile: token",
    "sender: sender.json",
    "units:",
    ...units.map((_, u) => `  - { key: unit${u}.json }`),
    `listen: { port: ${port} }`,
    `intervalSeconds: ${intervalS}`,
    "graceSeconds: 0",
    "channels:",
    ...channels,
    "sources:",
    "  - { type: push, name: homes }",
    "",
  ].join("\n");
}

const channelOf = (kind: RoundReading["kind"], home: number, unit: number): string => `${kind}-${home}-${unit}`;

const AGAIN_MS = 1_000;
const ANSWER_MS = 10_000;

/**
 * The homes' side of the meter service: pushes what a round brought, again until it is taken (what was taken before is turned
 * away as late), and waits until the chain has booked it. Keeps the plain account of what was read.
 */
export class PushedMeters implements MeterSide {
  /** By unit, resident and kind: Wh. */
  readonly read = new Map<string, bigint>();
  readings = 0;
  /** Times that the service did not take it at once. */
  pushedAgain = 0;
  readonly #setting: MeterSetting;
  readonly #token: string;
  readonly #line: Line;

  constructor(setting: MeterSetting, token: string, line: Line) {
    this.#setting = setting;
    this.#token = token;
    this.#line = line;
  }

  async report(readings: readonly RoundReading[], actualWh: readonly bigint[], ends: readonly number[]): Promise<[]> {
    const at = (step: number): number => ends[step] as number;
    const end = at(ends.length - 1);
    const values = readings.map(({ kind, home, unit, wh, step }) => ({
      channel: channelOf(kind, home, unit),
      at: at(step),
      wh: String(wh),
    }));
    const levels = actualWh.map((wh, u) => ({ channel: `a-${u}`, at: end, levelKwh: kwh(wh) }));
    this.#count(readings, levels.length);
    await this.#push([...values, ...levels]);
    await this.#booked(end);
    return [];
  }

  #count(readings: readonly RoundReading[], levels: number): void {
    const { homes, units } = this.#setting.cast;
    for (const { kind, home, unit, wh } of readings) {
      const key = bookKey((units[unit] as UnitKey).address, homes[home]?.address ?? "", kind);
      this.read.set(key, (this.read.get(key) ?? 0n) + wh);
    }
    this.readings += readings.length + levels;
  }

  async #push(body: object[]): Promise<void> {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.#setting.port}/push/homes`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#token}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS),
      }).catch(() => undefined);
      if (answer?.ok === true) return;
      // The service is away, or about to stop; anything else is a fault of ours.
      if (answer !== undefined && answer.status < 500 && !(await answer.text()).includes("stopping"))
        throw new Error(`the meter refused the readings with status ${answer.status}`);
      if (this.#line.closed === true) throw new Error("the meter service is away, and nobody waits any more");
      this.pushedAgain++;
      await sleep(AGAIN_MS);
    }
  }

  /** Each unit's actual energy is the last reading of a round. */
  async #booked(end: number): Promise<void> {
    const { chain, units } = this.#setting.cast;
    for (const { address } of units)
      while (Number((await chain.lens.storageUnit(address)).lastIntervalEnd) < end) await sleep(AGAIN_MS);
  }
}

/** Wh as kWh with three places. */
const kwh = (wh: bigint): string => `${wh / 1000n}.${(wh % 1000n).toString().padStart(3, "0")}`;
