import type { Browser, Page } from "playwright-core";
import { arrive, card } from "../e2e/browser.ts";
import { accountOf } from "../e2e/people.ts";
import type { World } from "../e2e/world.ts";

const PAIRS_PER_BLOCK = 24;
const INTERACTIONS = 40;
const LOTS = 100n;

export interface Interaction {
  paintMs: number;
  tradesPerSecond: number;
}

/** Somebody types into the ticket and picks from the ladder while others trade; the 98th percentile of all his interactions. */
export async function measureInteraction(browser: Browser, world: World, price: bigint): Promise<Interaction> {
  const { page, context } = await arrive(browser, world, "Ann");
  await page.getByRole("navigation").getByRole("link", { name: "Market", exact: true }).click();
  await card(page, "Offers").locator(".price").first().waitFor();
  await observe(page);
  const stop = new AbortController();
  const trading = trade(world, price, stop.signal);
  try {
    await interact(page);
  } finally {
    stop.abort();
  }
  const tradesPerSecond = await trading;
  const durations = await page.evaluate(() => (globalThis as unknown as { durations: number[] }).durations);
  await context.close();
  const sorted = durations.sort((a, b) => a - b);
  return { paintMs: Math.round(sorted[Math.floor(sorted.length * 0.98)] ?? 0), tradesPerSecond };
}

/** Keeps how long each interaction took to its next paint; those too quick for the browser to report count as the least. */
async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept = globalThis as unknown as { durations: number[] };
    kept.durations = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
        if ((entry.interactionId ?? 0) > 0) kept.durations.push(entry.duration);
      }
    }).observe({ type: "event", buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
}

async function interact(page: Page): Promise<void> {
  const amount = card(page, "Buy or sell").getByLabel("Energy", { exact: true });
  for (let i = 0; i < INTERACTIONS; i++) {
    await amount.click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(`0.${100 + i}`, { delay: 25 });
    const prices = card(page, "Offers").locator(".price");
    const many = await prices.count();
    // A level may go while the pointer is on its way: then the next one is picked.
    if (many > 0)
      await prices
        .nth(i % many)
        .click({ timeout: 1_000 })
        .catch(() => undefined);
  }
}

/** Sells and buys in pairs, signed here and sent together, as many as make 20 trades a second and more; tells how many were. */
async function trade(world: World, price: bigint, signal: AbortSignal): Promise<number> {
  const { embedded } = world;
  if (embedded === undefined) throw new Error("The interaction bench needs the chain in this process.");
  const traders = { Bob: world.as("Bob"), Dora: world.as("Dora") };
  const client = traders.Bob.publicClient;
  const nonceOf = (name: keyof typeof traders): Promise<number> =>
    client.getTransactionCount({ address: accountOf(name).address, blockTag: "pending" });
  const startedAt = performance.now();
  const first = await client.getBlockNumber();
  // They take turns, so that neither runs out of what he sells.
  for (let turn = 0; !signal.aborted; turn++) {
    const [seller, buyer] = turn % 2 === 0 ? (["Bob", "Dora"] as const) : (["Dora", "Bob"] as const);
    const [sell, buy] = [await nonceOf(seller), await nonceOf(buyer)];
    const terms = { lots: LOTS, priceTicks: price };
    const pair = (i: number): Promise<unknown>[] => [
      traders[seller].market.addOrder({ side: "sell", ...terms }, { nonce: sell + i, gas: 2_000_000n }),
      traders[buyer].market.addOrder({ side: "buy", ...terms }, { nonce: buy + i, gas: 2_000_000n }),
    ];
    // On a busy machine one may run short for a turn; what traded is counted on the chain.
    await Promise.allSettled(Array.from({ length: PAIRS_PER_BLOCK }, (_, i) => pair(i)).flat());
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const trades = await traders.Bob.market.trades({ fromBlock: first + 1n });
  return Math.floor(trades.length / seconds);
}
