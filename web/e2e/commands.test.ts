// Every command of the thesis's section 5.2, by the role that may send it, through the panel and a wallet that signs for real;
// what came of it is read from the chain.
import { parseEnt, parseEur } from "@powerchain/sdk";
import { expect } from "chai";
import type { Browser } from "playwright-core";
import { arrive, card, fill, goTo, openBrowser, sign, type Visitor, type Who } from "./browser.ts";
import { accountOf, unitOf } from "./people.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let browser: Browser;
const visitors = new Map<Who, Visitor>();

async function as(who: Who): Promise<Visitor> {
  const there = visitors.get(who) ?? (await arrive(browser, world, who));
  visitors.set(who, there);
  return there;
}

const ann = accountOf("Ann").address;
const bob = accountOf("Bob").address;
const account = (address: `0x${string}`) => world.as("Ann").lens.account(address);

before(async function () {
  this.timeout(120_000);
  world = await startWorld({ network: process.env["POWERCHAIN_NETWORK"], pastSteps: 6 });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await world?.close();
});

afterEach(() => {
  for (const [who, { complaints }] of visitors) expect(complaints, `${who}'s page`).to.deep.equal([]);
});

describe("a resident", function () {
  this.timeout(180_000);

  it("sends ENT", async () => {
    const { page } = await as("Ann");
    const before = await account(bob);
    await goTo(page, "Tokens");
    await fill(page, "Send", { To: bob, Amount: "0.25" });
    await card(page, "Send").getByRole("button", { name: "Review" }).click();
    const { review, done } = await sign(page);
    expect(review).to.contain("You send 0.250").and.to.contain("Bob");
    expect(done).to.contain("sent to Bob");
    expect((await account(bob)).entAvailable - before.entAvailable).to.equal(parseEnt("0.25"));
  });

  it("sends euros", async () => {
    const { page } = await as("Ann");
    const before = await account(bob);
    await goTo(page, "Tokens");
    await card(page, "Send").getByText("EUR", { exact: true }).first().click();
    await fill(page, "Send", { To: bob, Amount: "1,5" });
    await card(page, "Send").getByRole("button", { name: "Review" }).click();
    await sign(page);
    expect((await account(bob)).eurAvailable - before.eurAvailable).to.equal(parseEur("1.5"));
  });

  it("locks euros for withdrawal, and takes them back", async () => {
    const { page } = await as("Ann");
    await goTo(page, "Tokens");
    const title = "Euros to my bank account";
    await fill(page, title, { "Amount to withdraw": "5" });
    await card(page, title).getByRole("button", { name: "Review" }).click();
    await sign(page);
    expect((await account(ann)).eurForWithdrawal).to.equal(parseEur("5"));
    await card(page, title).getByRole("button", { name: "Take back" }).click();
    await sign(page);
    expect((await account(ann)).eurForWithdrawal).to.equal(0n);
  });

  it("starts a session after a quote, and renews it", async () => {
    const { page } = await as("Bob");
    await goTo(page, "Energy");
    const session = card(page, "Draw energy");
    await session.getByLabel("From").selectOption({ value: unitOf("south").address.toLowerCase() });
    await fill(page, "Draw energy", { "ENT to lock": "0.2" });
    await session.getByTestId("quote").getByText("0.200").waitFor();
    await session.getByRole("button", { name: "Review" }).click();
    const { review } = await sign(page);
    expect(review).to.contain("You lock 0.200").and.to.contain("South battery");
    const key = { unit: unitOf("south").address, consumer: bob };
    expect((await world.as("Bob").lens.session(key)).ent).to.equal(parseEnt("0.2"));

    await fill(page, "Draw energy", { "ENT to add": "0.1" });
    await session.getByRole("button", { name: "Review" }).click();
    await sign(page);
    expect((await world.as("Bob").lens.session(key)).ent).to.equal(parseEnt("0.3"));
  });

  it("places an order after a quote, changes it and cancels it", async () => {
    const { page } = await as("Ann");
    await goTo(page, "Market");
    await fill(page, "Buy or sell", { Energy: "0.2", Price: "0.1" });
    await card(page, "Buy or sell").getByTestId("quote").getByText("wait at 0.1000").waitFor();
    await card(page, "Buy or sell").getByRole("button", { name: "Review" }).click();
    await sign(page);
    const mine = card(page, /^My orders/);
    await mine.getByText("0.200").first().waitFor();

    await mine.getByRole("button", { name: /^Change order/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Price").fill("0.11");
    await dialog.getByRole("button", { name: "Review" }).click();
    await sign(page);
    await mine.getByText("0.1100").waitFor();

    await mine.getByRole("button", { name: /^Cancel order/ }).click();
    await sign(page);
    await mine.getByText("No open order.").waitFor();
    expect(await world.as("Ann").market.openOrders({ owner: ann })).to.deep.equal([]);
  });

  it("buys at the best price", async () => {
    const { page } = await as("Ann");
    const before = await account(ann);
    await goTo(page, "Market");
    await fill(page, "Buy or sell", { Energy: "0.1", Price: "" });
    await card(page, "Buy or sell").getByText("You get 0.100").waitFor();
    await card(page, "Buy or sell").getByRole("button", { name: "Review" }).click();
    await sign(page);
    const after = await account(ann);
    expect(after.entAvailable - before.entAvailable).to.equal(parseEnt("0.1"));
    expect(after.eurLocked).to.equal(before.eurLocked);
  });

  it("fills the price in from the ladder, and cancels all orders", async () => {
    const { page } = await as("Ann");
    await goTo(page, "Market");
    await card(page, "Buy or sell").getByText("Sell", { exact: true }).click();
    for (const price of ["0.5", "0.6"]) {
      await fill(page, "Buy or sell", { Energy: "0.1", Price: price });
      await card(page, "Buy or sell").getByRole("button", { name: "Review" }).click();
      await sign(page);
    }
    const pick = card(page, "Offers").getByRole("button", { name: "Use the price 0.1700" });
    await pick.click();
    expect(await card(page, "Buy or sell").getByLabel("Price", { exact: true }).inputValue()).to.equal("0.17");
    await card(page, /^My orders \(2\)/)
      .getByRole("button", { name: "Cancel all" })
      .click();
    await sign(page);
    await card(page, /^My orders \(0\)/).waitFor();
    expect(await world.as("Ann").market.openOrders({ owner: ann })).to.deep.equal([]);
  });
});

describe("a storage unit", function () {
  this.timeout(180_000);
  const reading = async (kind: string, energy: string, who?: { label: string; address: string }): Promise<void> => {
    const { page } = await as("south");
    await goTo(page, "Storage provider");
    await card(page, "Readings by hand").getByLabel("What is reported").selectOption(kind);
    if (who !== undefined) await fill(page, "Readings by hand", { [who.label]: who.address });
    await fill(page, "Readings by hand", { Energy: energy });
    await card(page, "Readings by hand").getByRole("button", { name: "Review" }).click();
    await sign(page);
  };

  it("reports energy produced", async () => {
    const before = await world.as("Ann").lens.storageUnit(unitOf("south").address);
    await reading("produced", "0.5", { label: "By whom", address: ann });
    const after = await world.as("Ann").lens.storageUnit(unitOf("south").address);
    expect(after.storedWh - before.storedWh).to.equal(500n);
  });

  it("reports energy consumed: more than the session covers is owed", async () => {
    await reading("consumed", "0.4", { label: "By whom", address: bob });
    expect((await account(bob)).owed > 0n).to.equal(true);
  });

  it("reports what it actually holds", async () => {
    await reading("actual", "1.2");
    expect((await world.as("Ann").lens.storageUnit(unitOf("south").address)).storedWh).to.equal(1_200n);
  });
});

describe("a debtor", function () {
  this.timeout(180_000);

  it("repays what he owes with one button", async () => {
    const { page } = await as("Bob");
    await goTo(page, "Energy");
    await card(page, "Debts").getByRole("button", { name: "Repay", exact: true }).click();
    const { review } = await sign(page);
    expect(review).to.contain("are burned against what you owe");
    expect((await account(bob)).owed).to.equal(0n);
  });
});

describe("the banker", function () {
  this.timeout(180_000);

  it("mints against a reference", async () => {
    const { page } = await as("Yuri");
    const before = await account(bob);
    await goTo(page, "Banker");
    await fill(page, "A payment came in", {
      "Who paid": bob,
      Amount: "12.34",
      "Reference of the bank transfer": "WEB-1",
    });
    await card(page, "A payment came in").getByRole("button", { name: "Review" }).click();
    await sign(page);
    expect((await account(bob)).eurAvailable - before.eurAvailable).to.equal(parseEur("12.34"));
  });

  it("burns what waits, with a reference", async () => {
    await world.as("Bob").bank.lockEuro({ amount: parseEur("3") });
    const { page } = await as("Yuri");
    await goTo(page, "Banker");
    await card(page, "Waiting to be paid").getByRole("button", { name: "Pay out" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reference of the bank transfer").fill("OUT-1");
    await dialog.getByRole("button", { name: "Review" }).click();
    const { done } = await sign(page);
    expect(done).to.contain("Now make the bank transfer to Bob");
    expect((await account(bob)).eurForWithdrawal).to.equal(0n);
  });

  it("gives back what a resident locked", async () => {
    await world.as("Bob").bank.lockEuro({ amount: parseEur("2") });
    const { page } = await as("Yuri");
    await goTo(page, "Banker");
    await card(page, "Waiting to be paid").getByRole("button", { name: "Give back" }).click();
    await sign(page);
    expect((await account(bob)).eurForWithdrawal).to.equal(0n);
  });
});

describe("the voters", function () {
  this.timeout(180_000);
  const propose = async (
    kind: string,
    values: Record<string, string>,
    selects: Record<string, string> = {},
  ): Promise<string> => {
    const { page } = await as("Vera");
    await goTo(page, "Voting");
    await card(page, "Propose").getByLabel("What should change?").selectOption(kind);
    for (const [label, value] of Object.entries(selects))
      await card(page, "Propose").getByLabel(label).selectOption(value);
    await fill(page, "Propose", values);
    await card(page, "Propose").getByRole("button", { name: "Review" }).click();
    return (await sign(page)).review;
  };
  /** The other voter passes it by voting for the ballot that says `text`. */
  const pass = async (text: string): Promise<void> => {
    const { page } = await as("Walt");
    await goTo(page, "Voting");
    const ballot = page.getByRole("article").filter({ hasText: text });
    await ballot.getByRole("button", { name: "Vote for" }).click();
    const { review, done } = await sign(page);
    expect(review).to.contain("With your vote it has a majority");
    expect(done).to.contain("it is in effect");
    await ballot.waitFor({ state: "hidden" });
  };
  const chain = () => world.as("Vera");

  it("change a parameter: propose, take the vote back, vote again, pass", async () => {
    const review = await propose("setParameter", { "New value": "25" }, { "Which rule": "F" });
    expect(review).to.contain("from 20").and.to.contain("to 25");
    const { page } = await as("Vera");
    const ballot = page.getByRole("article").filter({ hasText: "storage provider’s share" });
    await ballot.getByRole("button", { name: "Take my vote back" }).click();
    await sign(page);
    await ballot.getByRole("button", { name: "Vote for after all" }).click();
    await sign(page);
    await pass("storage provider’s share");
    expect(await chain().lens.parameter("F")).to.equal(250_000n);
  });

  it("add a voter and remove one", async () => {
    await propose("addVoter", { "Who becomes a voter": ann });
    await pass("Make Ann a voter");
    expect(await chain().governance.isVoter(ann)).to.equal(true);
    await propose("removeVoter", { "Who leaves": ann });
    await pass("Remove Ann");
    expect(await chain().governance.isVoter(ann)).to.equal(false);
  });

  it("register a storage unit and remove it", async () => {
    const unit = unitOf("spare").address;
    await propose("registerStorageUnit", {
      "Address of its meter": unit,
      Owner: accountOf("Dora").address,
      Capacity: "5",
      Power: "2",
    });
    await pass("Register the storage unit Spare battery");
    const registered = await chain().lens.storageUnit(unit);
    expect([registered.owner, registered.capacityWh, registered.powerW]).to.deep.equal([
      accountOf("Dora").address,
      5_000n,
      2_000n,
    ]);
    await propose("removeStorageUnit", { "Which unit": unit });
    await pass("Remove the storage unit Spare battery");
    expect((await chain().lens.storageUnit(unit)).owner).to.equal(undefined);
  });

  it("change the banker", async () => {
    await propose("changeBanker", { "Who becomes the banker": accountOf("Dora").address });
    await pass("Make Dora the banker");
    expect(await chain().bank.banker()).to.equal(accountOf("Dora").address);
  });
});

describe("old sessions", function () {
  this.timeout(180_000);

  it("are cleared by their owner once the unit has reported since", async function () {
    if (world.embedded === undefined) return this.skip();
    const before = await account(bob);
    expect(before.entLocked > 0n, "Bob has a session").to.equal(true);
    await world.embedded.provider.request({ method: "evm_increaseTime", params: [4 * 3_600] });
    await world.unit("north").pool.energyProduced({ producer: ann, energyWh: 10n });
    await world.unit("south").pool.energyProduced({ producer: ann, energyWh: 10n });
    const { page } = await as("Bob");
    // Browser and chain do not share a clock here: the page is told the same jump.
    await page.clock.setSystemTime(Date.now() + 4 * 3_600_000);
    await goTo(page, "Energy");
    await card(page, "My sessions").getByRole("button", { name: /^Take/ }).click();
    await sign(page);
    expect((await account(bob)).entLocked < before.entLocked).to.equal(true);
  });
});
