import { parsePrice } from "@powerchain/sdk";
import type { Browser } from "playwright-core";
import { reportResults, type Result } from "../../scripts/src/lib/output.ts";
import { withProgress } from "../../scripts/src/lib/progress.ts";
import { ensurePanel } from "../../scripts/src/start/panel.ts";
import { openBrowser } from "../e2e/browser.ts";
import { startWorld, type World } from "../e2e/world.ts";
import { measureFirstView, measurePaint } from "./firstView.ts";
import { measureInteraction } from "./interaction.ts";
import { measureFollowing } from "./following.ts";

const BLOCK_SECONDS = 1;

/** `powerchain bench web`: the panel's figures against the limits that it promises. */
export async function benchWeb(options: { json?: string }): Promise<void> {
  await withProgress("Build the panel", () => ensurePanel(() => undefined));
  const world = await withProgress("Start a community", () =>
    startWorld({ pastSteps: 24, blockSeconds: BLOCK_SECONDS }),
  );
  let browser: Browser | undefined;
  try {
    browser = await openBrowser();
    reportResults(await measureAll(browser, world), options);
  } finally {
    await browser?.close();
    await world.close();
  }
}

async function measureAll(browser: Browser, world: World): Promise<Result[]> {
  const { url } = world;
  const kilobytes = await withProgress("Measure the first view", () => measureFirstView(browser, url));
  const paint = await withProgress("Measure the largest paint", () => measurePaint(browser, url, 1));
  const slow = await withProgress("Measure it with a processor four times slower", () => measurePaint(browser, url, 4));
  const after = await withProgress("Follow events to the screen", () => measureFollowing(browser, world));
  const answer = await withProgress("Use ticket and ladder while others trade", () =>
    measureInteraction(browser, world, parsePrice("0.175")),
  );
  return [
    atMost("JavaScript to first view, gzip", kilobytes, "kB", 300),
    atMost("LCP (median of 5)", paint, "ms", 1_200),
    atMost("LCP at 4x CPU throttle (median of 5)", slow, "ms", 2_500),
    {
      name: "trades a second while interacting",
      value: answer.tradesPerSecond,
      unit: "1/s",
      limit: "at least 20",
      ok: answer.tradesPerSecond >= 20,
    },
    atMost("interaction to next paint in ticket and ladder (p98)", answer.paintMs, "ms", 200),
    atMost("event on chain to its figure on screen (longest of 10)", after, "ms", (BLOCK_SECONDS + 1) * 1_000),
  ];
}

function atMost(name: string, value: number, unit: string, limit: number): Result {
  return { name, value, unit, limit: `at most ${limit}`, ok: value <= limit };
}
