import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FAIL_POINTS, openDatabase, random } from "@powerchain/smart-meter";
import { demoAccount } from "../../deploy/demoAccounts.ts";
import type { Cast } from "../../fleet/cast.ts";
import { nodeFlags } from "../../lib/memory.ts";
import { readBooks } from "./books.ts";
import type { Anvil } from "./anvil.ts";
import { FaultyRpc } from "./faultyRpc.ts";
import { type Story, writeStory } from "./story.ts";

/** What one run of the fault check came to. */
export interface FaultRun {
  run: number;
  /** Where the meter was killed, one after the other. */
  kills: string[];
  reorgs: number;
  readings: number;
  seconds: number;
  /** What differs, Wh; 0: the chain's books equal the source's readings. */
  difference: bigint;
  /** The meter ended by itself, with nothing waiting. */
  drained: boolean;
  /** Each difference in words. */
  details: string[];
  problem?: string;
}

export interface FaultSetting {
  anvil: Anvil;
  cast: Cast;
  seed: number;
  port: number;
  start: number;
  intervals: number;
}

const CLI = path.resolve(import.meta.dirname, "../../cli.ts");
/** Far beyond what a run takes: a busy machine must not be taken for a meter that is stuck. */
const DEADLINE_MS = 600_000;
const DEEPEST_REORG = 3;

/** A meter reads, is killed again and again while the chain and the way to it misbehave, and must have lost and doubled nothing. */
export async function faultRun(run: number, setting: FaultSetting): Promise<FaultRun> {
  const dice = random(setting.seed, "fault run", run);
  const folder = mkdtempSync(path.join(tmpdir(), "powerchain-check-meter-"));
  const rpc = await FaultyRpc.start(setting.anvil.url, dice);
  const begun = Date.now();
  const mining = keepMining(setting.anvil, dice);
  const result: FaultRun = {
    run,
    kills: [],
    reorgs: 0,
    readings: 0,
    seconds: 0,
    difference: 0n,
    drained: false,
    details: [],
  };
  try {
    const { cast, port, start, intervals } = setting;
    const residents = cast.homes.map(({ address }) => address);
    const sender = senderName(setting.seed, run);
    const place = {
      folder,
      manifest: cast.manifest,
      rpcUrl: rpc.url,
      units: cast.units,
      residents,
      sender,
      port,
      start,
      intervals,
    };
    const story = await writeStory(place, dice);
    result.readings = story.readings;
    rpc.faults = { drop: 0.05, dropAnswer: 0.05, duplicate: 0.05, delay: 0.1 };
    for (const kill of killsOf(run, dice)) result.kills.push(await killedMeter(story, kill));
    await finish(story, rpc);
    result.drained = true;
    result.reorgs = await mining.stop();
    Object.assign(result, await differenceOf(story, cast, outboxSays(folder)));
  } catch (error) {
    result.problem = (error as Error).message;
    result.reorgs = await mining.stop();
    result.details = await whyStuck(folder, setting, run).catch(() => []);
  } finally {
    await mining.stop();
    await rpc.close();
    rmSync(folder, { recursive: true, force: true });
  }
  result.seconds = (Date.now() - begun) / 1000;
  return result;
}

type Kill = { point: string; pass: number } | { afterMs: number };

/**
 * Each run is killed at one boundary (they take turns) and at a random moment. Boundaries of taking readings come first: a
 * meter that has read all its files does not come there again.
 */
function killsOf(run: number, dice: ReturnType<typeof random>): Kill[] {
  const point = FAIL_POINTS[run % FAIL_POINTS.length] as string;
  const kills: Kill[] = [{ point, pass: 1 }, { afterMs: dice.between(200, 4_000) }];
  return point.startsWith("ingest.") || dice.chance(0.5) ? kills : kills.reverse();
}

function startMeter({ config }: Story, failAt: string | undefined) {
  const env = {
    ...process.env,
    POWERCHAIN_LOG: "warn",
    NODE_COMPILE_CACHE: path.join(tmpdir(), "powerchain-compile-cache"),
    ...(failAt === undefined ? {} : { POWERCHAIN_FAIL_AT: failAt }),
  };
  // A folder of its own for the locks: a killed meter's must be free at once, and they must not meet other meters'.
  Object.assign(env, { XDG_STATE_HOME: path.dirname(config) });
  const flags = [...nodeFlags, CLI, "meter", "run", "--config", config, "--until-done"];
  const child = spawn(process.execPath, flags, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const ended = new Promise<{ code: number | null; signal: string | null; said: string }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal, said })),
  );
  return { child, ended };
}

/** A boundary that a meter did not come to within this was not reached: it may have had nothing left to do there. */
const PATIENCE_MS = 120_000;

/** Runs a meter until it is killed; says where. Random moments count from when it says that it is up. */
async function killedMeter(story: Story, kill: Kill): Promise<string> {
  const failAt = "point" in kill ? `${kill.point}:${kill.pass}` : undefined;
  const { child, ended } = startMeter(story, failAt);
  let timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  let timedOut = false;
  child.stderr.once("data", () => {
    clearTimeout(timer);
    const onTime = (): void => {
      timedOut = true;
      child.kill("SIGKILL");
    };
    timer = setTimeout(onTime, "point" in kill ? PATIENCE_MS : kill.afterMs);
  });
  const { code, signal, said } = await ended;
  clearTimeout(timer);
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`the meter ended with code ${code}: ${said.trim()}`);
  if ("afterMs" in kill) return `after ${Math.round(kill.afterMs)} ms`;
  return signal === "SIGKILL" && !timedOut ? `${kill.point}:${kill.pass}` : `${kill.point}:${kill.pass} (not reached)`;
}

/** The last start must read, send and settle what is left, and end by itself. */
async function finish(story: Story, rpc: FaultyRpc): Promise<void> {
  const { child, ended } = startMeter(story, undefined);
  const calm = setTimeout(() => (rpc.faults = undefined), DEADLINE_MS / 6);
  const late = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  const { code, signal, said } = await ended;
  clearTimeout(calm);
  clearTimeout(late);
  if (code === 0) return;
  const how = signal === null ? `ended with code ${code}` : `did not end within ${DEADLINE_MS / 1000} s`;
  throw new Error(`the meter ${how}; its last words: ${said.trim().split("\n").slice(-6).join("\n")}`);
}

/** What the outbox says of readings that were not booked, and of samples that were not taken. */
function outboxSays(folder: string): { waiting: number; details: string[] } {
  const db = openDatabase(path.join(folder, "data", "outbox.db"), { readOnly: true });
  try {
    const { n: waiting } = db.prepare("SELECT COUNT(*) AS n FROM reading WHERE tx IS NULL").get() as { n: number };
    const groups = db
      .prepare(
        `SELECT outcome AS what, COUNT(*) AS n, '' AS text FROM reading WHERE outcome IS NOT NULL GROUP BY outcome
        UNION ALL SELECT kind, COUNT(*), MIN(text) FROM notice GROUP BY kind`,
      )
      .all() as { what: string; n: number; text: string }[];
    const txs = db.prepare("SELECT nonce, state, COUNT(*) AS n FROM tx GROUP BY nonce, state ORDER BY nonce").all() as {
      nonce: number;
      state: string;
    }[];
    const open = txs.filter(({ state }) => state === "open").map(({ nonce }) => nonce);
    const details = groups.map(({ what, n, text }) => `${n} × ${what} ${text}`.trim());
    if (open.length > 0) details.push(`transactions with nonces ${open.join(", ")} are open`);
    return { waiting, details: waiting > 0 ? [`${waiting} readings wait`, ...details] : details };
  } finally {
    db.close();
  }
}

/** What a meter that did not end was waiting for. */
async function whyStuck(folder: string, { cast, seed }: FaultSetting, run: number): Promise<string[]> {
  const { address } = demoAccount(senderName(seed, run));
  const nonce = await cast.chain.publicClient.getTransactionCount({ address });
  return [...outboxSays(folder).details, `the chain's next nonce is ${nonce}`];
}

const senderName = (seed: number, run: number): string => `check sender ${seed} ${run}`;

/** Blocks come a few a second, and now and then the last ones are undone, with the transactions in them. */
function keepMining(anvil: Anvil, dice: ReturnType<typeof random>) {
  let [going, reorgs] = [true, 0];
  const loop = (async () => {
    while (going) {
      await sleep(200);
      await anvil.request("evm_mine").catch(() => undefined);
      if (!dice.chance(0.08)) continue;
      const depth = dice.whole(1, DEEPEST_REORG);
      await anvil.request("anvil_reorg", depth, []).then(
        () => reorgs++,
        () => undefined,
      );
    }
  })();
  return {
    stop: async () => {
      going = false;
      await loop;
      return reorgs;
    },
  };
}

async function differenceOf({ expected }: Story, cast: Cast, { waiting, details }: ReturnType<typeof outboxSays>) {
  const found = await readBooks(cast);
  let difference = BigInt(waiting);
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [a, b] = [expected.get(key) ?? 0n, found.get(key) ?? 0n];
    if (a !== b) details.push(`${key}: ${a} Wh read, ${b} Wh booked`);
    difference += a > b ? a - b : b - a;
  }
  return { difference, details };
}
