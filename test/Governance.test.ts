import { expect } from "chai";
import { type EventLog } from "ethers";
import { Office, STATE } from "./helpers/office.ts";
import { DAY, HOUR, NOBODY, PARAMETER, Town, type Person } from "./helpers/town.ts";

describe("Governance", () => {
  let town: Town;
  let office: Office;

  beforeEach(async () => {
    town = await Town.empty();
    office = new Office(town);
  });

  const as = (by: Person, name: string, ...args: unknown[]): Promise<unknown> => office.send(by, name, ...args);
  const error = (name: string): [typeof town.d.governance, string] => [town.d.governance, name];

  describe("a fresh network", () => {
    it("has its deployer as the first and only voter", async () => {
      expect(await town.d.governance.getFunction("voters")(0, 10)).to.deep.equal([town.voter.address]);
      expect(await office.isVoter(town.voter)).to.equal(true);
      expect(await office.isVoter(town.anna)).to.equal(false);
    });

    const defaults: [keyof typeof PARAMETER, bigint][] = [
      ["M", 500_000n],
      ["B", 500_000n],
      ["C", 50_000n],
      ["H", 7_200n],
      ["F", 200_000n],
      ["pricing", 0n],
      ["votingPeriod", 7n * DAY],
      ["mintCap", 10_000_000_000_000n],
      ["minOrder", 100n],
      ["owedLimit", 5_000_000_000n],
      ["grace", HOUR],
      ["voterInactivity", 365n * DAY],
    ];
    for (const [name, value] of defaults) {
      it(`starts with ${name} = ${value}`, async () => {
        expect(await town.d.lens.getFunction("parameter")(PARAMETER[name])).to.equal(value);
      });
    }

    it("tells of each of them, as of every change", async () => {
      const told = (await town.d.governance.queryFilter("ParameterSet", 0)) as EventLog[];
      expect(told.map(({ args }) => [...args])).to.deep.equal(
        defaults.map(([name, value]) => [PARAMETER[name], value]),
      );
    });
  });

  describe("sending a command", () => {
    it("opens its ballot with a positive vote", async () => {
      office = await Office.of(town, 2);
      const time = (await town.now()) + 50n;
      await town.at(time);
      await expect(as(town.voter, "addVoter", town.ben.address)).to.emit(town.d.governance, "BallotOpened");
      expect(await office.ballot(await office.newest())).to.deep.include({
        ...{ state: STATE.open, openedAt: time, endsAt: time + 7n * DAY, positive: 1n, missing: 1n },
      });
      expect(await office.isVoter(town.ben)).to.equal(false);
    });

    it("turns the sender's vote negative when sent again, and again positive", async () => {
      office = await Office.of(town, 3);
      await as(town.voter, "addVoter", town.u1.address);
      const id = await office.newest();
      for (const positive of [0n, 1n, 0n, 1n]) {
        await as(town.voter, "addVoter", town.u1.address);
        expect((await office.ballot(id)).positive).to.equal(positive);
      }
      expect(await office.newest()).to.equal(id);
    });

    it("votes on the open ballot on that command with those arguments, and on no other", async () => {
      office = await Office.of(town, 2);
      await as(town.voter, "registerStorageUnit", town.u1.address, town.ben.address, 5n, 0n);
      await as(town.anna, "registerStorageUnit", town.u1.address, town.ben.address, 6n, 0n);
      await as(town.anna, "registerStorageUnit", town.u1.address, town.clara.address, 5n, 0n);
      await as(town.anna, "registerStorageUnit", town.u1.address, town.ben.address, 5n, 1n);
      await as(town.anna, "registerStorageUnit", town.u2.address, town.ben.address, 5n, 0n);
      expect((await town.unit(town.u1)).owner).to.equal(NOBODY);
      await as(town.anna, "registerStorageUnit", town.u1.address, town.ben.address, 5n, 0n);
      expect((await town.unit(town.u1)).owner).to.equal(town.ben.address);
    });

    it("answers whether it was executed", async () => {
      const add = town.as(town.voter, "governance").getFunction("addVoter");
      expect(await add.staticCall(town.anna.address)).to.equal(true);
      office = await Office.of(town, 2);
      expect(await add.staticCall(town.ben.address)).to.equal(false);
    });

    it("can be found again by its command", async () => {
      office = await Office.of(town, 2);
      const command = { kind: 0, subject: town.ben.address, owner: NOBODY, first: 0, second: 0 };
      const open = town.d.governance.getFunction("openBallotOn");
      expect(await open(command)).to.equal(0n);
      await as(town.voter, "addVoter", town.ben.address);
      expect(await open(command)).to.equal(await office.newest());
      await as(town.anna, "addVoter", town.ben.address);
      expect(await open(command)).to.equal(0n);
    });
  });

  describe("vote", () => {
    beforeEach(async () => {
      office = await Office.of(town, 4);
      await as(town.voter, "addVoter", town.u1.address);
    });

    it("says it outright, either way", async () => {
      const id = await office.newest();
      await expect(as(town.anna, "vote", id, false))
        .to.emit(town.d.governance, "VoteCast")
        .withArgs(id, town.anna.address, false);
      expect((await office.ballot(id)).positive).to.equal(1n);
      await as(town.anna, "vote", id, true);
      await as(town.voter, "vote", id, false);
      expect((await office.ballot(id)).positive).to.equal(1n);
    });

    it("changes nothing when repeated", async () => {
      const id = await office.newest();
      await expect(as(town.voter, "vote", id, true)).not.to.emit(town.d.governance, "VoteCast");
      expect((await office.ballot(id)).positive).to.equal(1n);
      await as(town.anna, "vote", id, false);
      await as(town.anna, "vote", id, false);
      expect((await office.ballot(id)).positive).to.equal(1n);
    });

    it("answers whether it was executed, which a repeated vote and one against it never did", async () => {
      const id = await office.newest();
      const vote = (by: Person, support = true) =>
        town.as(by, "governance").getFunction("vote").staticCall(id, support);
      expect(await vote(town.voter)).to.equal(false);
      await as(town.anna, "vote", id, true);
      expect(await vote(town.ben)).to.equal(true);
      expect(await vote(town.ben, false)).to.equal(false);
      expect(await vote(town.anna)).to.equal(false);
    });

    it("is the vote that the command then turns", async () => {
      const id = await office.newest();
      await as(town.anna, "vote", id, false);
      await as(town.anna, "addVoter", town.u1.address);
      expect((await office.ballot(id)).positive).to.equal(2n);
    });

    it("executes with the vote that passes it: more than half of the voters", async () => {
      const id = await office.newest();
      await as(town.anna, "vote", id, true); // 2 of 4
      expect(await office.isVoter(town.u1)).to.equal(false);
      await expect(as(town.ben, "vote", id, true))
        .to.emit(town.d.governance, "BallotExecuted")
        .withArgs(id, 3n);
      expect(await office.isVoter(town.u1)).to.equal(true);
      expect(await office.ballot(id)).to.deep.include({ state: STATE.executed, positive: 3n, missing: 0n });
    });

    it("reverts for who is no voter", async () => {
      await expect(as(town.stranger, "vote", await office.newest(), true))
        .to.be.revertedWithCustomError(...error("GovernanceNotVoter"))
        .withArgs(town.stranger.address);
    });

    it("reverts where there is no such ballot", async () => {
      for (const id of [0n, (await office.newest()) + 1n, 2n ** 256n - 1n]) {
        await expect(as(town.voter, "vote", id, true))
          .to.be.revertedWithCustomError(...error("GovernanceNoBallot"))
          .withArgs(id);
      }
    });

    it("reverts on an executed ballot", async () => {
      await expect(as(town.voter, "vote", 1n, true))
        .to.be.revertedWithCustomError(...error("GovernanceBallotNotOpen"))
        .withArgs(1n, STATE.executed);
    });
  });

  describe("a ballot's end", () => {
    beforeEach(async () => {
      office = await Office.of(town, 2);
    });

    it("has lapsed at exactly its end; the same command then opens a new one", async () => {
      await as(town.voter, "addVoter", town.ben.address);
      const id = await office.newest();
      const { endsAt } = await office.ballot(id);
      await town.at(endsAt);
      await expect(as(town.anna, "vote", id, true))
        .to.be.revertedWithCustomError(...error("GovernanceBallotNotOpen"))
        .withArgs(id, STATE.lapsed);
      expect(await office.ballot(id)).to.deep.include({ state: STATE.lapsed, positive: 1n, missing: 0n });
      await as(town.anna, "addVoter", town.ben.address);
      expect(await office.newest()).to.equal(id + 1n);
      expect(await office.isVoter(town.ben)).to.equal(false);
    });

    it("is open in the second before", async () => {
      await as(town.voter, "addVoter", town.ben.address);
      const { endsAt } = await office.ballot(await office.newest());
      await town.at(endsAt - 1n);
      await as(town.anna, "addVoter", town.ben.address);
      expect(await office.isVoter(town.ben)).to.equal(true);
    });

    it("is that of the voting period that it opened with", async () => {
      await as(town.voter, "addVoter", town.ben.address);
      const id = await office.newest();
      const { endsAt } = await office.ballot(id);
      for (const voter of office.voters) await as(voter, "setParameter", PARAMETER.votingPeriod, HOUR);
      expect((await office.ballot(id)).endsAt).to.equal(endsAt);
      const time = (await town.now()) + 10n;
      await town.at(time);
      await as(town.voter, "addVoter", town.clara.address);
      expect((await office.ballot(await office.newest())).endsAt).to.equal(time + HOUR);
    });

    it("comes with passing: the same command opens a new ballot", async () => {
      for (const voter of office.voters) await as(voter, "setParameter", PARAMETER.H, 60n);
      const id = await office.newest();
      for (const voter of office.voters) await as(voter, "setParameter", PARAMETER.H, 61n);
      await as(town.voter, "setParameter", PARAMETER.H, 60n);
      expect(await office.newest()).to.equal(id + 2n);
      expect(await office.ballot(id)).to.deep.include({ state: STATE.executed });
      expect(await town.d.lens.getFunction("parameter")(PARAMETER.H)).to.equal(61n);
    });
  });

  describe("ballots on a storage unit", () => {
    const register = (by: Person, capacityWh: bigint): Promise<unknown> =>
      as(by, "registerStorageUnit", town.u1.address, town.ben.address, capacityWh, 0n);

    it("lapse when the unit is registered by another", async () => {
      office = await Office.of(town, 2);
      await register(town.voter, 1n);
      const other = await office.newest();
      await as(town.voter, "registerStorageUnit", town.u2.address, town.ben.address, 1n, 0n);
      const elsewhere = await office.newest();
      for (const voter of office.voters) await register(voter, 2n);
      expect((await office.ballot(other)).state).to.equal(STATE.lapsed);
      expect((await office.ballot(elsewhere)).state).to.equal(STATE.open);
      // removed again, the old ballot is not revived: the same command opens a new one
      for (const voter of office.voters) await as(voter, "removeStorageUnit", town.u1.address);
      await register(town.anna, 1n);
      expect((await town.unit(town.u1)).owner).to.equal(NOBODY);
      await expect(as(town.anna, "vote", other, true))
        .to.be.revertedWithCustomError(...error("GovernanceBallotNotOpen"))
        .withArgs(other, STATE.lapsed);
    });

    it("are said to lapse, for those who follow events", async () => {
      const sent = town.register(town.u1);
      await expect(sent).to.emit(town.d.governance, "UnitBallotsLapsed").withArgs(town.u1.address);
      await expect(town.govern("removeStorageUnit", town.u1.address))
        .to.emit(town.d.governance, "UnitBallotsLapsed")
        .withArgs(town.u1.address);
      await expect(town.govern("addVoter", town.anna.address)).to.not.emit(town.d.governance, "UnitBallotsLapsed");
    });

    it("keeps the one that did it as executed", async () => {
      office = await Office.of(town, 2);
      for (const voter of office.voters) await register(voter, 2n);
      expect((await office.ballot(await office.newest())).state).to.equal(STATE.executed);
    });

    it("leaves ballots of other kinds on the same address alone", async () => {
      office = await Office.of(town, 2);
      await as(town.voter, "addVoter", town.u1.address);
      const vote = await office.newest();
      await as(town.voter, "changeBanker", town.u1.address);
      for (const voter of office.voters) await register(voter, 2n);
      expect((await office.ballot(vote)).state).to.equal(STATE.open);
      expect((await office.ballot(vote + 1n)).state).to.equal(STATE.open);
    });
  });

  describe("reads", () => {
    it("page voters by their terms, and leave out who left", async () => {
      office = await Office.of(town, 4);
      for (const voter of office.voters.slice(0, 3)) await as(voter, "removeVoter", town.anna.address);
      const list = town.d.governance.getFunction("voters");
      expect(await list(0, 100)).to.deep.equal([town.voter.address, town.ben.address, town.clara.address]);
      expect(await list(2, 1)).to.deep.equal([town.ben.address]);
      expect(await list(9, 5)).to.deep.equal([]);
      expect(await town.d.governance.getFunction("termCount")()).to.equal(4n);
    });

    it("say of a ballot who voted what", async () => {
      office = await Office.of(town, 4);
      await as(town.voter, "addVoter", town.u1.address);
      await as(town.ben, "vote", await office.newest(), false);
      const id = await office.newest();
      const votes = async (from: bigint, count: bigint): Promise<unknown[][]> => {
        const list = await town.d.governance.getFunction("votesOf")(id, from, count);
        return list.map((v: { voter: string; support: boolean }) => [v.voter, v.support]);
      };
      const [first, third] = [
        [town.voter.address, true],
        [town.ben.address, false],
      ];
      expect(await votes(0n, 100n)).to.deep.equal([first, third]);
      expect(await votes(0n, 1n)).to.deep.equal([first]);
      expect(await votes(0n, 2n)).to.deep.equal([first]);
      expect(await votes(2n, 2n ** 256n - 1n)).to.deep.equal([third]);
    });

    it("show past and open ballots, page by page", async () => {
      office = await Office.of(town, 3);
      await as(town.voter, "addVoter", town.u1.address);
      const page = await town.d.lens.getFunction("ballots")(2, 10);
      const figures = page.map((b: { id: bigint; info: { state: bigint } }) => [b.id, b.info.state]);
      expect(figures).to.deep.equal([
        [2n, STATE.executed],
        [3n, STATE.open],
      ]);
      const ids = async (from: number, count: number | bigint): Promise<bigint[]> =>
        (await town.d.lens.getFunction("ballots")(from, count)).map(({ id }: { id: bigint }) => id);
      expect(await ids(0, 2)).to.deep.equal([1n, 2n]);
      expect(await ids(3, 1)).to.deep.equal([3n]);
      expect(await ids(2, 2n ** 256n - 1n)).to.deep.equal([2n, 3n]);
      expect(await ids(4, 9)).to.deep.equal([]);
      expect(await ids(77, 9)).to.deep.equal([]);
      expect(await ids(1, 0)).to.deep.equal([]);
    });

    it("say that there is no such ballot", async () => {
      expect((await office.ballot(77n)).state).to.equal(STATE.none);
    });
  });
});
