import { expect } from "chai";
import { Office, STATE } from "./helpers/office.ts";
import { DAY, PARAMETER, Town, type Person } from "./helpers/town.ts";

describe("Governance › voters", () => {
  let town: Town;
  let office: Office;

  beforeEach(async () => {
    town = await Town.empty();
    office = new Office(town);
  });

  const as = (by: Person, name: string, ...args: unknown[]): Promise<unknown> => office.send(by, name, ...args);
  const error = (name: string): [typeof town.d.governance, string] => [town.d.governance, name];

  describe("removed voters", () => {
    it("count at once no more: their votes do not pass anything", async () => {
      office = await Office.of(town, 5);
      const [, anna, ben, clara, provider] = office.voters;
      await as(provider!, "addVoter", town.u1.address);
      await as(clara!, "addVoter", town.u1.address);
      const id = await office.newest();
      for (const voter of [town.voter, anna!, ben!]) await as(voter, "removeVoter", provider!.address);
      expect(await office.ballot(id)).to.deep.include({ positive: 1n, missing: 2n });
      await as(anna!, "vote", id, true);
      expect(await office.isVoter(town.u1)).to.equal(false);
      await as(ben!, "vote", id, true);
      expect(await office.isVoter(town.u1)).to.equal(true);
    });

    it("can vote no more", async () => {
      office = await Office.of(town, 2);
      for (const voter of office.voters) await as(voter, "removeVoter", town.anna.address);
      await expect(as(town.anna, "addVoter", town.ben.address))
        .to.be.revertedWithCustomError(...error("GovernanceNotVoter"))
        .withArgs(town.anna.address);
    });

    it("vote on their own removal as well", async () => {
      office = await Office.of(town, 2);
      await as(town.anna, "removeVoter", town.anna.address);
      await as(town.voter, "removeVoter", town.anna.address);
      expect(await office.isVoter(town.anna)).to.equal(false);
    });

    it("start clean when they return: the old votes are not theirs", async () => {
      office = await Office.of(town, 4);
      const [, anna, ben] = office.voters;
      await as(anna!, "addVoter", town.u1.address);
      const id = await office.newest();
      for (const voter of [town.voter, ben!, office.voters[3]!]) await as(voter, "removeVoter", anna!.address);
      for (const voter of [town.voter, ben!]) await as(voter, "addVoter", anna!.address);
      expect((await office.ballot(id)).positive).to.equal(0n);
      await as(anna!, "addVoter", town.u1.address);
      expect((await office.ballot(id)).positive).to.equal(1n);
      const votes = await town.d.governance.getFunction("votesOf")(id, 0, 100);
      const figures = votes.map((v: { voter: string; support: boolean; inOffice: boolean }) => [
        v.voter,
        v.support,
        v.inOffice,
      ]);
      expect(figures).to.deep.equal([
        [anna!.address, true, false],
        [anna!.address, true, true],
      ]);
    });

    it("may come and go hundreds of times: votes of late terms count like the first", async function () {
      this.timeout(60_000);
      for (let round = 0; round < 256; round++) {
        await as(town.voter, "addVoter", town.anna.address);
        if (round === 250) await as(town.anna, "addVoter", town.u2.address);
        for (const voter of [town.voter, town.anna]) await as(voter, "removeVoter", town.anna.address);
      }
      await as(town.voter, "addVoter", town.anna.address);
      await as(town.anna, "addVoter", town.ben.address); // by term 257, open
      const id = await office.newest();
      expect((await office.ballot(id)).positive).to.equal(1n);
      await as(town.anna, "vote", id, false);
      await as(town.voter, "vote", id, true);
      expect(await office.isVoter(town.ben)).to.equal(false);
      await as(town.anna, "vote", id, true);
      expect(await office.isVoter(town.ben)).to.equal(true);
      const votes = await town.d.governance.getFunction("votesOf")(id, 0, 1_000);
      expect(votes.map((v: { voter: string }) => v.voter)).to.deep.equal([town.voter.address, town.anna.address]);
      expect(await town.d.governance.getFunction("voters")(0, 1_000)).to.deep.equal([
        town.voter.address,
        town.anna.address,
        town.ben.address,
      ]);
    });
  });

  describe("executeBallot", () => {
    /** Two of four want u1; the fourth goes; two of three are enough. */
    async function passedByRemoval(): Promise<bigint> {
      office = await Office.of(town, 4);
      for (const voter of office.voters.slice(0, 2)) await as(voter, "addVoter", town.u1.address);
      const id = await office.newest();
      for (const voter of office.voters.slice(0, 3)) await as(voter, "removeVoter", office.voters[3]!.address);
      return id;
    }

    it("executes, by anyone, what came to pass by a removal", async () => {
      const id = await passedByRemoval();
      expect(await office.ballot(id)).to.deep.include({ state: STATE.open, positive: 2n, missing: 0n });
      expect(await office.isVoter(town.u1)).to.equal(false);
      await expect(as(town.stranger, "executeBallot", id))
        .to.emit(town.d.governance, "BallotExecuted")
        .withArgs(id, 2n);
      expect(await office.isVoter(town.u1)).to.equal(true);
    });

    it("is not done by repeating a vote, but by another positive one", async () => {
      const id = await passedByRemoval();
      await as(town.voter, "vote", id, true);
      expect(await office.isVoter(town.u1)).to.equal(false);
      await as(office.voters[2]!, "vote", id, true);
      expect(await office.isVoter(town.u1)).to.equal(true);
    });

    it("is not done by a negative vote, after which it may have passed no longer", async () => {
      const id = await passedByRemoval();
      await as(office.voters[2]!, "vote", id, false);
      expect(await office.isVoter(town.u1)).to.equal(false);
      await as(office.voters[1]!, "vote", id, false);
      await expect(as(town.stranger, "executeBallot", id))
        .to.be.revertedWithCustomError(...error("GovernanceNotPassed"))
        .withArgs(id, 1n, 3n);
    });

    it("reverts when it has not passed, exactly half included", async () => {
      office = await Office.of(town, 4);
      for (const voter of office.voters.slice(0, 2)) await as(voter, "addVoter", town.u1.address);
      await expect(as(town.stranger, "executeBallot", await office.newest()))
        .to.be.revertedWithCustomError(...error("GovernanceNotPassed"))
        .withArgs(await office.newest(), 2n, 4n);
    });

    it("reverts when it was executed already", async () => {
      const id = await passedByRemoval();
      await as(town.stranger, "executeBallot", id);
      await expect(as(town.stranger, "executeBallot", id))
        .to.be.revertedWithCustomError(...error("GovernanceBallotNotOpen"))
        .withArgs(id, STATE.executed);
    });

    it("reverts when it has lapsed", async () => {
      const id = await passedByRemoval();
      await town.at((await office.ballot(id)).endsAt);
      await expect(as(town.stranger, "executeBallot", id))
        .to.be.revertedWithCustomError(...error("GovernanceBallotNotOpen"))
        .withArgs(id, STATE.lapsed);
    });

    it("reverts when it has become impossible: so does every vote on it, for or against", async () => {
      office = await Office.of(town, 4);
      for (const voter of office.voters.slice(0, 3))
        await as(voter, "setParameter", PARAMETER.voterInactivity, 30n * DAY);
      await town.wait(31n * DAY);
      const gone = office.voters[3]!.address;
      for (const voter of office.voters.slice(0, 2)) await as(voter, "removeVoter", gone);
      const id = await office.newest();
      await as(town.stranger, "retireVoter", gone);
      expect(await office.ballot(id)).to.deep.include({ state: STATE.open, positive: 2n, missing: 0n });
      const attempts = [
        () => as(town.stranger, "executeBallot", id),
        () => as(office.voters[2]!, "vote", id, true),
        () => as(office.voters[2]!, "vote", id, false),
        () => as(office.voters[0]!, "vote", id, false),
        () => as(office.voters[2]!, "removeVoter", gone),
      ];
      for (const attempt of attempts) {
        await expect(attempt())
          .to.be.revertedWithCustomError(...error("GovernanceUnknownVoter"))
          .withArgs(gone);
      }
    });

    it("reverts where there is no such ballot", async () => {
      await expect(as(town.stranger, "executeBallot", 99n))
        .to.be.revertedWithCustomError(...error("GovernanceNoBallot"))
        .withArgs(99n);
    });
  });

  describe("retireVoter", () => {
    const YEAR = 365n * DAY;

    it("removes, by anyone, who has cast no vote for voterInactivity", async () => {
      office = await Office.of(town, 3);
      const since: bigint = await town.d.governance.getFunction("lastVoteAt")(town.ben.address);
      await town.at(since + YEAR - 1n);
      await expect(as(town.stranger, "retireVoter", town.ben.address))
        .to.be.revertedWithCustomError(...error("GovernanceVoterActive"))
        .withArgs(town.ben.address, since + YEAR);
      await town.at(since + YEAR);
      await expect(as(town.stranger, "retireVoter", town.ben.address))
        .to.emit(town.d.governance, "VoterRetired")
        .withArgs(town.ben.address, town.stranger.address);
      expect(await office.isVoter(town.ben)).to.equal(false);
      expect(await town.d.governance.getFunction("voterCount")()).to.equal(2n);
    });

    const signs: [string, (id: bigint) => Promise<unknown>][] = [
      ["a command", () => as(town.ben, "addVoter", town.u2.address)],
      ["a positive vote", (id) => as(town.ben, "vote", id, true)],
      ["a negative vote", (id) => as(town.ben, "vote", id, false)],
    ];
    for (const [what, sign] of signs) {
      it(`counts from the last vote: ${what}`, async () => {
        office = await Office.of(town, 5);
        const since: bigint = await town.d.governance.getFunction("lastVoteAt")(town.ben.address);
        await town.wait(300n * DAY);
        await as(town.voter, "addVoter", town.u1.address);
        await sign(await office.newest());
        await town.at(since + YEAR);
        await expect(as(town.stranger, "retireVoter", town.ben.address)).to.be.revertedWithCustomError(
          ...error("GovernanceVoterActive"),
        );
        expect(await town.d.governance.getFunction("lastVoteAt")(town.ben.address)).to.be.greaterThan(since);
      });
    }

    it("does not count a repeated vote: that changes nothing", async () => {
      office = await Office.of(town, 5);
      await as(town.ben, "addVoter", town.u1.address);
      const since: bigint = await office.read("lastVoteAt", town.ben.address);
      await town.wait(5n * DAY);
      await as(town.ben, "vote", await office.newest(), true);
      expect(await office.read("lastVoteAt", town.ben.address)).to.equal(since);
    });

    it("counts from coming into office for who has never voted, and from the new term for who returned", async () => {
      office = await Office.of(town, 2);
      await town.wait(YEAR);
      for (const voter of office.voters) await as(voter, "removeVoter", town.anna.address);
      const time = (await town.now()) + 10n;
      await town.at(time);
      await as(town.voter, "addVoter", town.anna.address);
      expect(await town.d.governance.getFunction("lastVoteAt")(town.anna.address)).to.equal(time);
      await expect(as(town.stranger, "retireVoter", town.anna.address))
        .to.be.revertedWithCustomError(...error("GovernanceVoterActive"))
        .withArgs(town.anna.address, time + YEAR);
    });

    it("goes by the voterInactivity of now", async () => {
      office = await Office.of(town, 2);
      for (const voter of office.voters) await as(voter, "setParameter", PARAMETER.voterInactivity, 30n * DAY);
      await town.wait(31n * DAY);
      await as(town.stranger, "retireVoter", town.anna.address);
    });

    it("never removes the last", async () => {
      office = await Office.of(town, 2);
      await town.wait(2n * YEAR);
      await as(town.stranger, "retireVoter", town.voter.address);
      await expect(as(town.stranger, "retireVoter", town.anna.address))
        .to.be.revertedWithCustomError(...error("GovernanceLastVoter"))
        .withArgs(town.anna.address);
    });

    it("reverts for who is no voter", async () => {
      await expect(as(town.stranger, "retireVoter", town.anna.address))
        .to.be.revertedWithCustomError(...error("GovernanceUnknownVoter"))
        .withArgs(town.anna.address);
    });

    it("makes an open ballot pass that then anyone executes: a community with a lost key goes on", async () => {
      office = await Office.of(town, 2); // anna's key is lost
      await town.wait(YEAR);
      await as(town.voter, "addVoter", town.ben.address);
      const id = await office.newest();
      expect(await office.isVoter(town.ben)).to.equal(false);
      await as(town.stranger, "retireVoter", town.anna.address);
      await as(town.stranger, "executeBallot", id);
      expect(await office.isVoter(town.ben)).to.equal(true);
    });
  });
});
