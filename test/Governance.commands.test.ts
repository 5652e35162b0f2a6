import { expect } from "chai";
import { Office } from "./helpers/office.ts";
import { DAY, HOUR, NOBODY, PARAMETER, Town, type Person } from "./helpers/town.ts";

const DAYS = DAY;

describe("Governance › commands", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.empty();
  });

  const as = (by: Person, name: string, ...args: unknown[]): Promise<unknown> =>
    town.as(by, "governance").getFunction(name)(...args);
  const refused = (tx: Promise<unknown>, name: string, ...args: unknown[]): Promise<void> =>
    expect(tx)
      .to.be.revertedWithCustomError(town.d.governance, name)
      .withArgs(...args);

  describe("who may send them", () => {
    const commands: [string, () => unknown[]][] = [
      ["addVoter", () => [town.anna.address]],
      ["removeVoter", () => [town.voter.address]],
      ["registerStorageUnit", () => [town.u1.address, town.ben.address, 0n, 0n]],
      ["removeStorageUnit", () => [town.u1.address]],
      ["changeBanker", () => [town.anna.address]],
      ["setParameter", () => [PARAMETER.M, 1n]],
    ];
    for (const [name, args] of commands) {
      it(`reverts when ${name} comes from who is no voter`, async () => {
        await refused(as(town.stranger, name, ...args()), "GovernanceNotVoter", town.stranger.address);
      });
    }
  });

  describe("addVoter", () => {
    it("adds a voter", async () => {
      await expect(town.govern("addVoter", town.anna.address))
        .to.emit(town.d.governance, "VoterAdded")
        .withArgs(town.anna.address);
      await as(town.anna, "addVoter", town.ben.address);
    });

    it("reverts when he is one already, at the first vote on it and at every other", async () => {
      await refused(town.govern("addVoter", town.voter.address), "GovernanceAlreadyVoter", town.voter.address);
      await town.govern("addVoter", town.anna.address);
      await town.govern("addVoter", town.ben.address); // waits for anna
      await refused(as(town.ben, "addVoter", town.clara.address), "GovernanceNotVoter", town.ben.address);
      await as(town.anna, "addVoter", town.ben.address);
      await refused(as(town.anna, "addVoter", town.ben.address), "GovernanceAlreadyVoter", town.ben.address);
    });

    it("reverts with the zero address", async () => {
      await refused(town.govern("addVoter", NOBODY), "GovernanceZeroAddress");
    });
  });

  describe("removeVoter", () => {
    it("removes a voter", async () => {
      await town.govern("addVoter", town.anna.address);
      await town.govern("removeVoter", town.anna.address);
      await expect(as(town.anna, "removeVoter", town.anna.address))
        .to.emit(town.d.governance, "VoterRemoved")
        .withArgs(town.anna.address);
    });

    it("reverts with a stranger, and with the last voter", async () => {
      await refused(town.govern("removeVoter", town.anna.address), "GovernanceUnknownVoter", town.anna.address);
      await refused(town.govern("removeVoter", town.voter.address), "GovernanceLastVoter", town.voter.address);
    });
  });

  describe("registerStorageUnit, removeStorageUnit", () => {
    it("reverts with a unit that is registered, whatever else is said of it", async () => {
      await town.register(town.u1);
      await refused(town.register(town.u1), "GovernanceAlreadyAUnit", town.u1.address);
      await refused(town.register(town.u1, 5n, 5n), "GovernanceAlreadyAUnit", town.u1.address);
    });

    it("reverts with no unit or no owner", async () => {
      await refused(town.govern("registerStorageUnit", NOBODY, town.ben.address, 0n, 0n), "GovernanceZeroAddress");
      await refused(town.govern("registerStorageUnit", town.u1.address, NOBODY, 0n, 0n), "GovernanceZeroAddress");
    });

    it("reverts with more capacity or power than can be declared", async () => {
      const most = 2n ** 40n - 1n;
      await refused(town.register(town.u1, most + 1n, 0n), "GovernanceTooLarge", most + 1n, most);
      await refused(town.register(town.u1, 0n, 2n ** 255n), "GovernanceTooLarge", 2n ** 255n, most);
      await town.register(town.u1, most, most);
      const { capacityWh, powerW } = await town.unit(town.u1);
      expect([capacityWh, powerW]).to.deep.equal([most, most]);
    });

    it("reverts when what is to be removed is no unit, or no longer", async () => {
      await refused(town.govern("removeStorageUnit", town.u1.address), "GovernanceNotAUnit", town.u1.address);
      await town.register(town.u1);
      await town.govern("removeStorageUnit", town.u1.address);
      await refused(town.govern("removeStorageUnit", town.u1.address), "GovernanceNotAUnit", town.u1.address);
    });

    it("lets a unit have another owner by removing it and registering it again", async () => {
      await town.register(town.u1);
      await town.govern("removeStorageUnit", town.u1.address);
      await town.govern("registerStorageUnit", town.u1.address, town.ben.address, 0n, 0n);
      expect((await town.unit(town.u1)).owner).to.equal(town.ben.address);
    });
  });

  describe("changeBanker", () => {
    it("changes the banker, and to none", async () => {
      await expect(town.govern("changeBanker", town.anna.address))
        .to.emit(town.d.bank, "BankerChanged")
        .withArgs(town.anna.address);
      await town.govern("changeBanker", NOBODY);
      expect(await town.d.bank.getFunction("banker")()).to.equal(NOBODY);
    });

    it("reverts when he is the banker already, or there is none already", async () => {
      await refused(town.govern("changeBanker", NOBODY), "GovernanceAlreadyBanker", NOBODY);
      await town.govern("changeBanker", town.anna.address);
      await refused(town.govern("changeBanker", town.anna.address), "GovernanceAlreadyBanker", town.anna.address);
    });
  });

  describe("setParameter", () => {
    const bounds: [keyof typeof PARAMETER, bigint, bigint][] = [
      ["M", 0n, 1_000_000n],
      ["B", 0n, 1_000_000n],
      ["C", 1n, 1_000_000n],
      ["H", 60n, 7n * DAYS],
      ["F", 0n, 1_000_000n],
      ["pricing", 0n, 1n],
      ["votingPeriod", HOUR, 90n * DAYS],
      ["mintCap", 0n, 2n ** 128n - 1n],
      ["minOrder", 1n, 1_000_000n],
      ["owedLimit", 0n, 2n ** 128n - 1n],
      ["grace", 0n, 7n * DAYS],
      ["voterInactivity", 30n * DAYS, 3_650n * DAYS],
    ];
    for (const [name, least, most] of bounds) {
      it(`takes ${name} from ${least} to ${most}, and nothing beyond`, async () => {
        const read = town.d.lens.getFunction("parameter");
        for (const value of [least, most]) {
          if ((await read(PARAMETER[name])) === value) continue;
          await expect(town.set(name, value))
            .to.emit(town.d.governance, "ParameterSet")
            .withArgs(PARAMETER[name], value);
          expect(await read(PARAMETER[name])).to.equal(value);
        }
        const beyond = [most + 1n, 2n ** 256n - 1n, ...(least > 0n ? [least - 1n, 0n] : [])];
        for (const value of beyond) {
          await refused(town.set(name, value), "GovernanceOutOfBounds", PARAMETER[name], value, least, most);
        }
        expect(await read(PARAMETER[name])).to.equal(most);
      });

      it(`reverts when ${name} would be set to its own value`, async () => {
        const value: bigint = await town.d.lens.getFunction("parameter")(PARAMETER[name]);
        await refused(town.set(name, value), "GovernanceParameterUnchanged", PARAMETER[name], value);
      });
    }

    it("executes with others' votes what its first voter sent, down to a value of 1", async () => {
      const office = await Office.of(town, 2);
      for (const [name, value] of [
        ["M", 1n],
        ["B", 0n],
        ["B", 1n],
      ] as const) {
        await office.send(town.voter, "setParameter", PARAMETER[name], value);
        await office.send(town.anna, "vote", await office.newest(), true);
        expect(await town.d.lens.getFunction("parameter")(PARAMETER[name])).to.equal(value);
      }
    });

    it("changes no other parameter", async () => {
      const network = (): Promise<{ parameters: bigint[] }> => town.d.lens.getFunction("network")();
      for (const [index, [name, , most]] of bounds.entries()) {
        const before = [...(await network()).parameters];
        await town.set(name, most === before[index] ? most - 1n : most);
        const after = [...(await network()).parameters];
        expect(after.filter((value, at) => value !== before[at])).to.have.length(1);
      }
    });

    it("reverts with a parameter that there is not", async () => {
      await expect(town.govern("setParameter", 12n, 1n)).to.be.revert(town.d.ethers);
    });
  });
});
