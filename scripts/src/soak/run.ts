import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { random } from "@powerchain/smart-meter";
import { playCommunity } from "../community/play.ts";
import { INTERVALS_A_DAY } from "@powerchain/smart-meter";
import { type Played, ROUND_STEPS, type RoundRecord } from "../community/types.ts";
import { PRICES } from "../start/live.ts";
import { FaultyRpc } from "../meter/check/faultyRpc.ts";
import { seeded } from "../network/bench/run.ts";
import { loadAccounts } from "../network/bench/signing.ts";
import { ResidentClient } from "../network/faults/client.ts";
import { balancesOn } from "../network/faults/community.ts";
import { waitLevel } from "../network/faults/faults.ts";
import { ResidentLoad } from "../network/faults/load.ts";
import { initNetwork } from "../network/init.ts";
import { type Network, nodesOf } from "../network/model.ts";
import { until } from "../network/processes.ts";
import { describeNetwork } from "../network/resolve.ts";
import { startNetwork } from "../network/start.ts";
import { destroyNetwork } from "../network/stop.ts";
import { networkExists } from "../network/store.ts";
import { steadyClock } from "./clock.ts";
import { type Misfortune, goThroughFaults, weatherOf } from "./life.ts";
import { PushedMeters, writeMeter } from "./meterService.ts";
import { NORMAL_LINE, type Surroundings } from "./mishaps.ts";
import { Program } from "./programs.ts";
import { type Line, patientHttp } from "./patient.ts";
import { BATTERY, PATIENCE_MS, type Town, WALKERS, foundTown } from "./town.ts";

export interface SoakOptions {
  forMs: number;
  seed: number;
  basePort: number | undefined;
  /** Where logs, databases and the journal of faults are written; emptied first. */
  folder: string;
  /** Ends the living early; what was lived is reconciled all the same. */
  signal: AbortSignal;
  say: (text: string) => void;
}

/** A community that lives, and all its books. */
export interface Soak {
  options: SoakOptions;
  network: Network;
  town: Town;
  around: Surroundings;
  meters: PushedMeters;
  load: ResidentLoad;
  misfortune: Misfortune;
  files: { outbox: string; index: string };
  api: string;
}

/** How long it lived, and what its homes did. */
export interface Lived {
  seconds: number;
  played: Played;
  rounds: number;
  trades: number;
  /** Transfers that were not settled in the end. */
  unsettled: number;
  level: boolean;
  /** The meter service has delivered everything, and the index has read everything. */
  drained: boolean;
}

export const NAME = "soak";
const VALIDATORS = 3;
const BLOCK_S = 2;
const STEP_S = 3;
const TRANSFERS_PER_SECOND = 1;
const SAY_MS = 30_000;
const SETTLE_MS = 300_000;
const LATER_MS = 3_000;

/** Makes the network and everything on it, runs `use` on it, and removes the network again; what was written stays. */
export async function withSoak<Value>(options: SoakOptions, use: (soak: Soak) => Promise<Value>): Promise<Value> {
  const { basePort, folder, say } = options;
  if (networkExists(NAME)) await destroyNetwork(NAME);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const opened: (() => Promise<void>)[] = [];
  try {
    say("making a network of three validators");
    await initNetwork({ name: NAME, validators: VALIDATORS, accountNodes: 1, blockTimeS: BLOCK_S, basePort });
    opened.push(() => destroyNetwork(NAME));
    const network = await startAll(say);
    return await use(await openSoak(options, network, opened));
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

/** Starts what does not run; a machine that is busy gets the time that it needs. */
async function startAll(say: (text: string) => void): Promise<Network> {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    try {
      return await startNetwork(NAME, { say, timeoutMs: SETTLE_MS });
    } catch (error) {
      if (Date.now() > end) throw error;
      say(`${(error as Error).message} Trying again`);
      await sleep(LATER_MS);
    }
  }
}

async function openSoak(options: SoakOptions, network: Network, opened: (() => Promise<void>)[]): Promise<Soak> {
  const { folder, seed, say } = options;
  const { rpcUrl, gatewayUrl, chainId, confirmations } = describeNetwork(network);
  const line: Line = { url: rpcUrl };
  opened.push(() => Promise.resolve(void (line.closed = true)));
  const walkers = loadAccounts("soak resident", WALKERS);
  say("founding a community");
  const town = await foundTown(network, patientHttp(line, PATIENCE_MS), walkers, seed);
  // From here on everybody comes in by the residents' door.
  line.url = gatewayUrl ?? rpcUrl;
  say("starting the meter service and the API");
  const meterLine = await FaultyRpc.start(rpcUrl, random(seed, "meter's line"));
  opened.push(() => meterLine.close());
  const { setting, config, token, meter, api } = await programsOf(options, network, town, meterLine.url);
  for (const program of [meter, api]) {
    opened.push(() => program.stop());
    await program.open();
  }
  const around: Surroundings = { network, meter, api, line: meterLine };
  await ready(around, SETTLE_MS);
  meterLine.faults = NORMAL_LINE;
  const addresses = walkers.map(({ address }) => address);
  const first = nodesOf(network, "validator")[0] as (typeof network.nodes)[number];
  const load = new ResidentLoad({
    client: new ResidentClient(line.url),
    accounts: walkers,
    addresses: town.cast.chain.addresses,
    chainId,
    confirmations,
    balances: await balancesOn(network, first, town.cast.chain.addresses, addresses),
    random: seeded(seed + 1),
    perSecond: TRANSFERS_PER_SECOND,
  });
  opened.push(() => Promise.resolve(load.abandon()));
  return {
    options,
    network,
    town,
    around,
    meters: new PushedMeters(setting, token, line),
    load,
    misfortune: { recoveries: [], mishaps: [] },
    files: { outbox: path.join(path.dirname(config), "data", "outbox.db"), index: path.join(folder, "index.db") },
    api: `http://127.0.0.1:${api.setting.port}/v1/${NAME}`,
  };
}

async function programsOf({ folder }: SoakOptions, network: Network, { cast }: Town, meterRpc: string) {
  const free = Math.max(...network.nodes.flatMap(({ ports }) => Object.values(ports))) + 1;
  const setting = {
    folder: path.join(folder, "meter"),
    rpcUrl: meterRpc,
    port: free,
    intervalS: STEP_S,
    cast,
  };
  const { config, token } = await writeMeter(setting);
  const program = (name: string, port: number, command: string[], env?: Record<string, string>): Program =>
    new Program({
      name,
      command,
      port,
      logFile: path.join(folder, `${name}.log`),
      pidFile: path.join(path.dirname(folder), `soak-${name}.pid`),
      ...(env === undefined ? {} : { env }),
    });
  const database = ["--database", path.join(folder, "index.db")];
  const served = ["--port", String(free + 1), "--time-zone", "UTC", "--title", "Soak"];
  return {
    setting,
    config,
    token,
    // A folder of its own for the locks of units: they must not meet those of real meters.
    meter: program("meter", free, ["meter", "run", "--config", config], { XDG_STATE_HOME: folder }),
    api: program("api", free + 1, ["api", "--network", NAME, ...database, ...served]),
  };
}

async function ready({ meter, api }: Surroundings, timeoutMs: number): Promise<void> {
  for (const program of [meter, api]) {
    if (await until(async () => ((await program.isReady()) ? true : undefined), timeoutMs, 500)) continue;
    throw new Error(`the ${program.setting.name} is not ready; its log is ${program.setting.logFile}`);
  }
}

/** Lets the community live while faults happen, then heals everything and waits until all has settled. */
export async function live(soak: Soak): Promise<Lived> {
  const { options, town, meters, load } = soak;
  const begun = Date.now();
  const stop = new AbortController();
  const over = AbortSignal.any([stop.signal, options.signal, AbortSignal.timeout(options.forMs)]);
  const done = { rounds: 0, trades: 0 };
  const onRound = ({ trades }: RoundRecord): void => {
    done.rounds++;
    done.trades += trades;
  };
  load.start();
  const playing = playCommunity({
    ...town,
    rounds: Infinity,
    clock: steadyClock(STEP_S),
    prices: PRICES,
    battery: BATTERY,
    declaredWh: 0n,
    seed: options.seed,
    meters,
    signal: over,
    onRound,
  });
  // Homes that can go on no more end everything.
  playing.catch(() => stop.abort());
  const telling = tell(soak, done, begun, over);
  try {
    await goThroughFaults(livingOf(soak, over), soak.misfortune);
  } finally {
    stop.abort();
    await telling;
  }
  options.say("the faults are over; waiting until all has settled");
  return { ...(await settle(soak, playing)), ...done, seconds: (Date.now() - begun) / 1000 };
}

function livingOf({ around, options: { forMs, seed, folder } }: Soak, signal: AbortSignal) {
  const journal = path.join(folder, "journal.ndjson");
  return {
    around,
    weather: weatherOf(forMs),
    random: { network: seeded(seed + 2), programs: seeded(seed + 3) },
    signal,
    note: (entry: object): void =>
      appendFileSync(journal, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`),
  };
}

async function tell(
  { options, meters, load, misfortune }: Soak,
  done: { rounds: number; trades: number },
  begun: number,
  over: AbortSignal,
): Promise<void> {
  const minutes = (ms: number): string => (ms / 60_000).toFixed(1);
  const line = (): string => {
    const faults = misfortune.recoveries.length + misfortune.mishaps.length;
    const days = ((done.rounds * ROUND_STEPS) / INTERVALS_A_DAY).toFixed(1);
    return `${minutes(Date.now() - begun)} of ${minutes(options.forMs)} minutes: ${days} days of homes, ${meters.readings} readings, ${done.trades} trades, ${load.settled} transfers, ${faults} faults`;
  };
  while (!over.aborted) {
    await sleep(SAY_MS, undefined, { signal: over }).catch(() => undefined);
    options.say(line());
  }
}

/** Nothing new happens; what is under way comes to its end. */
async function settle(soak: Soak, playing: Promise<Played>) {
  const { network, around, load, options } = soak;
  await startAll(options.say);
  const level = await waitLevel(network, SETTLE_MS);
  around.line.faults = undefined;
  const played = await playing;
  const unsettled = (await load.stop(SETTLE_MS)).length;
  const drained = (await until(async () => ((await isDrained(soak)) ? true : undefined), SETTLE_MS, 1_000)) ?? false;
  return { played, unsettled, level, drained };
}

/** The meter service waits for nothing, and the index has read the block that the chain is at now. */
async function isDrained({ around, town }: Soak): Promise<boolean> {
  const meter = await around.meter.figures<{ detail: { waiting: number; open: number } }>();
  if (meter === undefined || meter.detail.waiting + meter.detail.open > 0) return false;
  const head = Number(await town.cast.chain.publicClient.getBlockNumber());
  const isIn = async (): Promise<true | undefined> => {
    const api = await around.api.figures<{ communities: { block: number }[] }>();
    return (api?.communities[0]?.block ?? 0) >= head ? true : undefined;
  };
  return (await until(isIn, 30_000, 500)) ?? false;
}
