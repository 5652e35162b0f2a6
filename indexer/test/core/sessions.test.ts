import { expect } from "chai";
import {
  ANNA,
  BEGIN,
  BEN,
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
import { END, actual, consumed, debtPaid, nothing, produced, removed, started } from "../helpers/energyEvents.ts";

describe("reduceEnergy, of a session", () => {
  let chronicle: Chronicle;
  beforeEach(() => {
    chronicle = new Chronicle();
    chronicle.take([registered()]);
  });

  const unit = () => chronicle.books.tables.units.get(ROOF)!;
  const account = (address: string) => chronicle.books.tables.accounts.get(address);

  describe("SessionStarted", () => {
    beforeEach(() => void chronicle.take([produced()]));
    const session = () => chronicle.books.tables.sessions.get(ROOF, BEN);

    it("locks the ENT and the energy", () => {
      expect(chronicle.take([started()])).to.deep.equal([]);
      expect(session()).to.deep.equal({
        unit: ROOF,
        consumer: BEN,
        open: true,
        generation: 0,
        ent: 600_000_000n,
        energyWh: 500,
        rate: 1_050_000,
        startedAt: BEGIN + 20,
        endsAt: BEGIN + 3_600,
        addedEnt: 600_000_000n,
        burnedEnt: 0n,
        consumedWh: 0,
        renewals: 0,
        block: 102,
        log: 0,
      });
      expect(unit()).to.include({ lockedWh: 500, storedWh: 1_000 });
      expect(account(BEN)).to.include({ ent: 0n, entLocked: 600_000_000n });
    });

    it("renews an open one: what it consumed and when it began stays", () => {
      chronicle.take([started()]);
      chronicle.take([consumed()]);
      const renewal = { entAdded: 10n, ent: 390_000_010n, energyWh: 400n, rate: 1_060_000n };
      chronicle.take([said("energyPool", "RateChanged", { rate: 1_060_000n }), started(renewal)]);
      expect(session()).to.deep.equal({
        unit: ROOF,
        consumer: BEN,
        open: true,
        generation: 0,
        ent: 390_000_010n,
        energyWh: 400,
        rate: 1_060_000,
        startedAt: BEGIN + 20,
        endsAt: BEGIN + 3_600,
        addedEnt: 600_000_010n,
        burnedEnt: 210_000_000n,
        consumedWh: 200,
        renewals: 1,
        block: 102,
        log: 0,
      });
      expect(unit().lockedWh).to.equal(400);
      expect(account(BEN)?.entLocked).to.equal(390_000_010n);
    });
  });

  describe("EnergyConsumed", () => {
    beforeEach(() => {
      chronicle.take([produced()]);
      chronicle.take([started()]);
    });

    it("takes what the session covers from the unit, the session and the locked ENT", () => {
      const added = chronicle.take([consumed(), transfer("energyToken", BEN, ZERO, 210_000_000n)]);
      expect(rowsOf(added, "readings")).to.deep.equal([
        {
          ...place(103),
          ...nothing,
          unit: ROOF,
          owner: OWNER,
          resident: BEN,
          kind: "consumed",
          energyWh: 300n,
          intervalEnd: END,
          sequence: 2,
          coveredWh: 200,
          burned: 210_000_000n,
          cost: 10_000_000n,
        },
      ]);
      expect(unit()).to.include({ storedWh: 800, lockedWh: 300, lastSequence: 2 });
      expect(chronicle.books.network().energyWh).to.equal(800);
      expect(account(BEN)).to.include({ ent: -210_000_000n, entLocked: 390_000_000n });
      expect(chronicle.books.tables.sessions.get(ROOF, BEN)).to.include({
        ent: 390_000_000n,
        energyWh: 300,
        burnedEnt: 210_000_000n,
        consumedWh: 200,
        addedEnt: 600_000_000n,
      });
      expect(rowsOf(added, "movements")).to.deep.equal([
        {
          ...place(103, 1),
          account: BEN,
          token: "ENT",
          amount: -210_000_000n,
          balance: -210_000_000n,
          kind: "consumption",
          counterparty: null,
          unit: ROOF,
          energyWh: 200n,
          reference: null,
        },
      ]);
    });

    it("explains its burn, although as much of the consumer's debt was paid by a production just before", () => {
      const paid = debtPaid({ resident: BEN, payer: BEN, amount: 210_000_000n });
      const burn = transfer("energyToken", BEN, ZERO, 210_000_000n);
      const added = chronicle.take([paid, produced({ producer: BEN }), consumed({ sequence: 3n }), burn]);
      const [movement] = rowsOf(added, "movements");
      expect(movement).to.include({ account: BEN, kind: "consumption", unit: ROOF, energyWh: 200n });
    });

    it("notes what was lost, and what the books never held, beside it", () => {
      const lost = said("energyPool", "EnergyLost", { unit: ROOF, consumer: BEN, energyWh: 60n });
      const unbooked = said("energyPool", "EnergyUnbooked", { unit: ROOF, consumer: BEN, energyWh: 40n });
      const [first, second] = rowsOf(
        chronicle.take([consumed({ sequence: 2n, coveredWh: 1n, burned: 1n }), consumed(), lost, unbooked]),
        "readings",
      );
      expect(first).to.include({ lostWh: 0, unbookedWh: 0n });
      expect(second).to.include({ lostWh: 60, unbookedWh: 40n });
      expect(unit().storedWh).to.equal(739);
      expect(chronicle.books.network().energyWh).to.equal(739);
    });

    it("needs no session when nothing is covered, and meets the consumer", () => {
      const added = chronicle.take([consumed({ consumer: ANNA, coveredWh: 0n, burned: 0n })]);
      expect(rowsOf(added, "readings")[0]).to.include({ resident: ANNA, coveredWh: 0, cost: 0n });
      expect(unit()).to.include({ storedWh: 1_000, lockedWh: 500 });
      expect(account(ANNA)?.entLocked).to.equal(0n);
      const other = new Chronicle();
      other.take([registered()], [consumed({ coveredWh: 0n, burned: 0n })]);
      expect(other.books.tables.accounts.get(BEN)?.firstSeen).to.equal(BEGIN);
    });

    it("takes no more from the unit than it has", () => {
      chronicle.take([actual(150n, 1_000n)]);
      chronicle.take([consumed()]);
      expect(unit()).to.include({ storedWh: 0, lockedWh: 300 });
      expect(chronicle.books.network().energyWh).to.equal(0);
    });

    it("refuses one that no open session covers", () => {
      const { name, message } = thrownBy(() => chronicle.take([consumed({ consumer: ANNA })]));
      expect(name).to.equal("IncompleteHistoryError");
      expect(message).to.equal(
        `An event speaks of the session of ${ANNA} with ${ROOF}, which no event before it has made.`,
      );
      const over = said("energyPool", "SessionClosed", { unit: ROOF, consumer: BEN, returned: 0n, energyWh: 500n });
      chronicle.take([over]);
      expect(thrownBy(() => chronicle.take([consumed()])).name).to.equal("IncompleteHistoryError");
    });
  });

  describe("SessionClosed", () => {
    const closed = (more = {}) =>
      said("energyPool", "SessionClosed", {
        unit: ROOF,
        consumer: BEN,
        returned: 390_000_000n,
        energyWh: 300n,
        ...more,
      });
    beforeEach(() => {
      chronicle.take([produced()], [started()]);
      chronicle.take([consumed()], [started({ entAdded: 0n, ent: 390_000_000n, energyWh: 300n })]);
    });

    it("gives back what is left, and tells the whole session", () => {
      const added = chronicle.take([closed()]);
      expect(added).to.deep.equal([
        {
          table: "closedSessions",
          row: {
            ...place(103),
            unit: ROOF,
            consumer: BEN,
            rate: 1_050_000,
            startedAt: BEGIN + 10,
            endsAt: BEGIN + 3_600,
            addedEnt: 600_000_000n,
            burnedEnt: 210_000_000n,
            consumedWh: 200,
            returnedEnt: 390_000_000n,
            renewals: 1,
            beganBlock: 101,
            beganLog: 1,
          },
        },
      ]);
      expect(unit()).to.include({ lockedWh: 0, storedWh: 800 });
      expect(account(BEN)?.entLocked).to.equal(0n);
      expect(chronicle.books.tables.sessions.get(ROOF, BEN)).to.include({ open: false, ent: 0n, energyWh: 0 });
    });

    it("lets the next one begin anew", () => {
      chronicle.take([closed()]);
      chronicle.take([started({ entAdded: 5n, ent: 5n, energyWh: 6n })]);
      expect(chronicle.books.tables.sessions.get(ROOF, BEN)).to.include({
        open: true,
        addedEnt: 5n,
        burnedEnt: 0n,
        consumedWh: 0,
        renewals: 0,
        startedAt: BEGIN + 40,
        block: 104,
      });
      expect(unit().lockedWh).to.equal(6);
    });

    it("unlocks nothing in a unit that was removed and came again meanwhile", () => {
      chronicle.take([removed(800n)], [registered()], [started({ consumer: ANNA, energyWh: 70n })]);
      chronicle.take([closed()]);
      expect(unit()).to.include({ lockedWh: 70, generation: 1 });
      expect(account(BEN)?.entLocked).to.equal(0n);
      chronicle.take([closed({ consumer: ANNA, returned: 600_000_000n, energyWh: 70n })]);
      expect(unit().lockedWh).to.equal(0);
    });

    it("refuses a session that is not open", () => {
      chronicle.take([closed()]);
      expect(thrownBy(() => chronicle.take([closed()])).message).to.include(`the session of ${BEN} with ${ROOF}`);
      expect(thrownBy(() => chronicle.take([closed({ consumer: ANNA })])).name).to.equal("IncompleteHistoryError");
    });
  });
});
