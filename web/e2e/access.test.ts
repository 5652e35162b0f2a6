// Every screen in both themes and all languages: nothing that axe finds, nothing wider than the screen; and its picture, to be
// looked at (.powerchain/screenshots).
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { accountOf, type roles } from "./people.ts";
import { startWorld, type World } from "./world.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = path.resolve(import.meta.dirname, "../../.powerchain/screenshots");
const languages = ["en", "el", "pt"] as const;
const schemes = ["light", "dark"] as const;
type Role = (typeof roles)[keyof typeof roles];

const screens: [name: string, address: string, role: Role][] = [
  ["home", "/", "resident"],
  ["tokens", "/tokens", "resident"],
  ["energy", "/energy", "resident"],
  ["network", "/network", "resident"],
  ["market", "/market", "resident"],
  ["voting", "/voting", "voter"],
  ["banker", "/banker", "banker"],
  ["provider", "/provider", "storageProvider"],
  ["names", "/names", "resident"],
  ["join", "/join", "resident"],
  ["more", "/more", "resident"],
  ["block", "/explorer/block/12", "resident"],
  ["account", `/explorer/account/${accountOf("Ann").address}`, "resident"],
  ["search", "/explorer/search?q=ann", "resident"],
];

describe("every screen", function () {
  this.timeout(600_000);
  let world: World;
  let browser: Browser;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    world = await startWorld({ pastSteps: 12, blockSeconds: 2 });
    await world.as("Vera").governance.setParameter({ name: "F", value: 250_000n });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  for (const scheme of schemes) {
    for (const language of languages) {
      it(`has no fault that axe finds: ${scheme}, ${language}`, async () => {
        const faults: string[] = [];
        for (const width of language === "en" ? [360, 1440] : [360]) {
          const context = await open(scheme, language, width);
          const page = await context.newPage();
          let role: Role | undefined;
          for (const [name, address, wanted] of screens) {
            await page.setViewportSize({ width, height: 740 });
            if (role !== wanted) await become(page, wanted);
            role = wanted;
            await show(page, address);
            // As tall as its content: what only lies under the bar until one scrolls is no fault.
            const height = await page.evaluate(() => document.documentElement.scrollHeight);
            await page.setViewportSize({ width, height: height + 200 });
            faults.push(...(await judge(page, `${name} ${width}`)));
            if (language === "en")
              await page.screenshot({ path: path.join(pictures, `${name}-${width}-${scheme}.png`), fullPage: true });
          }
          await context.close();
        }
        expect(faults).to.deep.equal([]);
      });
    }
  }

  async function open(scheme: "light" | "dark", language: string, width: number): Promise<BrowserContext> {
    const context = await browser.newContext({
      viewport: { width, height: width < 600 ? 740 : 900 },
      colorScheme: scheme,
      reducedMotion: "reduce",
      isMobile: width < 600,
      hasTouch: width < 600,
      serviceWorkers: "block",
      timezoneId: "Europe/Athens",
    });
    // A tall page takes a while to draw on a busy machine.
    context.setDefaultTimeout(120_000);
    await context.addInitScript((chosen) => localStorage.setItem("powerchain.language", chosen), language);
    return context;
  }

  async function become(page: Page, role: Role): Promise<void> {
    await page.goto(`${world.url}/join`);
    await page.locator(`[data-person=${role}]`).first().click();
    await page.getByTestId("who").waitFor();
  }

  async function show(page: Page, address: string): Promise<void> {
    // As a link would: the program stays, only the screen changes.
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      window.dispatchEvent(new PopStateEvent("popstate"));
    }, address);
    await page.locator("main .card, main form").first().waitFor();
    // Everything asked for has come: placeholders are gone, and what charts there are are drawn.
    await page.waitForFunction(() => {
      const waiting = document.querySelectorAll("main .mantine-Skeleton-root").length;
      const empty = [...document.querySelectorAll("figure [role=img]")].filter(
        (one) => one.childElementCount === 0,
      ).length;
      return waiting === 0 && empty === 0;
    });
  }

  async function judge(page: Page, where: string): Promise<string[]> {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run: (node: Document, options: object) => Promise<{ violations: Violation[] }> };
      };
      interface Violation {
        id: string;
        nodes: { target: string[]; failureSummary: string }[];
      }
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      // A button's shade while it waits is a pseudo-element; axe would judge no words on anything that has one.
      const checks = { "color-contrast": { options: { ignorePseudo: true } } };
      const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, checks });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
      );
    });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (beyond > 0) found.push(`${beyond} px wider than the screen`);
    return found.map((fault) => `${where}: ${fault}`);
  }
});
