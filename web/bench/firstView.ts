import { gzipSync } from "node:zlib";
import type { Browser, Response } from "playwright-core";

/** kB (1,000 bytes) of JavaScript, gzipped, that a first visitor loads before the first view has painted. */
export async function measureFirstView(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ serviceWorkers: "block", locale: "en-GB" });
  const page = await context.newPage();
  const scripts: Response[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response);
  });
  await page.goto(url);
  await page.locator(".answer").waitFor();
  // What the first view waits for is what had been asked for before it painted; charts come after it.
  const before = await page.evaluate(() => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity;
    const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return all.filter(({ startTime }) => startTime <= painted).map(({ name }) => name);
  });
  const wanted = scripts.filter((response) => before.includes(response.url()));
  const bodies = await Promise.all(wanted.map((response) => response.body()));
  await context.close();
  return Math.round(bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 100) / 10;
}

const RUNS = 5;

/** Largest contentful paint in ms, median of five visits with an empty cache. */
export async function measurePaint(browser: Browser, url: string, slowdown: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) times.push(await paintOnce(browser, url, slowdown));
  return Math.round(times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0);
}

async function paintOnce(browser: Browser, url: string, slowdown: number): Promise<number> {
  const context = await browser.newContext({ serviceWorkers: "block", locale: "en-GB" });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.addInitScript(() => {
      const kept = globalThis as unknown as { largest: number };
      kept.largest = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) kept.largest = entry.startTime;
      }).observe({ type: "largest-contentful-paint", buffered: true });
    });
    await page.goto(url);
    // The view is whole once its charts are drawn: no larger paint can follow.
    await page.locator("figure svg").first().waitFor({ timeout: 60_000 });
    return await page.evaluate(() => (globalThis as unknown as { largest: number }).largest);
  } finally {
    await context.close();
  }
}
