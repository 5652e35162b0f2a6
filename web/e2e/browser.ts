import { accessSync, constants } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { accountOf, type Name, unitNames, unitOf } from "./people.ts";
import { TestWallet } from "./wallet.ts";
import type { World } from "./world.ts";

/** Debian's Chromium (or another one on the PATH), without what needs a desktop or the internet. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findChromium(): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(isExecutable);
  if (found === undefined)
    throw new Error("Chromium is not on this machine. On Debian or Ubuntu: sudo apt-get install chromium");
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Visitor {
  page: Page;
  wallet: TestWallet;
  context: BrowserContext;
  /** What the page complained of in its console. */
  complaints: string[];
}

export type Who = Name | keyof typeof unitNames;

const keyOfWho = (who: Who) => (who in unitNames ? unitOf(who as keyof typeof unitNames) : accountOf(who as Name));

interface VisitOptions {
  /** The chain that the wallet is on at first. */
  onChain?: number;
  width?: number;
}

/** Somebody with a wallet of his own opens the panel. */
export async function visit(browser: Browser, world: World, who: Who, options: VisitOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    serviceWorkers: "block",
    locale: "en-GB",
    timezoneId: "Europe/Athens",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  const wallet = new TestWallet(keyOfWho(who), world, options.onChain);
  await wallet.install(page);
  await page.goto(world.url);
  return { page, wallet, context, complaints };
}

/** Connects the wallet by the buttons that people use. */
export async function connect({ page }: Visitor): Promise<void> {
  await page.getByRole("link", { name: "Join", exact: true }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Test wallet" });
  await row.getByRole("button", { name: "Connect" }).click();
  await page.getByTestId("who").waitFor();
}

export async function arrive(browser: Browser, world: World, who: Who): Promise<Visitor> {
  const visitor = await visit(browser, world, who);
  await connect(visitor);
  return visitor;
}

/** Opens a section by its link, without loading the page anew. */
export async function goTo(page: Page, section: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: section, exact: true }).click();
  await page.locator("h1", { hasText: section }).waitFor();
}

/** The part of a page with this title. */
export const card = (page: Page, title: string | RegExp) =>
  page.locator("section.card").filter({ has: page.getByRole("heading", { name: title, level: 2 }) });

/** Signs what is under review and waits until it is settled; gives what the dialog said. */
export async function sign(page: Page): Promise<{ review: string; done: string }> {
  const flow = page.getByTestId("flow");
  await page.locator('[data-testid=flow][data-step="review"]').waitFor();
  const review = await flow.innerText();
  await flow.getByRole("button", { name: "Sign" }).click();
  await page.locator('[data-testid=flow][data-step="done"]').waitFor({ timeout: 90_000 });
  const done = await flow.innerText();
  await flow.getByRole("button", { name: "Done" }).click();
  await flow.waitFor({ state: "hidden" });
  return { review, done };
}

/** Types into a field as a person does: an account is given by its address. */
export async function fill(page: Page, title: string | RegExp, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    const field = card(page, title).getByLabel(label, { exact: true });
    await field.fill(value);
    if (value.startsWith("0x")) await field.press("Escape");
  }
}
