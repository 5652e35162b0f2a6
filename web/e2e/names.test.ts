// What the community's server keeps beside the chain: names, the address book, the stated reserve, statements on paper.
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { arrive, card, fill, goTo, openBrowser } from "./browser.ts";
import { accountOf } from "./people.ts";
import { startWorld, type World } from "./world.ts";

describe("names and papers", function () {
  this.timeout(180_000);
  let world: World;
  let browser: Browser;
  let ann: Page;
  const bob = accountOf("Bob").address;

  before(async () => {
    world = await startWorld({ network: process.env["POWERCHAIN_NETWORK"], pastSteps: 4 });
    browser = await openBrowser();
    ann = (await arrive(browser, world, "Ann")).page;
    await openNames(ann);
    await ann.getByRole("button", { name: "Sign in" }).click();
    await card(ann, "Address book").waitFor();
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  async function openNames(page: Page): Promise<void> {
    await page.getByTestId("who").click();
    await page.getByRole("menuitem", { name: "Names" }).click();
    await page.locator("h1", { hasText: "Names" }).waitFor();
  }

  it("take a name that everyone sees", async () => {
    await fill(ann, "My name", { Name: "Ann of the corner" });
    await card(ann, "My name").getByRole("button", { name: "Save" }).click();
    await ann.getByText("The community knows you as Ann of the corner").waitFor();
    const labels = (await (await fetch(`${world.url}/v1/web/labels`)).json()) as { items: { name: string }[] };
    expect(labels.items.map(({ name }) => name)).to.include("Ann of the corner");
  });

  it("refuse a name that is taken", async () => {
    await fill(ann, "My name", { Name: "Bob" });
    await card(ann, "My name").getByRole("button", { name: "Save" }).click();
    await card(ann, "My name").getByText("Somebody goes by this name already").waitFor();
  });

  it("call others by names of one's own, here and where one sends", async () => {
    const book = card(ann, "Address book");
    await fill(ann, "Address book", { Address: bob, "Name for it": "Uncle Bob", "Note (may stay empty)": "next door" });
    await book.getByRole("button", { name: "Save" }).click();
    await book.getByTestId("contacts").getByText("Uncle Bob").waitFor();
    await goTo(ann, "Tokens");
    await fill(ann, "Send", { To: bob });
    expect(await card(ann, "Send").getByLabel("To", { exact: true }).inputValue()).to.contain("Uncle Bob");
  });

  it("give the address book as a file and take one, whole or not at all", async () => {
    await openNames(ann);
    const book = card(ann, "Address book");
    const [file] = await Promise.all([
      ann.waitForEvent("download"),
      book.getByRole("button", { name: "As a file" }).click(),
    ]);
    const text = await readFile(await file.path(), "utf8");
    expect(text.toLowerCase()).to.contain(`${bob.toLowerCase()},uncle bob,next door`);

    const take = async (csv: string): Promise<void> =>
      book
        .getByLabel("A CSV file with address, name and note")
        .setInputFiles({ name: "book.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await take("address,name\n0x12,Nobody\n");
    await book.getByText("1 of 1 lines cannot be taken").waitFor();
    await take(`address,name,note\n${accountOf("Dora").address},Aunt Dora,\n`);
    await book.getByText("1 entry taken from the file").waitFor();
    await book.getByTestId("contacts").getByText("Aunt Dora").waitFor();
    await book.getByRole("button", { name: "Remove Aunt Dora" }).click();
    await book.getByTestId("contacts").getByText("Aunt Dora").waitFor({ state: "detached" });
  });

  it("hand out a month on paper", async () => {
    await goTo(ann, "Tokens");
    const [file] = await Promise.all([
      ann.waitForEvent("download"),
      card(ann, "Monthly statement").getByRole("button", { name: "PDF" }).click(),
    ]);
    expect((await readFile(await file.path())).subarray(0, 5).toString()).to.equal("%PDF-");
    expect(file.suggestedFilename()).to.match(/^web-\d{4}-\d{2}\.pdf$/);
  });

  it("tell everyone what the banker holds", async () => {
    const { page } = await arrive(browser, world, "Yuri");
    await goTo(page, "Banker");
    await card(page, "State the reserve").getByRole("button", { name: "Sign in" }).click();
    await fill(page, "State the reserve", { "Held at the bank": "75", Note: "Bank of Attica" });
    await card(page, "State the reserve").getByRole("button", { name: "State it" }).click();
    await card(page, "State the reserve").getByText("Stated: 75.00").waitFor();
    await goTo(ann, "Banker");
    await card(ann, "Euros").getByText("covers 50").waitFor();
    await card(ann, "Euros").getByText("Bank of Attica").waitFor();
  });

  it("are erased when one wants it", async () => {
    await openNames(ann);
    await card(ann, "What the server keeps of me").getByRole("button", { name: "Erase both" }).click();
    await ann.getByRole("dialog").getByRole("button", { name: "Erase both" }).click();
    await ann.getByText("The community does not know your name").waitFor();
    await card(ann, "Address book").getByText("No entry yet").waitFor();
  });
});
