import { expect } from "chai";
import { Refused, type Address } from "./model/common.ts";
import { CommunityModel, type Act } from "./model/community.ts";
import { deployCommunity, type Deployment } from "./helpers/community.ts";
import { Dice } from "./helpers/dice.ts";
import { Driver } from "./helpers/driver.ts";
import { RandomActs } from "./helpers/random.ts";
import { EventReplay, type BallotState } from "./helpers/replay.ts";

const COMMANDS = 1_500;
const CHECK_EVERY = 100;

/** Events alone must be enough to know every figure that Lens reads: the index and the panel live by it. */
describe("Events", function () {
  this.timeout(0);

  let deployment: Deployment;
  let driver: Driver;
  let model: CommunityModel; // only to throw up acts that make sense
  let people: string[]; // as events write them
  let dice: Dice;
  let now: bigint;
  let done = 0;
  let trades = 0;

  before(async () => {
    deployment = await deployCommunity();
    driver = await Driver.on(deployment);
    people = deployment.wallets.slice(0, 15).map(({ address }) => address);
    model = new CommunityModel(deployment.deployedAt, lower(people[0]!));
    dice = new Dice(6);
    now = BigInt((await deployment.ethers.provider.getBlock("latest"))!.timestamp) + 1n;
  });

  it(`rebuild what Lens reads, account by account, after each hundred of ${COMMANDS} random commands`, async () => {
    const cast = {
      residents: people.slice(0, 6).map(lower),
      units: people.slice(6, 10).map(lower),
      outsider: lower(people[10]!),
    };
    const traders = people.slice(11, 15);
    await endow(traders, cast.units[0]!);
    const acts = new RandomActs(dice, model, cast);
    const replay = new EventReplay(deployment);
    let from = 0;
    for (let index = 1; index <= COMMANDS; index++) {
      const { time, act } = acts.next(now);
      await both(time, act);
      if (index % 3 === 0) await trade(dice.pick(traders));
      if (index % CHECK_EVERY !== 0 && index !== COMMANDS) continue;
      from = await feed(replay, from);
      await compare(replay);
    }
    expect(done, "commands that went through").to.be.greaterThan(COMMANDS / 3);
    expect([...replay.orders.values()].length, "orders that rested").to.be.greaterThan(50);
    expect(trades, "trades").to.be.greaterThan(50);
  });

  /** Gives the traders, whom the random commands leave alone, ENT and eEuro. */
  async function endow(traders: string[], unit: Address): Promise<void> {
    const voter = lower(people[0]!);
    const none = { owner: lower(ZERO), first: 0n, second: 0n };
    const command = { kind: "registerStorageUnit" as const, subject: unit, owner: voter, first: 0n, second: 0n };
    await both(now + 1n, { do: "command", by: voter, command });
    await both(now + 1n, { do: "command", by: voter, command: { ...none, kind: "changeBanker", subject: voter } });
    for (const trader of traders.map(lower)) {
      await both(now + 1n, { do: "energyProduced", by: unit, producer: trader, energyWh: 50_000n });
      const mint = { do: "mintEuro" as const, by: voter, to: trader, amount: 5_000_000_000n, reference: trader };
      await both(now + 1n, mint);
    }
  }

  async function both(time: bigint, act: Act): Promise<void> {
    now = time;
    const outcome = await driver.run(now, act);
    try {
      model.run(now, act);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    if (outcome.error === null) done += 1;
  }

  /** A random order or its removal; whether it works does not matter. */
  async function trade(trader: string): Promise<void> {
    const market = deployment.market.interface;
    const side = dice.int(0, 1);
    const tick = 5_000 + dice.int(-8, 8);
    const type = dice.pick([0, 0, 0, 0, 1, 2, 3]);
    const expiry = dice.chance(0.2) ? now + BigInt(dice.int(10, 5_000)) : 0n;
    const mine = [...openOrders.entries()].filter(([, owner]) => owner === trader).map(([id]) => id);
    const data =
      mine.length > 0 && dice.chance(0.3)
        ? market.encodeFunctionData("removeOrder", [dice.pick(mine)])
        : market.encodeFunctionData("addOrder", [side, tick, dice.int(50, 3_000), type, dice.int(1, 4), expiry]);
    now += 1n;
    const { logs } = await driver.send(now, trader, deployment.wiring.market, data);
    for (const log of logs) {
      const event = deployment.abi.parseLog(log);
      if (event?.name === "OrderPlaced") openOrders.set(event.args.id, event.args.owner);
      if (event?.name === "Trade") trades += 1;
    }
  }
  const openOrders = new Map<bigint, string>();

  async function feed(replay: EventReplay, from: number): Promise<number> {
    const { provider } = deployment.ethers;
    const to = await provider.getBlockNumber();
    const logs = await provider.getLogs({ fromBlock: from, toBlock: to });
    const times = new Map<number, bigint>();
    for (const log of logs) {
      if (!times.has(log.blockNumber)) {
        times.set(log.blockNumber, BigInt((await provider.getBlock(log.blockNumber))!.timestamp));
      }
      replay.apply(log, times.get(log.blockNumber)!);
    }
    return to + 1;
  }

  async function compare(replay: EventReplay): Promise<void> {
    await compareNetwork(replay);
    const views = await deployment.lens.getFunction("accounts")(people);
    people.forEach((who, index) => {
      const { ent, entLocked, eur, eurLocked, withdrawal, owed } = replay.account(who);
      const voter = replay.voters.has(who);
      const unit = (replay.units.get(who)?.owner ?? ZERO) !== ZERO;
      expect([...views[index]], who).to.deep.equal([
        ...[ent - entLocked, entLocked, eur - eurLocked, eurLocked, withdrawal, owed],
        ...[voter, replay.banker === who, unit],
      ]);
    });
    await compareUnits(replay);
    await compareBallots(replay);
  }

  async function compareNetwork(replay: EventReplay): Promise<void> {
    const view = await deployment.lens.getFunction("network")();
    const kwh = replay.energyWh();
    const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
    const [M, B] = [replay.parameters[0]!, replay.parameters[1]!];
    expect([...view].slice(0, 12)).to.deep.equal([
      ...[replay.ent, kwh, replay.ent - kwh * 1_000_000n, replay.rate, least(replay.rate, M), least(replay.rate, B)],
      ...[replay.eur, BigInt(replay.voters.size), BigInt(replay.ballots.length), BigInt(replay.units.size)],
      ...[replay.banker, replay.mintedOn.get(view.timestamp / 86_400n) ?? 0n],
    ]);
    expect([...view.parameters]).to.deep.equal(replay.parameters);
    for (const [kind, name] of [
      ["mint", "mintReferenceUsed"],
      ["burn", "burnReferenceUsed"],
    ] as const) {
      for (const reference of [...replay.references[kind]].slice(-5)) {
        expect(await deployment.bank.getFunction(name)(reference), reference).to.equal(true);
      }
    }
  }

  async function compareUnits(replay: EventReplay): Promise<void> {
    const views = await deployment.lens.getFunction("storageUnits")(0, 100);
    for (const { unit, info } of views) {
      const { registration: _, ...state } = replay.units.get(unit)!;
      expect(info.toObject(), unit).to.deep.equal(state);
    }
    const pairs = [...replay.units.keys()].flatMap((unit) => people.map((who): [string, string] => [unit, who]));
    const lists = [pairs.map(([unit]) => unit), pairs.map(([, who]) => who)];
    const sessions = await deployment.lens.getFunction("sessions")(...lists);
    const time = (await deployment.lens.getFunction("network")()).timestamp;
    pairs.forEach(([unit, who], index) => {
      const state = replay.sessions.get(`${unit} ${who}`);
      const { open, live, dead, ent, energyWh, rate, endsAt } = sessions[index].info;
      expect(open, `${unit} ${who}`).to.equal(state !== undefined);
      if (!state) return;
      const alive = replay.isAlive(unit, state);
      const seen = [live, dead, ent, energyWh, rate, endsAt];
      const known = [alive && time <= state.endsAt, !alive, state.ent, state.energyWh, state.rate, state.endsAt];
      expect(seen, `${unit} ${who}`).to.deep.equal(known);
    });
  }

  async function compareBallots(replay: EventReplay): Promise<void> {
    const { timestamp } = await deployment.lens.getFunction("network")();
    const views = await deployment.lens.getFunction("ballots")(1, replay.ballots.length);
    replay.ballots.forEach((ballot, index) => {
      const { state, command, openedAt, endsAt, positive } = views[index].info;
      const seen = [state, [...command], openedAt, endsAt, positive];
      const known = [
        stateOf(ballot, timestamp),
        ballot.command,
        ballot.openedAt,
        ballot.endsAt,
        replay.positive(ballot),
      ];
      expect(seen, `ballot ${index + 1}`).to.deep.equal(known);
    });
  }
});

const ZERO = "0x0000000000000000000000000000000000000000";

const lower = (address: string): string => address.toLowerCase();

function stateOf(ballot: BallotState, time: bigint): bigint {
  if (ballot.passedWith !== null) return 2n;
  return ballot.void || time >= ballot.endsAt ? 3n : 1n;
}
