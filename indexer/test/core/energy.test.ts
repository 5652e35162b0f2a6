import { expect } from "chai";
import {
  ANNA,
  BEGIN,
  BEN,
  CELLAR,
  Chronicle,
  OWNER,
  ROOF,
  ZERO,
  place,
  registered,
  rowsOf,
  said,
  thrownBy,
  transfer,
} from "../helpers/chronicle.ts";
import { END, actual, debtPaid, nothing, produced, removed } from "../helpers/energyEvents.ts";

describe("reduceEnergy", () => {
  let chronicle: Chronicle;
  beforeEach(() => {
    chronicle = new Chronicle();
    chronicle.take([registered()]);
  });

  const unit = () => chronicle.books.tables.units.get(ROOF)!;
  const account = (address: string) => chronicle.books.tables.accounts.get(address);

  describe("StorageUnitRegistered", () => {
    it("makes a unit, and meets it and its owner", () => {
      expect(unit()).to.deep.equal({
        unit: ROOF,
        ordinal: 0,
        owner: OWNER,
        storedWh: 0,
        lockedWh: 0,
        capacityWh: 10_000,
        powerW: 5_000,
        lastIntervalEnd: BEGIN,
        lastSequence: 0,
        givenAwayWh: 0n,
        generation: 0,
        registeredAt: BEGIN,
      });
      expect([...chronicle.books.tables.accounts.rows.keys()]).to.deep.equal([OWNER, ROOF]);
      expect(account(ROOF)?.firstSeen).to.equal(BEGIN);
    });

    it("numbers units in the order in which they first came", () => {
      chronicle.take([registered(CELLAR)]);
      chronicle.take([removed(0n)], [registered()]);
      expect(chronicle.books.tables.units.get(CELLAR)?.ordinal).to.equal(1);
      expect(unit().ordinal).to.equal(0);
    });

    it("lets one that comes again go on counting where it was", () => {
      chronicle.take([produced({ sequence: 7n })]);
      chronicle.take([said("energyPool", "EnergyGivenAway", { unit: ROOF, consumer: BEN, energyWh: 5n })]);
      chronicle.take([removed(1_000n)]);
      chronicle.take([registered(ROOF, { owner: ANNA, capacityWh: 20n, powerW: 30n })]);
      expect(unit()).to.deep.equal({
        unit: ROOF,
        ordinal: 0,
        owner: ANNA,
        storedWh: 0,
        lockedWh: 0,
        capacityWh: 20,
        powerW: 30,
        lastIntervalEnd: END,
        lastSequence: 7,
        givenAwayWh: 5n,
        generation: 1,
        registeredAt: BEGIN + 40,
      });
    });

    it("begins its intervals with its registration when they ended before", () => {
      chronicle.take([removed(0n)]);
      chronicle.take([registered()]);
      expect(unit().lastIntervalEnd).to.equal(BEGIN + 20);
    });
  });

  describe("StorageUnitRemoved", () => {
    it("empties the unit and takes its energy from the community", () => {
      chronicle.take([registered(CELLAR)], [produced({ unit: CELLAR, energyWh: 5n })], [produced()]);
      chronicle.take([removed(1_000n)]);
      expect(unit()).to.deep.equal({
        unit: ROOF,
        ordinal: 0,
        owner: null,
        storedWh: 0,
        lockedWh: 0,
        capacityWh: 0,
        powerW: 0,
        lastIntervalEnd: END,
        lastSequence: 1,
        givenAwayWh: 0n,
        generation: 1,
        registeredAt: BEGIN,
      });
      expect(chronicle.books.network().energyWh).to.equal(5);
    });
  });

  describe("EnergyProduced", () => {
    it("stores the energy and tells what was minted, for whom, and what R took", () => {
      const added = chronicle.take([
        produced(),
        transfer("energyToken", ZERO, ANNA, 900_000_000n),
        transfer("energyToken", ZERO, OWNER, 40_000_000n),
      ]);
      expect(rowsOf(added, "readings")).to.deep.equal([
        {
          ...place(101),
          ...nothing,
          unit: ROOF,
          owner: OWNER,
          resident: ANNA,
          kind: "produced",
          energyWh: 1_000n,
          intervalEnd: END,
          sequence: 1,
          minted: 900_000_000n,
          provider: 40_000_000n,
          cost: 60_000_000n,
        },
      ]);
      const movement = { token: "ENT", counterparty: null, unit: ROOF, reference: null };
      expect(rowsOf(added, "movements")).to.deep.equal([
        {
          ...movement,
          ...place(101, 1),
          account: ANNA,
          amount: 900_000_000n,
          balance: 900_000_000n,
          kind: "production",
          energyWh: 1_000n,
        },
        {
          ...movement,
          ...place(101, 2),
          account: OWNER,
          amount: 40_000_000n,
          balance: 40_000_000n,
          kind: "providerShare",
          energyWh: null,
        },
      ]);
      expect(unit()).to.include({ storedWh: 1_000, lockedWh: 0, lastIntervalEnd: END, lastSequence: 1 });
      expect(account(ANNA)).to.include({ firstSeen: BEGIN + 10, ent: 900_000_000n });
      expect(rowsOf(added, "points")).to.deep.equal([
        { block: 101, at: BEGIN + 10, ent: 940_000_000n, energyWh: 1_000, rate: 0n, eur: 0n },
      ]);
    });

    it("meets a producer who gets nothing", () => {
      chronicle.take([produced({ toProducer: 0n, toProvider: 0n })]);
      expect(account(ANNA)?.firstSeen).to.equal(BEGIN + 10);
    });

    it("leaves the unit's number alone when a plain command says it", () => {
      chronicle.take([produced({ sequence: 4n })], [produced({ sequence: 0n, intervalEnd: BigInt(END + 900) })]);
      expect(unit()).to.include({ lastSequence: 4, lastIntervalEnd: END + 900, storedWh: 2_000 });
    });

    it("takes a debt that the production paid for no cost, once", () => {
      const added = chronicle.take([
        debtPaid({ payer: ANNA }),
        produced({ toProducer: 870_000_000n }),
        produced({ sequence: 2n }),
      ]);
      expect(rowsOf(added, "readings").map(({ cost }) => cost)).to.deep.equal([60_000_000n, 60_000_000n]);
    });

    it("takes it for no cost whatever else is paid meanwhile", () => {
      const payment = transfer("energyToken", BEN, OWNER, 30_000_000n);
      const added = chronicle.take([debtPaid({ payer: ANNA }), payment, produced({ toProducer: 870_000_000n })]);
      expect(rowsOf(added, "readings")[0]?.cost).to.equal(60_000_000n);
    });

    it("explains no payment that is made beside it", () => {
      const added = chronicle.take([produced(), transfer("energyToken", BEN, OWNER, 5n)]);
      expect(rowsOf(added, "movements").map(({ unit }) => unit)).to.deep.equal([null, null]);
    });

    it("takes no debt of somebody else off its cost, and none that was burned", () => {
      const of = (...events: Parameters<Chronicle["take"]>[0]) =>
        rowsOf(chronicle.take(events), "readings").map(({ cost }) => cost);
      expect(of(debtPaid({ resident: BEN }), produced())).to.deep.equal([60_000_000n]);
      expect(of(debtPaid(), transfer("energyToken", BEN, ZERO, 30_000_000n), produced())).to.deep.equal([60_000_000n]);
    });
  });

  describe("EnergyLost and EnergyUnbooked", () => {
    it("stand by themselves in a transaction without a consumption", () => {
      chronicle.take([produced()]);
      const added = chronicle.take([
        said("energyPool", "EnergyLost", { unit: ROOF, consumer: BEN, energyWh: 60n }),
        said("energyPool", "EnergyUnbooked", { unit: ROOF, consumer: BEN, energyWh: 40n }),
      ]);
      expect(unit().storedWh).to.equal(940);
      expect(added.map(({ table }) => table)).to.deep.equal(["points"]);
    });
  });

  describe("EnergyGivenAway", () => {
    it("adds up, and moves nothing", () => {
      const given = (energyWh: bigint) =>
        said("energyPool", "EnergyGivenAway", { unit: ROOF, consumer: BEN, energyWh });
      expect(chronicle.take([given(5n), given(7n)])).to.deep.equal([]);
      expect(unit()).to.include({ givenAwayWh: 12n, storedWh: 0 });
    });
  });

  describe("ActualEnergyReported", () => {
    it("corrects what is stored, up or down, and tells the figure", () => {
      const added = chronicle.take([actual(700n, 0n)]);
      expect(rowsOf(added, "readings")).to.deep.equal([
        {
          ...place(101),
          ...nothing,
          unit: ROOF,
          owner: OWNER,
          resident: "",
          kind: "actual",
          energyWh: 700n,
          intervalEnd: END,
          sequence: 3,
        },
      ]);
      expect(unit()).to.include({ storedWh: 700, lastIntervalEnd: END, lastSequence: 3 });
      chronicle.take([actual(450n, 700n, { sequence: 4n })]);
      expect(unit()).to.include({ storedWh: 450, lastSequence: 4 });
      expect(chronicle.books.network().energyWh).to.equal(450);
    });

    it("is what its owner's share is minted for", () => {
      const added = chronicle.take([actual(700n, 0n), transfer("energyToken", ZERO, OWNER, 1n)]);
      expect(rowsOf(added, "movements")[0]).to.include({ kind: "providerShare", unit: ROOF });
    });

    it("belongs to nobody where the unit has no owner", () => {
      chronicle.take([removed(0n)]);
      expect(rowsOf(chronicle.take([actual(0n, 0n)]), "readings")[0]?.owner).to.equal(ZERO);
    });
  });

  describe("ReadingRejected", () => {
    const rejected = (reason: number, sequence = 9n) =>
      said("energyPool", "ReadingRejected", { unit: ROOF, sequence, reason });

    it("uses up the number and tells why", () => {
      expect(chronicle.take([rejected(6)])).to.deep.equal([
        { table: "rejections", row: { ...place(101), unit: ROOF, sequence: 9, reason: "abovePower" } },
      ]);
      expect(unit()).to.include({ lastSequence: 9, lastIntervalEnd: BEGIN, storedWh: 0 });
    });

    it("has a word for each reason, and the number of one that is new", () => {
      const added = chronicle.take([0, 1, 2, 3, 4, 5, 6, 7, 8].map((reason) => rejected(reason)));
      expect(rowsOf(added, "rejections").map(({ reason }) => reason)).to.deep.equal([
        "none",
        "unknownKind",
        "zeroResident",
        "unitItself",
        "intervalTooOld",
        "aboveCapacity",
        "abovePower",
        "tooLarge",
        "8",
      ]);
    });
  });

  describe("RateChanged", () => {
    it("is the rate from then on", () => {
      expect(chronicle.take([said("energyPool", "RateChanged", { rate: 1_020_000n })])).to.deep.equal([
        {
          table: "points",
          row: { block: 101, at: BEGIN + 10, ent: 0n, energyWh: 0, rate: 1_020_000n, eur: 0n },
        },
      ]);
    });
  });

  describe("DebtIncurred and DebtPaid", () => {
    it("say what is owed, to whom and by whose payment", () => {
      const incurred = said("energyPool", "DebtIncurred", {
        resident: ANNA,
        unit: ROOF,
        amount: 50_000_000n,
        owed: 50_000_000n,
      });
      const added = chronicle.take([incurred], [debtPaid(), transfer("energyToken", BEN, ZERO, 30_000_000n)]);
      expect(rowsOf(added, "debts")).to.deep.equal([
        { ...place(101), resident: ANNA, other: ROOF, change: 50_000_000n, owed: 50_000_000n },
        { ...place(101, 1, 1), resident: ANNA, other: BEN, change: -30_000_000n, owed: 20_000_000n },
      ]);
      expect(rowsOf(added, "movements")).to.deep.equal([
        {
          ...place(101, 2, 1),
          account: BEN,
          token: "ENT",
          amount: -30_000_000n,
          balance: -30_000_000n,
          kind: "debt",
          counterparty: null,
          unit: null,
          energyWh: null,
          reference: null,
        },
      ]);
      expect(account(ANNA)).to.include({ owed: 20_000_000n, firstSeen: BEGIN + 10 });
    });
  });

  describe("given a unit that no event has made", () => {
    it("says which, and what to do", () => {
      expect(thrownBy(() => chronicle.take([produced({ unit: CELLAR })]))).to.include({
        name: "IncompleteHistoryError",
        message: `An event speaks of the storage unit ${CELLAR}, which no event before it has made.`,
        hint: "Rebuild the index with: ./powerchain index rebuild. If that does not help, the manifest's first block is wrong.",
      });
    });
  });
});
