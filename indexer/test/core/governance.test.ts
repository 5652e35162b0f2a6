import { expect } from "chai";
import { ANNA, BEGIN, BEN, CELLAR, Chronicle, OWNER, ROOF, ZERO, place, said, thrownBy } from "../helpers/chronicle.ts";

const [ADD_VOTER, REMOVE_VOTER, REGISTER, REMOVE, CHANGE_BANKER, SET_PARAMETER] = [0, 1, 2, 3, 4, 5];
const opened = (ballot: number, kind = REGISTER, command = {}, endsAt = BEGIN + 3_600) =>
  said("governance", "BallotOpened", {
    ballot: BigInt(ballot),
    opener: ANNA,
    command: { kind, subject: ROOF, owner: OWNER, first: 10_000n, second: 5_000n, ...command },
    endsAt: BigInt(endsAt),
  });
const vote = (ballot: number, support = true, voter = ANNA) =>
  said("governance", "VoteCast", { ballot: BigInt(ballot), voter, support });
const executed = (ballot: number) => said("governance", "BallotExecuted", { ballot: BigInt(ballot), positive: 2n });
const lapsed = (unit = ROOF) => said("governance", "UnitBallotsLapsed", { unit });
const voterAdded = (voter = ANNA) => said("governance", "VoterAdded", { voter });
const voterRemoved = (voter = ANNA) => said("governance", "VoterRemoved", { voter });
const parameter = (name: number, value: bigint) => said("governance", "ParameterSet", { name, value });

describe("reduceGovernance", () => {
  let chronicle: Chronicle;
  beforeEach(() => (chronicle = new Chronicle()));
  const ballot = (id: number) => chronicle.books.tables.ballots.get(id)!;

  describe("VoterAdded and VoterRemoved", () => {
    it("give each term a number of its own, and meet the voter", () => {
      chronicle.take([voterAdded()], [voterAdded(BEN)]);
      chronicle.take([voterRemoved()]);
      expect(chronicle.books.tables.voters.get(ANNA)).to.deep.equal({
        voter: ANNA,
        term: 0,
        inOffice: false,
        since: BEGIN,
        lastVoteAt: BEGIN,
      });
      expect(chronicle.take([voterAdded()])).to.deep.equal([]);
      expect(chronicle.books.tables.voters.get(ANNA)).to.include({ term: 2, inOffice: true, since: BEGIN + 20 });
      expect(chronicle.books.tables.voters.get(BEN)).to.include({ term: 1, inOffice: true });
      expect(chronicle.books.network().terms).to.equal(3);
      expect(chronicle.books.tables.accounts.get(BEN)?.firstSeen).to.equal(BEGIN);
    });

    it("refuse to remove whom nothing has added", () => {
      expect(thrownBy(() => chronicle.take([voterRemoved()])).message).to.equal(
        `An event speaks of the voter ${ANNA}, which no event before it has made.`,
      );
    });
  });

  describe("VoterRetired", () => {
    it("adds nothing to the removal that comes with it", () => {
      chronicle.take([voterAdded()]);
      chronicle.take([said("governance", "VoterRetired", { voter: ANNA, by: BEN })]);
      expect(chronicle.books.tables.voters.get(ANNA)?.inOffice).to.equal(true);
    });
  });

  describe("BallotOpened", () => {
    it("opens a ballot with all that its command says", () => {
      expect(chronicle.take([opened(1)])).to.deep.equal([]);
      expect(ballot(1)).to.deep.equal({
        id: 1,
        kind: "registerStorageUnit",
        subject: ROOF,
        owner: OWNER,
        first: 10_000n,
        second: 5_000n,
        state: "open",
        opener: ANNA,
        openedAt: BEGIN,
        endsAt: BEGIN + 3_600,
        closedAt: null,
        positive: null,
        before: null,
        tx: "100.0",
      });
      expect(chronicle.books.network().ballots).to.equal(1);
    });

    it("has a word for each command, and takes one that is new for a parameter", () => {
      const kinds = [ADD_VOTER, REMOVE_VOTER, REGISTER, REMOVE, CHANGE_BANKER, SET_PARAMETER, 6];
      chronicle.take(kinds.map((kind, i) => opened(i + 1, kind)));
      expect(kinds.map((_, i) => ballot(i + 1).kind)).to.deep.equal([
        "addVoter",
        "removeVoter",
        "registerStorageUnit",
        "removeStorageUnit",
        "changeBanker",
        "setParameter",
        "setParameter",
      ]);
      expect(chronicle.books.network().ballots).to.equal(7);
    });

    it("keeps what was before: the banker, or the parameter's value", () => {
      chronicle.take([said("bank", "BankerChanged", { banker: BEN }), parameter(3, 250n)]);
      chronicle.take([
        opened(1, CHANGE_BANKER),
        opened(2, SET_PARAMETER, { first: 3n }),
        opened(3, SET_PARAMETER, { first: 4n }),
        opened(4, ADD_VOTER, { first: 3n }),
      ]);
      expect([1, 2, 3, 4].map((id) => ballot(id).before)).to.deep.equal([BEN, "250", null, null]);
      chronicle.take([said("bank", "BankerChanged", { banker: ZERO })], [opened(5, CHANGE_BANKER)]);
      expect(ballot(5).before).to.equal(null);
    });
  });

  describe("VoteCast", () => {
    it("notes the vote under the voter's term, and when they last voted", () => {
      chronicle.take([voterAdded(BEN), voterAdded(), opened(1)]);
      expect(chronicle.take([vote(1)], [vote(1, false, BEN)])).to.deep.equal([]);
      expect([...chronicle.books.tables.votes.rows.values()]).to.deep.equal([
        { ballot: 1, term: 1, voter: ANNA, support: true, at: BEGIN + 10 },
        { ballot: 1, term: 0, voter: BEN, support: false, at: BEGIN + 10 },
      ]);
      expect(chronicle.books.tables.voters.get(ANNA)).to.deep.equal({
        voter: ANNA,
        term: 1,
        inOffice: true,
        since: BEGIN,
        lastVoteAt: BEGIN + 10,
      });
    });

    it("replaces an earlier one of the same term", () => {
      chronicle.take([voterAdded(), opened(1), vote(1)]);
      chronicle.take([vote(1, false)]);
      expect(chronicle.books.tables.votes.get(1, 0)).to.include({ support: false, at: BEGIN + 10 });
      expect(chronicle.books.tables.votes.rows.size).to.equal(1);
    });

    it("refuses one of whom nothing has added", () => {
      expect(thrownBy(() => chronicle.take([opened(1), vote(1)])).message).to.include(`the voter ${ANNA}`);
    });
  });

  describe("BallotExecuted", () => {
    it("ends the ballot with its votes", () => {
      chronicle.take([opened(1), opened(2)]);
      expect(chronicle.take([executed(1)])).to.deep.equal([]);
      expect(ballot(1)).to.include({ state: "executed", positive: 2, closedAt: BEGIN + 10, openedAt: BEGIN });
      expect(ballot(2)).to.include({ state: "open", positive: null, closedAt: null });
    });

    it("refuses one that nothing has opened", () => {
      expect(thrownBy(() => chronicle.take([executed(1)])).message).to.equal(
        "An event speaks of the ballot 1, which no event before it has made.",
      );
    });
  });

  describe("UnitBallotsLapsed", () => {
    it("ends the open ballots on the unit whose time is not over, and no others", () => {
      chronicle.take([
        opened(1, REGISTER),
        opened(2, REMOVE),
        opened(3, REMOVE, { subject: CELLAR }),
        opened(4, ADD_VOTER),
        opened(5, REMOVE, {}, BEGIN + 10),
        opened(6, REMOVE, {}, BEGIN + 11),
        opened(7, REGISTER),
      ]);
      expect(chronicle.take([executed(7), lapsed()])).to.deep.equal([]);
      expect([1, 2, 3, 4, 5, 6, 7].map((id) => ballot(id).state)).to.deep.equal([
        "lapsed",
        "lapsed",
        "open",
        "open",
        "open",
        "lapsed",
        "executed",
      ]);
      expect(ballot(1)).to.include({ closedAt: BEGIN + 10, positive: null });
      expect(ballot(7).positive).to.equal(2);
    });
  });

  describe("ParameterSet", () => {
    it("keeps the value and tells the change", () => {
      expect(chronicle.take([parameter(3, 250n)])).to.deep.equal([
        { table: "parameterChanges", row: { ...place(100), number: 3, value: 250n, ballot: null } },
      ]);
      expect(chronicle.books.tables.parameters.get(3)).to.deep.equal({ number: 3, value: 250n });
    });

    it("names the ballot that did it, in the same transaction alone", () => {
      chronicle.take([opened(4, SET_PARAMETER)]);
      const added = chronicle.take([executed(4), parameter(3, 250n)], [parameter(5, 1n)]);
      expect(added).to.deep.equal([
        { table: "parameterChanges", row: { ...place(101, 1), number: 3, value: 250n, ballot: 4 } },
        { table: "parameterChanges", row: { ...place(101, 2, 1), number: 5, value: 1n, ballot: null } },
      ]);
    });
  });
});
