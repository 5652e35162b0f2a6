import type { Browser } from "playwright-core";
import { arrive } from "../e2e/browser.ts";
import { accountOf } from "../e2e/people.ts";
import type { World } from "../e2e/world.ts";

const EVENTS = 10;

/** From the moment a transaction is sent to the moment its figure stands on the receiver's screen: the longest of ten, in ms. */
export async function measureFollowing(browser: Browser, world: World): Promise<number> {
  const { page, context } = await arrive(browser, world, "Bob");
  await page.getByRole("navigation").getByRole("link", { name: "Tokens", exact: true }).click();
  const figure = page.locator(".figure").nth(1);
  await figure.getByText("EUR").waitFor();
  const bob = accountOf("Bob").address;
  let longest = 0;
  for (let i = 0; i < EVENTS; i++) {
    const before = await figure.innerText();
    const sentAt = performance.now();
    // Sent, not waited for: the wait for the block is part of the time.
    const sending = world.as("Yuri").bank.mintEuro({ to: bob, amount: 100_000_000n, reference: `BENCH ${i}` });
    await page.waitForFunction(
      ({ text }) => document.querySelectorAll(".figure")[1]?.textContent !== text,
      { text: before },
      { polling: "raf" },
    );
    longest = Math.max(longest, performance.now() - sentAt);
    await sending;
  }
  await context.close();
  return Math.round(longest);
}
