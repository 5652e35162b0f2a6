import { setTimeout as sleep } from "node:timers/promises";
import type { PublicClient } from "viem";
import type { EmbeddedChain } from "../chain/embedded.ts";
import type { WaitStep } from "./model.ts";

const DAY = 86_400n;

/** Time as a scenario knows it. */
export interface Clock {
  /** The time that the next command's block will have; on a live chain as far as that is known. */
  next(): Promise<bigint>;
  wait(step: WaitStep): Promise<void>;
}

/** Embedded: exact. Each block is one second after the last, and a wait mines one exactly that much later. */
export function embeddedClock(chain: EmbeddedChain): Clock {
  return {
    next: async () => (await chain.now()) + 1n,
    wait: async ({ wait }) => await chain.wait(secondsOf(wait, await chain.now())),
  };
}

/** Live: the chain's own time, waited for. */
export function liveClock(client: PublicClient, say: (text: string) => void): Clock {
  const now = async (): Promise<bigint> => (await client.getBlock({ blockTag: "latest" })).timestamp;
  return {
    next: now,
    wait: async ({ wait }) => {
      const started = await now();
      const end = started + secondsOf(wait, started);
      for (let time = started; time < end; time = await now()) {
        say(`waiting: ${end - time} s to go`);
        await sleep(Math.min(Number(end - time), 10) * 1000);
      }
    },
  };
}

function secondsOf(wait: WaitStep["wait"], now: bigint): bigint {
  if ("seconds" in wait) return wait.seconds;
  const today = now - (now % DAY) + wait.until;
  return (today > now ? today : today + DAY) - now;
}
