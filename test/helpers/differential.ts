import { type Log } from "ethers";
import { Refused, type Address } from "../model/common.ts";
import { CommunityModel, type Act } from "../model/community.ts";
import { REJECTIONS, STOPS, type BatchResult } from "../model/pool.ts";
import { deployCommunity } from "./community.ts";
import { Comparison } from "./compare.ts";
import { Dice } from "./dice.ts";
import { Driver, type Outcome } from "./driver.ts";
import { RandomActs, type Cast } from "./random.ts";

/** What a stream has shown: how often each command went through, and each refusal. */
export interface Tally {
  done: Map<string, number>;
  refused: Map<string, number>;
  /** How many commands left the network in which state. */
  states: Map<"deficit" | "surplus" | "equilibrium", number>;
}

interface Opening {
  now: bigint;
  driver: Driver;
  model: CommunityModel;
  cast: Cast;
}

const DEEP_EVERY = 200;
/** The contracts' own name for what is available being too little. */
const INSUFFICIENT = ["LedgerInsufficientEnt", "LedgerInsufficientEur"];

export function newTally(): Tally {
  return { done: new Map(), refused: new Map(), states: new Map() };
}

function count<K>(counts: Map<K, number>, what: K): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Runs a random stream on contracts and model at once, comparing after every command. */
export async function runDifferential(seed: number, commands: number, tally: Tally = newTally()): Promise<Tally> {
  const { driver, model, cast, now: start } = await open();
  const acts = new RandomActs(new Dice(seed), model, cast);
  const accounts = [...cast.residents, ...cast.units, cast.outsider];
  const comparison = new Comparison(driver, model, accounts, cast.units);
  const history: string[] = [];
  let now = start;
  for (let index = 1; index <= commands; index++) {
    const { time, act } = acts.next(now);
    now = time;
    history.push(`${now} ${describeAct(act)}`);
    try {
      const outcome = await step(driver, model, now, act, tally);
      history.push(`   → ${outcome.error ?? "done"}`);
      await comparison.check(now, index % DEEP_EVERY === 0 || index === commands);
      const imbalance = model.pool.imbalance();
      count(tally.states, imbalance > 0n ? "deficit" : imbalance < 0n ? "surplus" : "equilibrium");
    } catch (error) {
      const story = history.slice(-20).join("\n");
      throw new Error(`seed ${seed}, command ${index}: ${String(error)}\n${story}`, { cause: error });
    }
  }
  return tally;
}

async function open(): Promise<Opening> {
  const deployment = await deployCommunity();
  const driver = await Driver.on(deployment);
  const who = deployment.wallets.map(({ address }) => address.toLowerCase());
  const cast: Cast = { residents: who.slice(0, 6), units: who.slice(6, 10), outsider: who[10]! };
  const model = new CommunityModel(deployment.deployedAt, who[0]!);
  const latest = await deployment.ethers.provider.getBlock("latest");
  return { now: BigInt(latest!.timestamp) + 1n, driver, model, cast };
}

/** Does one command on both sides; both must do it, or refuse it for a reason that the model knows. */
async function step(driver: Driver, model: CommunityModel, now: bigint, act: Act, tally: Tally): Promise<Outcome> {
  let refusal: Refused | null = null;
  let results: BatchResult[] = [];
  try {
    results = model.run(now, act);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refusal = error;
  }
  const outcome = await driver.run(now, act);
  const expected = refusal ? refusal.names.flatMap((name) => (name === "insufficient" ? INSUFFICIENT : [name])) : null;
  if (expected === null && outcome.error !== null) throw new Error(`refused by the chain alone: ${outcome.detail}`);
  if (expected !== null && !expected.includes(outcome.error ?? "done")) {
    throw new Error(`the model expects ${expected.join(" or ")}, the chain says ${outcome.detail || "done"}`);
  }
  if (outcome.error === null) count(tally.done, act.do === "command" ? act.command.kind : act.do);
  else count(tally.refused, outcome.error);
  if (act.do === "submitReports" && outcome.error === null) {
    sameOutcomes(
      driver,
      act.batches.map(({ unit }) => unit),
      results,
      outcome.logs,
      tally,
    );
  }
  return outcome;
}

interface Fault {
  unit: string;
  sequence: bigint;
  reason: string;
}

/** Rejections and stops come as events only. */
function sameOutcomes(
  driver: Driver,
  units: Address[],
  results: BatchResult[],
  logs: readonly Log[],
  tally: Tally,
): void {
  const found = logs.flatMap((log) => faultOf(driver, log));
  results.forEach((result, index) => {
    const expected = [
      ...result.rejected.map(({ sequence, reasons }) => ({ sequence, reasons: reasons })),
      ...(result.stop ? [{ sequence: result.stop.sequence, reasons: result.stop.reasons as string[] }] : []),
    ];
    for (const { sequence, reasons } of expected) {
      const fault = found.shift();
      const name = reasons.join(" or ");
      if (!fault) throw new Error(`no event for ${name} of ${units[index]}`);
      const same = fault.unit === units[index] && (sequence === null || fault.sequence === sequence);
      if (!same || !reasons.includes(fault.reason)) {
        throw new Error(
          `expected ${name} at ${sequence} of ${units[index]}, found ${fault.reason} at ${fault.sequence}`,
        );
      }
      count(tally.refused, fault.reason);
    }
  });
  if (found.length > 0) throw new Error(`an unexpected ${found[0]!.reason} at ${found[0]!.sequence}`);
}

function faultOf(driver: Driver, log: Log): Fault[] {
  const parsed = driver.deployment.abi.parseLog(log);
  if (parsed?.name !== "ReadingRejected" && parsed?.name !== "BatchStopped") return [];
  const names: readonly string[] = parsed.name === "ReadingRejected" ? REJECTIONS : STOPS;
  const { unit, sequence, reason } = parsed.args;
  return [{ unit: String(unit).toLowerCase(), sequence, reason: names[Number(reason)]! }];
}

export function describeAct(act: Act): string {
  return JSON.stringify(act, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}
