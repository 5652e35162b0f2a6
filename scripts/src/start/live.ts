import { setTimeout as sleep } from "node:timers/promises";
import { parsePrice } from "@powerchain/sdk";
import { INTERVAL } from "@powerchain/smart-meter";
import type { EmbeddedChain } from "../chain/embedded.ts";
import { playCommunity } from "../community/play.ts";
import { type Play, ROUND_STEPS } from "../community/types.ts";
import { type Cast, foundCast } from "../fleet/cast.ts";
import { EMBEDDED, type Target } from "../deploy/target.ts";
import { custom } from "viem";
import { describeError } from "../lib/errors.ts";
import { demoHomes, slicesOf, type Timeline } from "./homes.ts";
import { lifeClock } from "./lifeClock.ts";
import { homeCount, ownerOf, unitCount } from "./people.ts";

const BLOCK_SECONDS = 1;
/** A battery, and what its unit declares on chain: a little more, for the books run ahead of losses. */
const BATTERY = { capacityWh: 60_000n, powerW: 40_000n, roundTrip: 0.9, monthlyLoss: 0 };
const DECLARED = { capacityWh: 70_000n, powerW: 80_000n };
/** What the retailer asks and the grid's operator pays, EUR/kWh. */
export const PRICES = { retailTicks: parsePrice("0.31"), feedInTicks: parsePrice("0.08") };
/** How long the homes may take to finish what they are at when the program ends, ms. */
const FINISH_MS = 3_000;

/** Deploys a community of homes on an embedded chain. */
export async function foundHomes(chain: EmbeddedChain): Promise<Cast> {
  const target: Target = {
    name: EMBEDDED,
    transport: custom(chain.provider as never, { retryCount: 0 }),
    pollingInterval: 50,
    simulateAt: "pending",
    embedded: chain,
    rpcUrl: chain.rpcUrl,
    close: () => chain.close(),
  };
  return await foundCast(target, {
    homes: homeCount,
    units: Array.from({ length: unitCount }, (_, u) => ({ owner: ownerOf(u), ...DECLARED })),
    sessionSeconds: BigInt(ROUND_STEPS * INTERVAL),
  });
}

export interface Life {
  /** Why it ended by itself, as a sentence; undefined when it was stopped. */
  ended: Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Lets the homes live through the timeline's past, which it awaits, and then on as time goes. */
export async function live(
  chain: EmbeddedChain,
  cast: Cast,
  timeline: Timeline,
  seed: number,
  say: (text: string) => void,
): Promise<Life> {
  const abort = new AbortController();
  const days = (timeline.pastSteps * INTERVAL) / 86_400;
  const pastRounds = timeline.pastSteps / ROUND_STEPS;
  let playing: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    const goLive = async (): Promise<void> => {
      await chain.makeBlocksEvery(BLOCK_SECONDS);
      resolve();
    };
    const clock = lifeClock({ chain, timeline, signal: abort.signal, goLive });
    const play: Play = {
      cast,
      series: demoHomes(seed, homeCount, timeline),
      start: timeline.start,
      rounds: (timeline.pastSteps + timeline.liveSteps) / ROUND_STEPS,
      clock,
      prices: PRICES,
      battery: BATTERY,
      declaredWh: DECLARED.capacityWh,
      seed,
      signal: abort.signal,
      needWeight: (step) => (step < timeline.pastSteps ? 1n : BigInt(slicesOf(timeline))),
      onRound: ({ index }) => {
        // A person at the panel may act for a home as well.
        cast.fleet.recount();
        if ((index + 1) % 6 === 0 && index < pastRounds) say(`${((index + 1) / pastRounds) * days} of ${days} days`);
      },
    };
    playing = playCommunity(play);
    playing.catch(reject);
  });
  const ended = playing.then(
    () => (abort.signal.aborted ? undefined : "The homes' models are at their end."),
    // What fails because the chain is going away is no news.
    (error: unknown) => (abort.signal.aborted ? undefined : `The homes stopped: ${describeError(error).message}`),
  );
  return {
    ended,
    stop: async () => {
      abort.abort();
      await Promise.race([ended, sleep(FINISH_MS, undefined, { ref: false })]);
    },
  };
}
