// What goes wrong between a button and a block: each a sentence with what to do, and nothing lost by a reload.
import { parseEnt } from "@powerchain/sdk";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { arrive, card, connect, fill, goTo, openBrowser, sign, visit, type Visitor } from "./browser.ts";
import { accountOf } from "./people.ts";
import { startWorld, type World } from "./world.ts";

describe("when something goes wrong", function () {
  this.timeout(180_000);
  let world: World;
  let browser: Browser;
  let ann: Visitor;
  const bob = accountOf("Bob").address;

  before(async () => {
    world = await startWorld({ network: process.env["POWERCHAIN_NETWORK"], pastSteps: 2 });
    browser = await openBrowser();
    ann = await arrive(browser, world, "Ann");
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(() => {
    ann.wallet.mood = "willing";
    ann.wallet.genesisHash = undefined;
    expect(ann.complaints).to.deep.equal([]);
  });

  const reviewSending = async (page: Page, amount: string): Promise<void> => {
    await goTo(page, "Tokens");
    await fill(page, "Send", { To: bob, Amount: amount });
    await card(page, "Send").getByRole("button", { name: "Review" }).click();
  };
  const flow = (page: Page, step: string) => page.locator(`[data-testid=flow][data-step="${step}"]`);
  const refusal = (page: Page, name: string) => page.getByTestId("flow").locator(`[data-error="${name}"]`);

  it("shows everything public to somebody without a wallet", async () => {
    const context = await browser.newContext({ serviceWorkers: "block", locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(world.url);
    await page.getByText("The community stored").waitFor();
    for (const section of ["Tokens", "Energy", "Network", "Market", "Voting", "Banker"]) {
      await goTo(page, section);
      await page.locator("section.card").first().waitFor();
    }
    await context.close();
  });

  it("says it next to the field when the contract would refuse", async () => {
    const { page } = ann;
    await reviewSending(page, "999999");
    const field = card(page, "Send").getByText("available and needs");
    await field.waitFor();
    expect(await field.innerText()).to.contain("Ann has");
    expect(await card(page, "Send").getByLabel("Amount", { exact: true }).getAttribute("aria-invalid")).to.equal(
      "true",
    );
  });

  it("takes no amount that is none", async () => {
    const { page } = ann;
    await reviewSending(page, "two");
    await card(page, "Send").getByText("This is not a number").waitFor();
    await reviewSending(page, "0");
    await card(page, "Send").getByText("Give an amount above 0").waitFor();
  });

  it("sends nothing when the wallet's owner says no, and can be tried again", async () => {
    const { page, wallet } = ann;
    const sent = wallet.sent.length;
    await reviewSending(page, "0.01");
    await flow(page, "review").waitFor();
    wallet.mood = "refuses";
    await page.getByTestId("flow").getByRole("button", { name: "Sign" }).click();
    await flow(page, "rejected").waitFor();
    expect(wallet.sent.length).to.equal(sent);
    wallet.mood = "willing";
    await page.getByTestId("flow").getByRole("button", { name: "Try again" }).click();
    await flow(page, "done").waitFor();
    await page.getByTestId("flow").getByRole("button", { name: "Done" }).click();
  });

  for (const [mood, name] of [
    ["locked", "locked"],
    ["busy", "waiting"],
  ] as const) {
    it(`says what to do with a wallet that is ${mood}`, async () => {
      const { page, wallet } = ann;
      await reviewSending(page, "0.01");
      await flow(page, "review").waitFor();
      wallet.mood = mood;
      await page.getByTestId("flow").getByRole("button", { name: "Sign" }).click();
      await refusal(page, name).waitFor();
      await page.getByTestId("flow").getByRole("button", { name: "Cancel" }).click();
    });
  }

  it("notices a wallet that remembers another chain with the same id", async () => {
    const { page, wallet } = ann;
    await reviewSending(page, "0.01");
    await flow(page, "review").waitFor();
    wallet.genesisHash = `0x${"12".repeat(32)}`;
    await page.getByTestId("flow").getByRole("button", { name: "Sign" }).click();
    await refusal(page, "chainReset").waitFor();
    await page.getByTestId("flow").getByRole("button", { name: "Cancel" }).click();
  });

  it("says so when the node is down", async () => {
    const { page } = ann;
    await goTo(page, "Tokens");
    await page.route("**/rpc", (route) => route.abort());
    await fill(page, "Send", { To: bob, Amount: "0.01" });
    await card(page, "Send").getByRole("button", { name: "Review" }).click();
    await card(page, "Send").getByText("node cannot be reached").waitFor({ timeout: 90_000 });
    await page.unroute("**/rpc");
    await card(page, "Send").getByRole("button", { name: "Review" }).click();
    await flow(page, "review").waitFor();
    await page.getByTestId("flow").getByRole("button", { name: "Cancel" }).click();
  });

  it("adds the community's chain to a wallet on another network, with one button", async () => {
    const stranger = await visit(browser, world, "Bob", { onChain: 1 });
    await connect(stranger);
    await stranger.page.getByText("Your wallet is on another network").waitFor();
    await stranger.page.getByRole("button", { name: "Add and switch" }).first().click();
    await stranger.page.getByText("Your wallet is on another network").waitFor({ state: "detached" });
    expect(stranger.wallet.chainId).to.equal(world.chainId);
    await stranger.context.close();
  });

  it("finds a transaction under way again after a reload", async function () {
    const { embedded } = world;
    if (embedded === undefined) return this.skip();
    const { page } = ann;
    const before = await world.as("Ann").lens.account(bob);
    await reviewSending(page, "0.02");
    await flow(page, "review").waitFor();
    await embedded.provider.request({ method: "evm_setIntervalMining", params: [0] });
    await page.getByTestId("flow").getByRole("button", { name: "Sign" }).click();
    await flow(page, "pending").waitFor();
    await page.reload();
    const line = page.getByTestId("flow-line");
    await line.getByText("waiting for a block").waitFor();
    await embedded.makeBlocksEvery(0.3);
    await page.locator('[data-testid=flow-line][data-step="done"]').waitFor();
    const after = await world.as("Ann").lens.account(bob);
    expect(after.entAvailable - before.entAvailable).to.equal(parseEnt("0.02"));
    await line.getByRole("button", { name: "Close" }).click();
  });

  it("can be used with the keyboard alone", async () => {
    const { page } = ann;
    await goTo(page, "Tokens");
    await fill(page, "Send", { To: bob });
    const amount = card(page, "Send").getByLabel("Amount", { exact: true });
    await amount.focus();
    await page.keyboard.type("0.01");
    await page.keyboard.press("Enter");
    await flow(page, "review").waitFor();
    const { done } = await sign(page);
    expect(done).to.contain("sent to Bob");
  });
});
