import pc from "picocolors";
import { type EmbeddedChain, startEmbeddedChain } from "../chain/embedded.ts";
import { ensureCompiled } from "../deploy/compile.ts";
import { formatTable } from "../lib/output.ts";
import { withProgress } from "../lib/progress.ts";
import { runUntilSignal } from "../network/serviceShell.ts";
import { follow } from "./follow.ts";
import { foundDemo, propose } from "./found.ts";
import { timelineUntil } from "./homes.ts";
import { foundHomes, live } from "./live.ts";
import { Narrator } from "./narrator.ts";
import { ensurePanel } from "./panel.ts";
import { labelsOf, peopleToTry } from "./people.ts";
import { serveCommunity } from "./serve.ts";
import { Names } from "./words.ts";

export interface StartOptions {
  /** Where the panel and the API are served. */
  port: number;
  rpcPort: number;
  seed: number;
  /** Days that the homes have lived before one can look. */
  days: number;
}

type Close = () => Promise<void> | void;

/** Meters report every so many seconds, and residents act every eight times that. */
const SLICE_SECONDS = 3;
const LIVE_DAYS = 1;
/** Seconds of chain time before the past begins, in which the community is founded. */
const FOUNDING_SECONDS = 600;

/** `powerchain start`: a living community on a chain in this process, until Ctrl-C. Nothing is kept. */
export async function start(options: StartOptions): Promise<void> {
  const opened: Close[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    await open(options, opened);
    await runUntilSignal("start", async () => {
      print("\nStopping …");
      await closeAll();
    });
    print("Stopped. Nothing was kept.");
  } finally {
    await closeAll();
  }
}

/** Starts the parts one after the other; what must be closed at the end is noted at once. */
async function open({ port, rpcPort, seed, days }: StartOptions, opened: Close[]): Promise<void> {
  const timeline = timelineUntil({ now: new Date(), pastDays: days, liveDays: LIVE_DAYS, sliceSeconds: SLICE_SECONDS });
  const startsAt = new Date((timeline.start - FOUNDING_SECONDS) * 1000);
  const chain = await withProgress("Start the chain", () => startEmbeddedChain({ rpcPort, clock: "exact", startsAt }));
  opened.push(() => chain.close());
  await withProgress("Compile the contracts", ensureCompiled);
  const cast = await withProgress("Found the community", async () => {
    const founded = await foundHomes(chain);
    await foundDemo(founded.chain);
    return founded;
  });
  const life = await withProgress(`Let its homes live ${days} days`, (say) => live(chain, cast, timeline, seed, say));
  opened.push(() => life.stop());
  await propose(cast.chain);
  const panel = await withProgress("Get the panel ready", ensurePanel);
  const served = { chain, cast, panel, port };
  const api = await withProgress("Start the API", (say) => serveCommunity(served, say));
  opened.push(() => api.stop());
  introduce(chain, api.url);
  void life.ended.then((why) => why !== undefined && print(`${why} The chain stays up.`));
  const narrator = new Narrator(new Names(labelsOf(cast)));
  const following = await follow(cast.chain.publicClient, cast.chain.addresses, narrator, print);
  opened.push(() => following.stop());
}

const roles = { voter: "voter", banker: "banker", storageProvider: "storage provider", resident: "resident" } as const;

/** A line with a key needs so many columns. */
const WIDE = 136;

function introduce(chain: EmbeddedChain, url: string): void {
  const wide = !process.stdout.isTTY || process.stdout.columns >= WIDE;
  const rows = peopleToTry().map(({ name, role, account, privateKey }) => [
    name,
    roles[role],
    account.address,
    ...(wide ? [privateKey] : []),
  ]);
  const heads = ["name", "role", "address", ...(wide ? ["private key (everybody knows it: for trying only)"] : [])];
  print(`\n${formatTable(heads, rows)}`);
  if (!wide) print(`Their keys, for trying only: ${url}/config.json`);
  print(`\nJSON-RPC  ${chain.rpcUrl}   chain id ${chain.chainId}, gas costs nothing`);
  print(`API       ${url}/v1/docs`);
  print(`\nOpen ${pc.bold(pc.cyan(url))} in a browser. Ctrl-C ends it. What happens:\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
