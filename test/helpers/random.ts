import { EUR, most, PER_WH, ZERO, type Address } from "../model/common.ts";
import { type Act, type CommunityModel, type SignedBatch } from "../model/community.ts";
import { type Ballot, type Command } from "../model/governance.ts";
import { PARAMETERS, RULES, type ParameterName } from "../model/parameters.ts";
import { AHEAD, type Reading, type Unit } from "../model/pool.ts";
import { type Dice } from "./dice.ts";
import { episode, type Timed } from "./episodes.ts";

/** Who is in the story. Everybody may try everything; the outsider has nothing. */
export interface Cast {
  residents: Address[];
  units: Address[]; // those at even places use plain commands, the others signed reports
  outsider: Address;
}

/** Throws up acts that bite: mostly possible ones, often at an edge, sometimes hostile, and the seconds before each. */
export class RandomActs {
  private readonly dice: Dice;
  private readonly model: CommunityModel;
  private readonly cast: Cast;
  private references = 0;
  /** What is left of an episode. */
  private script: Timed[] = [];

  constructor(dice: Dice, model: CommunityModel, cast: Cast) {
    this.dice = dice;
    this.model = model;
    this.cast = cast;
  }

  /** What comes next, and when. */
  next(now: bigint): { time: bigint; act: Act } {
    const { dice, model, cast } = this;
    if (this.script.length === 0 && dice.chance(0.01)) {
      const signing = cast.units.filter((_, index) => index % 2 === 1);
      this.script = episode(dice, model, cast.residents, signing);
    }
    const timed = this.script.shift();
    if (!timed) {
      const time = this.time(now);
      return { time, act: this.act(time) };
    }
    const time = now + timed.after;
    return { time, act: atTime(timed.act, time) };
  }

  /** The time of the next block: a few seconds on, or just at a moment when something ends. */
  private time(now: bigint): bigint {
    const { dice } = this;
    const kind = dice.weighted({ same: 6, near: 70, later: 14, edge: 9, leap: 0.5 });
    if (kind === "same") return now;
    if (kind === "near") return now + BigInt(dice.int(1, 60));
    if (kind === "later") return now + BigInt(dice.int(61, 2_400));
    if (kind === "leap") return now + BigInt(dice.int(1, dice.chance(0.1) ? 32_000_000 : 700_000));
    const edges = this.edges(now).flatMap((edge) => [edge - 1n, edge, edge + 1n]);
    const coming = edges.filter((edge) => edge >= now && edge < now + 100_000n);
    return coming.length > 0 ? dice.pick(coming) : now + 1n;
  }

  private edges(now: bigint): bigint[] {
    const { pool, governance, parameters } = this.model;
    const grace = parameters.get("grace");
    const sessions = this.pairs().flatMap(([unit, consumer]) => pool.session(unit, consumer) ?? []);
    return [
      ...sessions.flatMap(({ endsAt }) => [endsAt, endsAt + grace]),
      ...governance.ballots.slice(-10).map(({ endsAt }) => endsAt),
      (now / 86_400n + 1n) * 86_400n,
    ];
  }

  private pairs(): [Address, Address][] {
    return this.cast.units.flatMap((unit) => this.everybody().map((who): [Address, Address] => [unit, who]));
  }

  private everybody(): Address[] {
    return [...this.cast.residents, ...this.cast.units, this.cast.outsider];
  }

  private act(now: bigint): Act {
    switch (this.dice.weighted({ govern: 14, report: 30, batch: 14, session: 20, close: 8, money: 9, bank: 10 })) {
      case "govern":
        return this.govern(now);
      case "report":
        return this.report();
      case "batch":
        return { do: "submitReports", by: this.anyone(), batches: this.batches(now) };
      case "session":
        return this.start();
      case "close":
        return this.close();
      case "money":
        return this.money();
      case "bank":
        return this.bank(now);
    }
  }

  // --- who and how much ---

  private anyone(): Address {
    return this.dice.chance(0.9) ? this.dice.pick(this.cast.residents) : this.dice.pick(this.everybody());
  }

  private unit(): Address {
    const registered = this.cast.units.filter((unit) => this.model.pool.isUnit(unit));
    if (registered.length === 0 || this.dice.chance(0.03)) return this.dice.pick(this.everybody());
    return this.dice.pick(registered);
  }

  private amount(about: bigint, huge = 1): bigint {
    const { dice } = this;
    const kind = dice.weighted({ zero: 2, one: 2, part: 60, all: 12, more: 8, round: 14, huge });
    if (kind === "zero") return 0n;
    if (kind === "one") return 1n;
    if (kind === "part") return dice.big(about);
    if (kind === "all") return about;
    if (kind === "more") return about + 1n;
    if (kind === "round") return BigInt(dice.int(1, 20)) * 1_000n;
    return dice.pick([2n ** 40n, 2n ** 48n, 2n ** 63n, 2n ** 64n - 1n]);
  }

  private energy(unit: Unit | undefined): bigint {
    const stored = unit?.storedWh ?? 0n;
    const room = unit && unit.capacityWh > 0n ? most(unit.capacityWh - stored, 0n) : 20_000n;
    return this.amount(this.dice.pick([room, stored, stored / 2n, 10_000n, 3_000n]), 0.2);
  }

  // --- governance ---

  private govern(now: bigint): Act {
    const { dice } = this;
    const { governance } = this.model;
    const open = governance.ballots.filter((ballot) => governance.state(ballot, now) === "open");
    const passed = open.filter((ballot) => 2n * governance.positive(ballot) > BigInt(governance.voters().length));
    const kind = dice.weighted({
      follow: open.length > 0 ? 55 : 0,
      command: 40,
      odd: 3,
      retire: this.stale(now).length > 0 ? 20 : 2,
      execute: passed.length > 0 ? 20 : 2,
    });
    const by = dice.chance(0.97) ? dice.pick(governance.voters()) : this.anyone();
    if (kind === "follow") return this.follow(by, dice.pick(open));
    if (kind === "command") return { do: "command", by, command: this.command() };
    if (kind === "retire") {
      const stale = this.stale(now);
      const voter = dice.pick(stale.length > 0 && dice.chance(0.8) ? stale : governance.voters());
      return { do: "retireVoter", by: this.anyone(), voter };
    }
    const old = BigInt(dice.int(0, governance.ballots.length + 1));
    const ballot = passed.length > 0 ? dice.pick(passed).id : old;
    if (kind === "execute") return { do: "executeBallot", by: this.anyone(), ballot };
    return { do: "vote", by, ballot: old, support: dice.chance(0.5) };
  }

  /** Voters who could be retired. */
  private stale(now: bigint): Address[] {
    const { governance, parameters } = this.model;
    const since = now - parameters.get("voterInactivity");
    return governance.terms.flatMap(({ voter, inOffice, lastVoteAt }) =>
      inOffice && lastVoteAt <= since ? [voter] : [],
    );
  }

  private follow(by: Address, ballot: Ballot): Act {
    const { dice } = this;
    const term = this.model.governance.termOf(by);
    const isNew = term !== undefined && !ballot.votes.has(term);
    if (dice.chance(isNew ? 0.5 : 0.2)) return { do: "command", by, command: ballot.command };
    return { do: "vote", by, ballot: ballot.id, support: dice.chance(0.85) };
  }

  private command(): Command {
    const { dice, cast } = this;
    const none = { subject: ZERO, owner: ZERO, first: 0n, second: 0n };
    const missing = cast.units.filter((unit) => !this.model.pool.isUnit(unit));
    const kind = dice.weighted({
      addVoter: 8,
      removeVoter: 6,
      registerStorageUnit: missing.length > 1 ? 60 : 6,
      removeStorageUnit: missing.length > 1 ? 0.5 : 2,
      changeBanker: 5,
      setParameter: 16,
    });
    if (kind === "setParameter") return { ...none, kind, ...this.setting() };
    if (kind === "registerStorageUnit") return this.registration(missing);
    if (kind === "removeStorageUnit") return { ...none, kind, subject: this.unit() };
    const subject = dice.chance(0.04) ? ZERO : this.anyone();
    return { ...none, kind, subject };
  }

  private registration(missing: Address[]): Command {
    const { dice, cast } = this;
    const subject = missing.length > 0 && dice.chance(0.9) ? dice.pick(missing) : dice.pick(this.everybody());
    return {
      kind: "registerStorageUnit",
      subject,
      owner: dice.chance(0.03) ? ZERO : dice.pick(cast.residents),
      first: dice.pick([0n, 0n, 20_000n, 100_000n]),
      second: dice.pick([0n, 0n, 0n, 500_000n, 20_000_000n]),
    };
  }

  private setting(): { first: bigint; second: bigint } {
    const { dice } = this;
    const name: ParameterName = dice.pick(PARAMETERS);
    const { least, most: highest, start } = RULES[name];
    const values = [start, least, highest, least + dice.big(highest - least), this.model.parameters.get(name)];
    if (name === "mintCap" || name === "owedLimit") values.push(start / 2n, start * 2n, start * 5n);
    // Short waits keep the story moving; now and then a value that is out of bounds.
    if (name === "H" || name === "grace") values.push(60n, 600n, 3_600n, 7_200n);
    if (dice.chance(0.1)) values.push(highest + 1n, most(least - 1n, 0n), 2n ** 200n);
    return { first: BigInt(PARAMETERS.indexOf(name)), second: dice.pick(values) };
  }

  // --- readings ---

  private report(): Act {
    const { dice } = this;
    const { units } = this.model.pool;
    const plain = this.cast.units.filter((unit) => units.get(unit)?.registered && units.get(unit)!.lastSequence === 0n);
    const by = plain.length > 0 && dice.chance(0.95) ? dice.pick(plain) : this.unit();
    const unit = this.model.pool.units.get(by);
    const kind = dice.weighted({ produced: 45, consumed: 45, actual: 10 });
    if (kind === "produced") {
      return { do: "energyProduced", by, producer: this.reader(by), energyWh: this.energy(unit) };
    }
    if (kind === "consumed") {
      const consumer = this.drawer(by);
      return { do: "energyConsumed", by, consumer, energyWh: this.draw(by, consumer) };
    }
    return { do: "reportActualEnergy", by, energyWh: this.energy(unit) };
  }

  private reader(unit: Address): Address {
    if (this.dice.chance(0.02)) return this.dice.pick([ZERO, unit]);
    return this.anyone();
  }

  /** Mostly someone with a session there. */
  private drawer(unit: Address): Address {
    const holders = this.everybody().filter((who) => this.model.pool.session(unit, who));
    return holders.length > 0 && this.dice.chance(0.75) ? this.dice.pick(holders) : this.reader(unit);
  }

  private draw(unit: Address, consumer: Address): bigint {
    const session = this.model.pool.session(unit, consumer);
    if (session && this.dice.chance(0.5)) return this.dice.big(session.energyWh);
    if (session && this.dice.chance(0.7)) return session.energyWh + BigInt(this.dice.int(0, 2));
    return this.dice.chance(0.9) ? BigInt(this.dice.int(0, 400)) : this.energy(this.model.pool.units.get(unit));
  }

  private batches(now: bigint): SignedBatch[] {
    const { units } = this.model.pool;
    const odd = this.cast.units.filter((_, index) => index % 2 === 1);
    const signing = this.cast.units.filter((unit) => units.get(unit)?.registered && units.get(unit)!.lastSequence > 0n);
    return Array.from({ length: this.dice.int(1, 3) }, () => {
      const usual = signing.length > 0 && this.dice.chance(0.95) ? signing : odd;
      return this.batch(now, this.dice.chance(0.999) ? this.dice.pick(usual) : this.unit());
    });
  }

  private batch(now: bigint, unit: Address): SignedBatch {
    const { dice } = this;
    const state = this.model.pool.units.get(unit);
    let sequence = (state?.lastSequence ?? 0n) + 1n - BigInt(dice.weighted({ "0": 85, "1": 8, "3": 7 }));
    let end = most(state?.lastIntervalEnd ?? now, now - BigInt(dice.int(0, 4_000)));
    const readings: Reading[] = [];
    for (let left = dice.int(1, 5); left > 0; left--) {
      if (dice.chance(0.03)) sequence += 1n;
      readings.push(this.reading(now, unit, end, sequence < 0n ? 0n : sequence));
      sequence += 1n;
      end += BigInt(dice.chance(0.3) ? 0 : dice.int(1, 900));
    }
    const forged = dice.chance(0.06);
    return {
      unit,
      readings,
      signer: forged ? dice.pick([ZERO, this.cast.outsider, dice.pick(this.cast.units)]) : unit,
    };
  }

  private reading(now: bigint, unit: Address, end: bigint, sequence: bigint): Reading {
    const { dice } = this;
    const kind = dice.chance(0.02) ? dice.pick([3, 255]) : dice.pick([0, 0, 0, 1, 1, 1, 2]);
    const resident = kind === 1 ? this.drawer(unit) : this.reader(unit);
    const energyWh = kind === 1 ? this.draw(unit, resident) : this.energy(this.model.pool.units.get(unit));
    const odd = dice.chance(0.08);
    const ends = [now + AHEAD, now + AHEAD + 1n, end - 1n, 0n, now, now + 60n];
    return { kind, resident, energyWh, intervalEnd: odd ? dice.pick(ends) : end, sequence };
  }

  // --- residents ---

  private start(): Act {
    const { dice, model } = this;
    const unit = this.unit();
    const able = this.cast.residents.filter((who) => model.ledger.available("ent", who) >= 2n * PER_WH);
    const by = able.length > 0 && dice.chance(0.9) ? dice.pick(able) : dice.chance(0.1) ? unit : this.anyone();
    const state = model.pool.units.get(unit);
    const free = state ? most(state.storedWh - state.lockedWh, 0n) * PER_WH : 0n;
    const available = model.ledger.available("ent", by);
    const ent = this.amount(dice.pick([available, available < free ? available : free, free]));
    return { do: "startConsumptionSession", by, unit, ent };
  }

  private close(): Act {
    const { dice } = this;
    const held = this.pairs().filter(([unit, consumer]) => this.model.pool.session(unit, consumer));
    const pairs = held.length > 0 && dice.chance(0.95) ? held : this.pairs();
    const by = this.anyone();
    if (dice.chance(0.3)) return { do: "clearOldSessions", by, pairs: this.some(pairs) };
    const [unit, consumer] = dice.pick(pairs);
    return { do: "closeSession", by, unit, consumer };
  }

  private some(pairs: [Address, Address][]): [Address, Address][] {
    return Array.from({ length: this.dice.int(0, 6) }, () => this.dice.pick(pairs));
  }

  private money(): Act {
    const { dice, model } = this;
    const by = this.anyone();
    const kind = dice.weighted({ ent: 30, eur: 15, repay: 55 });
    if (kind === "repay") {
      const debtors = this.everybody().filter((who) => model.pool.owedBy(who) > 0n);
      const resident = debtors.length > 0 && dice.chance(0.95) ? dice.pick(debtors) : this.anyone();
      return { do: "repay", by, resident, ent: this.amount(model.pool.owedBy(resident)) };
    }
    const to = dice.chance(0.02) ? ZERO : this.anyone();
    const amount = this.amount(model.ledger.available(kind, by));
    return { do: kind === "ent" ? "transferEnt" : "transferEur", by, to, amount };
  }

  // --- bank ---

  private bank(now: bigint): Act {
    const { dice, model } = this;
    const banker = model.bank.banker;
    const by = banker !== ZERO && dice.chance(0.92) ? banker : this.anyone();
    const locked = this.cast.residents.filter((who) => model.bank.lockedForWithdrawal(who) > 0n);
    const account = locked.length > 0 && dice.chance(0.9) ? dice.pick(locked) : this.anyone();
    const amount = this.amount(model.bank.lockedForWithdrawal(account));
    switch (dice.weighted({ mint: 35, lock: 25, burn: 20, unlock: 20 })) {
      case "mint": {
        const left = most(model.parameters.get("mintCap") - model.bank.mintedToday(now), 0n);
        const about = dice.pick([left, 100n * EUR, 2_000n * EUR]);
        const to = dice.chance(0.02) ? ZERO : this.anyone();
        return { do: "mintEuro", by, to, amount: this.amount(about), reference: this.reference() };
      }
      case "lock": {
        const owner = this.anyone();
        return { do: "lockEuro", by: owner, amount: this.amount(model.ledger.available("eur", owner)) };
      }
      case "burn":
        return { do: "burnEuro", by, from: account, amount, reference: this.reference() };
      case "unlock":
        return { do: "unlockEuro", by: dice.chance(0.5) ? account : by, account, amount };
    }
  }

  /** Mostly a new one. */
  private reference(): string {
    if (this.dice.chance(0.02)) return "";
    if (this.dice.chance(0.9)) this.references += 1;
    return `payment ${this.references}`;
  }
}

/** An episode says how far ahead its intervals end; a reading says when. */
function atTime(act: Act, now: bigint): Act {
  if (act.do !== "submitReports") return act;
  const batches = act.batches.map((batch) => {
    const readings = batch.readings.map((reading) => ({ ...reading, intervalEnd: now + reading.intervalEnd }));
    return { ...batch, readings };
  });
  return { ...act, batches };
}
