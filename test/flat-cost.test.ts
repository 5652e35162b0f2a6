import { expect } from "chai";
import { type Interface } from "ethers";
import { Driver } from "./helpers/driver.ts";
import { reportDomain, signBatch } from "./helpers/signing.ts";
import { ENT, EUR, KWH, PARAMETER, PRODUCED, Town, type Person } from "./helpers/town.ts";
import { type Part } from "./helpers/community.ts";

const FEW = 10;
const MANY = 10_000;
const BATCH = 250;

/** What anyone can grow for free must not make another's command dearer. */
describe("Cost", function () {
  this.timeout(0);

  it(`is the same at ${FEW} and at ${MANY} units, ballots, accounts, readings and sessions, within 1 %`, async () => {
    const crowd = await Crowd.open();
    await crowd.growTo(FEW);
    const few = await crowd.measure();
    await crowd.growTo(MANY);
    const many = await crowd.measure();
    expect([...many.keys()]).to.deep.equal([...few.keys()]);
    for (const [command, gas] of many) {
      const before = few.get(command)!;
      const difference = Number(((gas - before) * 10_000n) / before) / 100;
      expect(Math.abs(difference), `${command}: ${before} gas at ${FEW}, ${gas} at ${MANY}`).to.be.at.most(1);
    }
  });
});

/** A community that grows: the same few people do the same things in it, whatever its size. */
class Crowd {
  private readonly town: Town;
  private readonly driver: Driver;
  private size = 0;
  private now: bigint;

  private constructor(town: Town, driver: Driver, now: bigint) {
    this.town = town;
    this.driver = driver;
    this.now = now;
  }

  static async open(): Promise<Crowd> {
    const town = await Town.open();
    const driver = await Driver.on(town.d);
    await town.govern("changeBanker", town.banker.address);
    await town.set("mintCap", 2n ** 100n);
    await town.produce(town.u1, town.anna, 1_000n * KWH);
    await town.send(town.anna, town.ben, ENT);
    await town.as(town.banker, "bank").getFunction("mintEuro")(town.anna.address, 100n * EUR, "first");
    return new Crowd(town, driver, await town.now());
  }

  /** A unit, its ballot, an account, a reading and a session for each. */
  async growTo(size: number): Promise<void> {
    for (let from = this.size; from < size; from += BATCH) {
      const people = Array.from({ length: Math.min(BATCH, size - from) }, (_, index) => from + index);
      await this.inOneBlock(() => people.map((index) => this.register(index)));
      await this.produceFor(people);
      await this.inOneBlock(() => people.map((index) => this.start(index)));
    }
    this.size = size;
    const { ballots, units } = await this.town.d.lens.getFunction("network")();
    expect(ballots).to.be.at.least(size);
    expect(units).to.be.at.least(size);
    expect((await this.town.unit(this.town.u2)).lockedWh, "all sessions").to.equal((BigInt(size) * KWH) / 2n);
  }

  /** Collects transactions and mines them together. */
  private async inOneBlock(send: () => Promise<unknown>[]): Promise<void> {
    await this.driver.request("evm_setAutomine", [false]);
    for (const sent of send()) await sent;
    this.now += 1n;
    await this.driver.request("evm_setNextBlockTimestamp", [`0x${this.now.toString(16)}`]);
    await this.driver.request("evm_mine", []);
    await this.driver.request("evm_setAutomine", [true]);
  }

  /** Only sends; `inOneBlock` mines. */
  private async send(from: string, part: Part, name: string, ...args: unknown[]): Promise<void> {
    const data = this.town.d[part].interface.encodeFunctionData(name, args);
    const tx = { from, to: this.town.d.wiring[part], data, gas: "0xf4240", gasPrice: "0x0" };
    await this.driver.request("eth_sendTransaction", [tx]);
  }

  private address(kind: number, index: number): string {
    return `0x${(BigInt(kind) * 0x1000000000000000000000000000000000n + BigInt(index)).toString(16).padStart(40, "0")}`;
  }

  private async tx(from: string, part: Part, name: string, ...args: unknown[]): Promise<bigint> {
    const contract: Interface = this.town.d[part].interface;
    this.now += 1n;
    const data = contract.encodeFunctionData(name, args);
    const outcome = await this.driver.send(this.now, from, this.town.d.wiring[part], data);
    expect(outcome.error, `${name} ${outcome.detail}`).to.equal(null);
    return outcome.gasUsed;
  }

  private async register(index: number): Promise<void> {
    const { voter, provider } = this.town;
    await this.send(voter.address, "governance", "registerStorageUnit", this.address(7, index), provider.address, 0, 0);
  }

  private async produceFor(people: number[]): Promise<void> {
    const { u2, stranger } = this.town;
    const sequence = (await this.town.unit(u2)).lastSequence;
    const readings = people.map((index, at) => ({
      ...{ kind: PRODUCED, resident: this.address(9, index), energyWh: KWH },
      ...{ intervalEnd: this.now, sequence: sequence + 1n + BigInt(at) },
    }));
    const domain = await reportDomain(this.town.d);
    const signature = await signBatch(this.town.d, domain, u2.address, u2.address, readings);
    await this.tx(stranger.address, "meterGateway", "submitReports", [{ unit: u2.address, readings, signature }]);
    expect((await this.town.unit(u2)).lastSequence).to.equal(sequence + BigInt(people.length));
  }

  private async start(index: number): Promise<void> {
    const consumer = this.address(9, index);
    await this.driver.request("hardhat_impersonateAccount", [consumer]);
    await this.send(consumer, "energyPool", "startConsumptionSession", this.town.u2.address, ENT / 2n);
  }

  /** Gas of each command, in a network as it is; leaves no trace. */
  async measure(): Promise<Map<string, bigint>> {
    const { d, anna, ben, voter, banker, u1, u2, clara, stranger } = this.town;
    const snapshot = await d.connection.networkHelpers.takeSnapshot();
    const start = this.now;
    const gas = new Map<string, bigint>();
    const run = async (name: string, by: Person, part: Part, fn: string, ...args: unknown[]): Promise<void> => {
      gas.set(name, await this.tx(by.address, part, fn, ...args));
    };
    await run("produce", u1, "energyPool", "energyProduced", anna.address, KWH);
    await run("start a session", anna, "energyPool", "startConsumptionSession", u1.address, 2n * ENT);
    await run("renew a session", anna, "energyPool", "startConsumptionSession", u1.address, ENT);
    await run("consume", u1, "energyPool", "energyConsumed", anna.address, KWH);
    await run("lose", u1, "energyPool", "energyConsumed", stranger.address, KWH);
    await run("consume beyond", u1, "energyPool", "energyConsumed", anna.address, 5n * KWH);
    await run("repay", ben, "energyPool", "repay", anna.address, ENT / 2n);
    await run("report actual energy", u1, "energyPool", "reportActualEnergy", 900n * KWH);
    await run("send ENT", anna, "energyToken", "transfer", ben.address, ENT);
    await run("mint eEuro", banker, "bank", "mintEuro", anna.address, EUR, "second");
    await run("lock eEuro", anna, "bank", "lockEuro", EUR);
    await run("burn eEuro", banker, "bank", "burnEuro", anna.address, EUR, "payout");
    await run("place an order", anna, "market", "addOrder", 0, 5_000, 1_000, 0, 10, 0);
    await run("vote and execute", voter, "governance", "addVoter", clara.address);
    await run("vote", voter, "governance", "setParameter", PARAMETER.H, 60n);
    const sequence = (await this.town.unit(u2)).lastSequence;
    const readings = Array.from({ length: 32 }, (_, at) => ({
      ...{ kind: at % 2, resident: anna.address, energyWh: 100n, intervalEnd: this.now },
      sequence: sequence + 1n + BigInt(at),
    }));
    const batch = await this.town.batch(u2, readings);
    await run("32 signed readings", stranger, "meterGateway", "submitReports", [batch]);
    await snapshot.restore();
    this.now = start + 1_000n;
    return gas;
  }
}
