import { expect } from "chai";
import { ENT, EUR, KWH, Town, type Person } from "../helpers/town.ts";

const SELL = 1n;
const BUY = 0n;
const LIMIT = 0n;
const LOTS = 1_000n; // 1 ENT
/** Place of a quote's end. */
const ENDS_AT = 2;
const HALF = 5_000n; // ticks: 0.50 EUR/ENT

/**
 * What the order of transactions brings to who decides it (a validator decides it in its own blocks), and what trades with oneself
 * bring: "profit" is the change of what all his accounts have together.
 */
describe("Order of transactions, and prices", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open(); // the provider owns u1 and u2
    await town.produce(town.u2, town.anna, 100n * KWH); // anna 80 ENT, provider 20
    await town.govern("changeBanker", town.banker.address);
    const mint = town.as(town.banker, "bank").getFunction("mintEuro");
    for (const who of [town.ben, town.clara, town.stranger]) await mint(who.address, 100n * EUR, `to ${who.address}`);
    for (const who of [town.clara, town.stranger]) await town.send(town.anna, who, 10n * ENT);
  });

  const order = (by: Person, side: bigint, ticks: bigint, lots = LOTS): Promise<unknown> =>
    town.as(by, "market").getFunction("addOrder")(side, ticks, lots, LIMIT, 100n, 0n) as Promise<unknown>;

  const has = async (...people: Person[]): Promise<{ ent: bigint; eur: bigint }> => {
    const accounts = await Promise.all(people.map((person) => town.account(person)));
    return {
      ent: accounts.reduce((sum, { entAvailable, entLocked }) => sum + entAvailable + entLocked, 0n),
      eur: accounts.reduce((sum, { eurAvailable, eurLocked }) => sum + eurAvailable + eurLocked, 0n),
    };
  };

  async function profit(who: Person[], attack: () => Promise<unknown>): Promise<{ ent: bigint; eur: bigint }> {
    const before = await has(...who);
    await attack();
    const after = await has(...who);
    return { ent: after.ent - before.ent, eur: after.eur - before.eur };
  }

  describe("trades with oneself", () => {
    it("by two accounts show any price that one likes: profit 0 ENT, 0 EUR; and no rule of the protocol reads a price", async () => {
      const rules = async (): Promise<unknown[]> => {
        const { imbalance, rate } = await town.network();
        const quote = await town.d.lens.getFunction("quoteSession")(town.u2.address, town.anna.address, ENT);
        // All of it but the time at which the session would end.
        return [imbalance, rate, ...(quote as Iterable<unknown>)].filter((_, i) => i !== 2 + ENDS_AT);
      };
      const before = await rules();
      const gain = await profit([town.clara, town.stranger], async () => {
        for (let round = 0; round < 3; round++) {
          await order(town.clara, SELL, 60_000n);
          await order(town.stranger, BUY, 60_000n);
        }
      });
      expect(gain).to.deep.equal({ ent: 0n, eur: 0n });
      expect(await rules()).to.deep.equal(before);
    });

    it("cannot pass over an honest order: to trade at 6 EUR he must first buy what is offered at 0.50, and pays for it", async () => {
      await order(town.anna, SELL, HALF);
      const honest = await profit([town.anna], async () => {
        await order(town.clara, SELL, 60_000n);
        await order(town.stranger, BUY, 60_000n);
      });
      expect(honest, "anna sold at her price").to.deep.equal({ ent: -ENT, eur: EUR / 2n });
      expect((await town.account(town.clara)).entLocked, "his own offer is still there").to.equal(ENT);
    });
  });

  describe("a validator that puts its own orders before others", () => {
    it("takes what a careless limit gives away: profit 0.10 EUR an ENT where 0.50 is offered and ben bids up to 0.60", async () => {
      await order(town.anna, SELL, HALF);
      const gain = await profit([town.stranger], async () => {
        await order(town.stranger, BUY, HALF); // before ben's, which it has seen
        await order(town.stranger, SELL, 6_000n);
        await order(town.ben, BUY, 6_000n);
      });
      expect(gain).to.deep.equal({ ent: 0n, eur: EUR / 10n });
      expect((await town.account(town.ben)).eurAvailable, "never more than his own limit").to.equal(
        100n * EUR - (6n * EUR) / 10n,
      );
    });

    it("gets nothing from who bids the price that is offered: profit 0 EUR, and ben's order waits with its money", async () => {
      await order(town.anna, SELL, HALF);
      const gain = await profit([town.stranger, town.ben], async () => {
        await order(town.stranger, BUY, HALF);
        await order(town.stranger, SELL, 6_000n);
        await order(town.ben, BUY, HALF);
      });
      expect(gain, "he holds the ENT at what it cost").to.deep.equal({ ent: ENT, eur: -EUR / 2n });
      expect(await has(town.ben)).to.deep.equal({ ent: 0n, eur: 100n * EUR });
    });

    it("puts its friend's production before a loss: profit 0.5 ENT for 10 kWh at R 0.05, which the deficit keeps longer", async () => {
      const outcome = async (first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<bigint[]> => {
        const snapshot = await town.d.connection.networkHelpers.takeSnapshot();
        const { ent } = await profit([town.provider], async () => {
          await first();
          await second();
        });
        const { imbalance } = await town.network();
        await snapshot.restore();
        return [ent, imbalance];
      };
      const produce = (): Promise<unknown> => town.produce(town.u1, town.provider, 10n * KWH);
      const loss = (): Promise<unknown> => town.consume(town.u2, town.stranger, KWH);
      expect(await outcome(loss, produce)).to.deep.equal([(95n * ENT) / 10n, ENT / 2n]);
      expect(await outcome(produce, loss)).to.deep.equal([10n * ENT, ENT]);
    });
  });
});
