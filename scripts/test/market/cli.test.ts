import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type PowerChain, createPowerChain, parseLots, parsePrice } from "@powerchain/sdk";
import { custom } from "viem";
import { type EmbeddedChain, startEmbeddedChain } from "../../src/chain/embedded.ts";
import { demoAccount } from "../../src/deploy/demoAccounts.ts";
import { deployCommunity } from "../../src/deploy/deployCommunity.ts";
import { projectRoot } from "../../src/lib/paths.ts";
import { run } from "../../src/lib/run.ts";
import { depthText } from "../../src/market/cli/book.ts";

const cli = path.join(projectRoot, "scripts/src/cli.ts");

describe("market book", () => {
  it("shows sells above buys, the best ones next to each other, with what lies up to each", () => {
    const level = (priceTicks: bigint, lots: bigint) => ({ priceTicks, lots });
    const text = depthText({
      buys: [level(2_000n, 1_000n), level(1_900n, 3_000n)],
      sells: [level(2_500n, 500n), level(2_600n, 1_500n)],
    });
    const lines = text.replace(/\s*█+/g, "").replace(/ +/g, " ").split("\n");
    expect(lines.slice(1)).to.deep.equal([
      "sell 0.26 1.5 2",
      "sell 0.25 0.5 0.5",
      "buy 0.2 1 1",
      "buy 0.19 3 4",
      "Between the best prices: 0.05 EUR/ENT",
    ]);
  });

  it("says when a side or both are empty", () => {
    expect(depthText({ buys: [], sells: [] })).to.equal("There is no open order.");
    expect(depthText({ buys: [{ priceTicks: 1n, lots: 1n }], sells: [] })).to.match(/Nobody sells\.$/);
  });
});

describe("market, on a chain", function () {
  this.timeout(180_000);
  let embedded: EmbeddedChain;
  let chain: PowerChain;
  let folder: string;
  const live: ChildProcess[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-market-"));
    embedded = await startEmbeddedChain({ rpcPort: 0 });
    const transport = custom(embedded.provider as never);
    const network = `chain-${embedded.chainId}`;
    const [A, B, C, U1] = ["A", "B", "C", "U1"].map(demoAccount) as [Account, Account, Account, Account];
    const { manifest } = await deployCommunity({ network, transport, deployer: A });
    writeFileSync(path.join(folder, `${network}.json`), JSON.stringify(manifest));
    chain = createPowerChain({ manifest, transport, pollingInterval: 10, simulateAt: "pending" });
    await chain.as(A).governance.registerStorageUnit({ unit: U1.address, owner: C.address });
    await chain.as(A).governance.changeBanker({ banker: C.address });
    await chain.as(U1).pool.energyProduced({ producer: A.address, energyWh: 100_000n });
    await chain.as(C).bank.mintEuro({ to: B.address, amount: 100n * 10n ** 8n, reference: "one" });
  });
  after(async () => {
    for (const child of live) child.kill("SIGKILL");
    await embedded.close();
    rmSync(folder, { recursive: true });
  });

  const environment = () => ({ POWERCHAIN_DEPLOYMENTS: folder });
  const given = (args: string[]) => [cli, "market", ...args, "--network", embedded.rpcUrl!];
  const market = (...args: string[]) => run(process.execPath, given(args), { env: environment() });

  it("sells, shows, quotes, buys, lists and cancels", async () => {
    const empty = await market("book");
    expect(empty).to.deep.equal({ code: 0, output: "There is no open order.\n" });

    const sold = await market("sell", "10", "0.25", "--as", "A");
    expect(sold.output)
      .to.match(/^ok in block/)
      .and.match(/filled +0 ENT\nrests +10 ENT, as order (\d+)/);
    const order = /as order (\d+)/.exec(sold.output)![1]!;

    expect((await market("book")).output).to.match(/sell +0\.25 +10 +10/);
    const quoted = await market("buy", "4", "0.3", "--quote");
    expect(quoted).to.deep.equal({ code: 0, output: "filled    4 ENT\nspent     1 EUR\n" });
    const bought = await market("buy", "4", "0.3", "--as", "B", "--json", path.join(folder, "bought.json"));
    expect(bought.output).to.contain(quoted.output);
    const json = JSON.parse(readFileSync(path.join(folder, "bought.json"), "utf8")) as { result: object };
    expect(json.result).to.include({ filled: "4000", eur: "100000000", rested: "0" });

    const trades = await market("trades");
    expect(trades.output).to.match(new RegExp(`\\d+ +4 +0\\.25 +1 +${order} +0x\\w+ \\(B\\)`));
    const orders = await market("orders", "A");
    expect(orders.output).to.match(new RegExp(`${order} +sell +0\\.25 +6 +10 +never +0x\\w+ \\(A\\)`));
    expect((await market("orders", "B")).output).to.equal("There is no open order.\n");

    const cancelled = await market("cancel", order, "--as", "A");
    expect(cancelled.output).to.match(/1 cancelled, which had 6 ENT left/);
    expect((await market("cancel", "--all", "--as", "A")).output).to.equal("There is no open order to cancel.\n");
  });

  it("places an order that expires, and cancels all of an account's at once", async () => {
    await market("sell", "1", "0.4", "--expires", "2h", "--as", "A");
    await market("sell", "2", "0.5", "--as", "A");
    expect((await market("orders")).output).to.match(/0\.4 +1 +1 +20\d\d-/);
    expect((await market("cancel", "--all", "--as", "A")).output).to.match(/2 cancelled, which had 3 ENT left/);
  });

  it("says a refusal by its name and what to do, and changes nothing", async () => {
    const { code, output } = await market("sell", "1000", "0.25", "--as", "A");
    expect(code).to.equal(1);
    expect(output).to.match(/^Error: MarketInsufficientEnt: /);
    expect((await market("book")).output).to.equal("There is no open order.\n");
  });

  it("says why an order would be refused when it is only asked for", async () => {
    const why = async (...args: string[]) => (await market(...args, "--quote")).output;
    expect(await why("buy", "4", "0.3", "--type", "fok")).to.match(
      /^It would be refused\. Only 0 ENT of it could be filled/,
    );
    expect(await why("buy", "0.001", "0.3")).to.match(/must have at least 0\.1 ENT/);
    expect(await why("buy", "4", "0.3", "--type", "fok", "--as", "B")).to.match(/MarketNotFilled: Only 0 ENT of 4 ENT/);
    expect(await why("sell", "1000", "0.25", "--as", "A")).to.match(
      /rests +1000 ENT\nIt would be refused, all the same\. MarketInsufficientEnt/,
    );
  });

  for (const [what, args, message] of [
    ["an order of nobody's", ["buy", "1", "0.2"], /Somebody must send the order\.\nAdd --as/],
    ["a price between ticks", ["buy", "1", "0.00001", "--quote"], /0\.00001/],
    ["a number that is none", ["cancel", "x", "--as", "A"], /"x" is no order's number/],
    ["nothing to cancel", ["cancel", "--as", "A"], /Say which orders to cancel/],
    [
      "a type that there is not",
      ["buy", "1", "0.2", "--type", "best"],
      /Allowed choices are limit, ioc, fok, postOnly/,
    ],
  ] as [string, string[], RegExp][]) {
    it(`refuses ${what}`, async () => {
      const { code, output } = await market(...args);
      expect(code).to.equal(1);
      expect(output).to.match(message);
    });
  }

  it("shows the book live until it is interrupted", async () => {
    const child = spawn(process.execPath, given(["book", "--live"]), {
      env: { ...process.env, NO_COLOR: "1", ...environment() },
    });
    live.push(child);
    let output = "";
    const shows = (text: string) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        child.stdout.on("data", look);
        look();
      });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    await shows("There is no open order.");
    await chain.as(demoAccount("A")).market.addOrder({
      side: "sell",
      lots: parseLots("3"),
      priceTicks: parsePrice("0.45"),
    });
    await shows("0.45");
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];
    expect(code).to.equal(0);
  });
});

type Account = ReturnType<typeof demoAccount>;
