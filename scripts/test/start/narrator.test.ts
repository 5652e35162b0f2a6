import type { PowerChainEvent } from "@powerchain/sdk";
import { expect } from "chai";
import type { Address } from "viem";
import { Narrator } from "../../src/start/narrator.ts";
import { Names } from "../../src/start/words.ts";

const ann: Address = "0x00000000000000000000000000000000000000A1";
const ben: Address = "0x00000000000000000000000000000000000000b2";
const unit: Address = "0x00000000000000000000000000000000000000C3";
const names = new Names([
  [ann, "Ann"],
  [ben, "Ben"],
  [unit, "the battery"],
]);

const event = (contract: string, name: string, args: object): PowerChainEvent =>
  ({ contract, name, args, logIndex: 0 }) as unknown as PowerChainEvent;
const produced = (producer: Address, energyWh: bigint) =>
  event("energyPool", "EnergyProduced", {
    unit,
    producer,
    energyWh,
    toProducer: energyWh * 800_000n,
    toProvider: energyWh * 200_000n,
  });
const placed = (id: bigint, owner: Address, side: number) =>
  event("market", "OrderPlaced", { id, owner, side, lots: 1500n, expiresAt: 0n });
const trade = (id: bigint, taker: Address) =>
  event("market", "Trade", { id, taker, lots: 1500n, priceHalfTicks: 3641, left: 0n });

describe("Narrator", () => {
  describe("tell", () => {
    it("says who stored what, where, and what it brought", () => {
      expect(new Narrator(names).tell([produced(ann, 1_250n)])).to.deep.equal([
        "Ann stored 1.25 kWh in the battery and got 1 ENT",
      ]);
    });

    it("sums up a block with many readings of a kind, and still tells the rest", () => {
      const many = [1n, 2n, 3n, 4n].map((kwh) => produced(kwh > 2n ? ann : ben, kwh * 1000n));
      expect(new Narrator(names).tell([...many, event("governance", "VoterAdded", { voter: ben })])).to.deep.equal([
        "2 homes stored 10 kWh",
        "Ben is a voter now",
      ]);
    });

    it("names both sides of a trade with an order placed before", () => {
      const narrator = new Narrator(names);
      narrator.tell([placed(7n, ann, 1)]);
      expect(narrator.tell([trade(7n, ben)])).to.deep.equal(["Ben bought 1.5 ENT at 0.18205 EUR from Ann"]);
    });

    it("names the taker alone when the order is unknown", () => {
      expect(new Narrator(names).tell([trade(9n, ben)])).to.deep.equal(["Ben traded 1.5 ENT at 0.18205 EUR"]);
    });

    it("says what a ballot asks", () => {
      const command = { kind: 0, subject: ben, owner: ben, first: 0n, second: 0n };
      expect(
        new Narrator(names).tell([
          event("governance", "BallotOpened", { ballot: 1n, opener: ann, command, endsAt: 9n }),
        ]),
      ).to.deep.equal(["Ann proposed to make Ben a voter"]);
    });

    it("is silent about movements that another event explains", () => {
      expect(
        new Narrator(names).tell([event("energyToken", "Transfer", { from: ann, to: ben, value: 1n })]),
      ).to.deep.equal([]);
    });

    it("shows an account without a name by its address", () => {
      expect(
        new Narrator(names).tell([
          event("governance", "VoterAdded", { voter: "0x1234567890123456789012345678901234567890" }),
        ]),
      ).to.deep.equal(["0x1234…7890 is a voter now"]);
    });
  });
});
