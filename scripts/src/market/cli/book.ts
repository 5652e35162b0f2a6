import { type BookLevel, type PowerChain, formatLots, formatPrice } from "@powerchain/sdk";
import pc from "picocolors";
import { withCommunity } from "../../call/connect.ts";
import { formatTable, writeJson } from "../../lib/output.ts";

export interface BookFlags {
  network: string;
  json?: string;
  live?: boolean;
  levels: number;
}

/** The best levels of both sides, best first. */
interface Depth {
  buys: BookLevel[];
  sells: BookLevel[];
}

const BAR = 24;

/** `market book` */
export async function runBook({ network, json, live, levels }: BookFlags): Promise<void> {
  await withCommunity({ network }, async ({ chain }) => {
    let shown = "";
    const show = async (): Promise<void> => {
      const depth = await readDepth(chain, levels);
      const text = depthText(depth);
      if (text === shown) return;
      shown = text;
      process.stdout.write(live === true && process.stdout.isTTY ? `\u001b[2J\u001b[H${text}\n` : `${text}\n`);
      if (json !== undefined) writeJson(json, { network, result: depth });
    };
    await show();
    if (live === true) await untilInterrupted(chain, show);
  });
}

async function readDepth(chain: PowerChain, levels: number): Promise<Depth> {
  const [buys, sells] = await Promise.all([chain.market.book("buy", levels), chain.market.book("sell", levels)]);
  return { buys, sells };
}

/** Shows it anew with each block, one after the other. */
async function untilInterrupted(chain: PowerChain, show: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let last = Promise.resolve();
    const stop = chain.publicClient.watchBlockNumber({
      poll: true,
      pollingInterval: 500,
      onBlockNumber: () => {
        last = last.then(show).catch((error: Error) => end(error));
      },
      onError: end,
    });
    const interrupted = (): void => void last.then(() => end());
    process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
    function end(error?: Error): void {
      stop();
      process.removeListener("SIGINT", interrupted).removeListener("SIGTERM", interrupted);
      if (error === undefined) resolve();
      else reject(error);
    }
  });
}

/** Sells above, buys below, the best ones next to each other; the bars add up from the best price on. */
export function depthText({ buys, sells }: Depth): string {
  if (buys.length === 0 && sells.length === 0) return "There is no open order.";
  const most = [buys, sells].map((levels) => total(levels, levels.length)).reduce((a, b) => (a > b ? a : b));
  const rows = (side: string, paint: (text: string) => string, levels: BookLevel[]): string[][] =>
    levels.map(({ priceTicks, lots }, i) => {
      const sum = total(levels, i + 1);
      const bar = "█".repeat(Math.max(1, Number((sum * BigInt(BAR)) / most)));
      return [paint(side), formatPrice(priceTicks), formatLots(lots), formatLots(sum), paint(bar)];
    });
  const right = (title: string) => ({ title, align: "right" as const });
  const columns = ["", right("EUR/ENT"), right("ENT"), right("all to here"), ""];
  return `${formatTable(columns, [...rows("sell", pc.red, sells).toReversed(), ...rows("buy", pc.green, buys)])}\n${spreadText(buys[0], sells[0])}`;
}

function spreadText(buy: BookLevel | undefined, sell: BookLevel | undefined): string {
  if (buy === undefined) return "Nobody buys.";
  if (sell === undefined) return "Nobody sells.";
  return `Between the best prices: ${formatPrice(sell.priceTicks - buy.priceTicks)} EUR/ENT`;
}

function total(levels: BookLevel[], count: number): bigint {
  return levels.slice(0, count).reduce((sum, { lots }) => sum + lots, 0n);
}
