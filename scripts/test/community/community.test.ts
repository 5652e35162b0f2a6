import type { PowerChain, PowerChainEvent } from "@powerchain/sdk";
import { expect } from "chai";
import type { Address, Hex } from "viem";
import { outcomeOf, reconcileCommunity } from "../../src/community/outcome.ts";
import { playCommunity } from "../../src/community/play.ts";
import { reportHtml } from "../../src/community/html.ts";
import { prepare } from "../../src/community/run.ts";
import type { Play, Played } from "../../src/community/types.ts";
import { ensureCompiled } from "../../src/deploy/compile.ts";
import { openTarget } from "../../src/deploy/target.ts";
import { collectEvidence } from "../../src/evidence/collect.ts";
import { readHistory } from "../../src/evidence/history.ts";
import { loadHomes } from "../../src/replay/homes.ts";

const PRICES = { retailTicks: 3_100n, feedInTicks: 800n };
const OPTIONS = { homes: 8, days: 2, seed: 7, data: undefined };

interface Lived {
  play: Play;
  played: Played;
  close: () => Promise<void>;
}

async function live(seed: number): Promise<Lived> {
  const homes = loadHomes({ ...OPTIONS, seed });
  const target = await openTarget("embedded", { clock: "exact", startsAt: new Date((homes.start - 60) * 1000) });
  const options = { ...OPTIONS, seed, speed: undefined } as unknown as Parameters<typeof prepare>[0];
  const play = await prepare(options, homes, PRICES, target);
  return { play, played: await playCommunity(play), close: () => target.close() };
}

describe("a living community", function () {
  this.timeout(300_000);
  let lived: Lived;
  let history: PowerChainEvent[];
  before(async () => {
    await ensureCompiled(() => undefined);
    lived = await live(OPTIONS.seed);
    history = await readHistory(lived.play.cast.chain);
  });
  after(() => lived.close());

  it("trades, and agrees with the chain in every sum", async () => {
    const { play, played } = lived;
    const checks = await reconcileCommunity(play, played);
    expect(checks.filter(({ expected, found }) => expected !== found)).to.deep.equal([]);
    expect(played.rounds.reduce((sum, { trades }) => sum + trades, 0)).to.be.greaterThan(0);
    expect(played.refused).to.deep.equal({});
  });

  it("leaves nobody worse off than alone by more than the market's unsold rest, and together all better", () => {
    const outcomes = lived.played.homes.map((home) => outcomeOf(home, PRICES));
    const sum = (of: (bill: (typeof outcomes)[number]["bill"]) => number): number =>
      outcomes.reduce((total, { bill }) => total + of(bill), 0);
    expect(sum(({ withMarket }) => withMarket)).to.be.lessThan(sum(({ alone }) => alone));
  });

  it("is the same for the same seed, and another for another", async () => {
    const [same, other] = [await live(OPTIONS.seed), await live(8)];
    await Promise.all([same.close(), other.close()]);
    expect(same.played).to.deep.equal(lived.played);
    expect(other.played.rounds).to.not.deep.equal(lived.played.rounds);
  });

  it("makes a report with a chart for each measure and a row for each home", () => {
    const outcomes = lived.played.homes.map((home) => outcomeOf(home, PRICES));
    const html = reportHtml("A <community>", ["a note"], outcomes, lived.played.rounds);
    expect(html.match(/<svg/g)).to.have.length(6);
    for (const { name } of outcomes) expect(html).to.include(name);
    expect(html).to.include("Imbalance").and.include("Price over the day");
  });

  describe("the evidence for it", () => {
    const everything = (resident: Address) => ({ resident, from: 0, to: Infinity });
    const consumer = (): Address => {
      const event = history.findLast((one) => one.name === "EnergyConsumed" && one.args.coveredWh > 0n);
      return (event?.args as { consumer: Address }).consumer;
    };
    const collect = async (events: readonly PowerChainEvent[], chain: PowerChain = lived.play.cast.chain) =>
      await collectEvidence(chain, events, everything(consumer()));

    it("adds up for every home: readings, signatures, sessions, and where the ENT came from", async () => {
      const { chain, homes } = lived.play.cast;
      for (const [h, { address }] of homes.entries()) {
        const { evidence, faults, ent } = await collectEvidence(chain, history, everything(address));
        expect(faults).to.deep.equal([]);
        expect(ent).to.equal(lived.played.homes[h]?.ent);
        const wh = (what: string): bigint =>
          evidence.filter((one) => one.what === what).reduce((sum, { energyWh }) => sum + energyWh, 0n);
        expect([wh("produced"), wh("consumed")]).to.deep.equal([lived.played.sent.inWh[h], lived.played.sent.outWh[h]]);
      }
    });

    it("says where bought ENT came from, and at what price", async () => {
      const all = await Promise.all(
        lived.play.cast.homes.map(
          async ({ address }) => await collectEvidence(lived.play.cast.chain, history, everything(address)),
        ),
      );
      const bought = all
        .flatMap(({ evidence }) => evidence.flatMap(({ sources }) => sources))
        .filter(({ how }) => how === "bought");
      expect(bought).to.not.be.empty;
      for (const { priceTicks } of bought) expect(priceTicks).to.be.within(800, 3_100);
    });

    it("says a booking that is not what the unit signed", async () => {
      const target = history.findLast((one) => one.name === "EnergyConsumed" && one.args.consumer === consumer());
      const altered = history.map((one) =>
        one === target
          ? { ...one, args: { ...one.args, energyWh: (one.args as { energyWh: bigint }).energyWh + 1n } }
          : one,
      ) as PowerChainEvent[];
      const { faults } = await collect(altered);
      expect(faults.join()).to.match(/the unit signed an energy in Wh of \d+, the books say \d+/);
    });

    it("says a reading that the node keeps to itself", async () => {
      const at = history.findIndex((one) => one.name === "EnergyConsumed" && one.args.consumer === consumer());
      const { faults } = await collect(history.filter((_, i) => i !== at));
      expect(faults.join()).to.include("the node tells nothing of its readings");
    });

    it("says tokens of which nobody knows where they came from", async () => {
      const mint = history.findIndex(
        (one) => one.contract === "energyToken" && one.name === "Transfer" && one.args.to === consumer(),
      );
      const { faults } = await collect(history.filter((_, i) => i !== mint));
      expect(faults.join()).to.match(/the account holds \d+ ENT units, its history comes to \d+/);
    });

    it("says a transaction whose bytes were altered", async () => {
      const { chain } = lived.play.cast;
      const getTransaction = async ({ hash }: { hash: Hex }) => {
        const transaction = await chain.publicClient.getTransaction({ hash });
        return { ...transaction, input: transaction.input.replace(/.$/, (c) => (c === "0" ? "1" : "0")) as Hex };
      };
      const lying = {
        ...chain,
        manifest: chain.manifest,
        addresses: chain.addresses,
        publicClient: { ...chain.publicClient, getTransaction },
      };
      const { evidence, faults } = await collect(history, lying as unknown as PowerChain);
      expect(faults).to.have.length(evidence.length);
      expect(faults[0]).to.include("its transaction is not the one of that hash");
    });
  });
});
