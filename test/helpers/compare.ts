import { least, most, type Address } from "../model/common.ts";
import { type CommunityModel } from "../model/community.ts";
import { COMMAND_KINDS, type Ballot } from "../model/governance.ts";
import { PARAMETERS } from "../model/parameters.ts";
import { type Unit } from "../model/pool.ts";
import { type Part } from "./community.ts";
import { commandWords, type Driver } from "./driver.ts";

/** One figure: what the model says it is; null where the figure says nothing of the community's state. */
type Figure = [name: string, value: bigint | null];

const STATES = { open: 1n, executed: 2n, lapsed: 3n };

/** Reads everything off the chain and finds the first figure that differs from the model's. Answers are compared word by word, undecoded: it runs after every command. */
export class Comparison {
  private readonly driver: Driver;
  private readonly model: CommunityModel;
  private readonly accounts: Address[];
  private readonly pairs: [Address, Address][];
  /** Units in the order of their first registration. */
  private readonly seen: Address[] = [];

  constructor(driver: Driver, model: CommunityModel, accounts: Address[], units: Address[]) {
    this.driver = driver;
    this.model = model;
    this.accounts = accounts;
    this.pairs = units.flatMap((unit) => accounts.map((account): [Address, Address] => [unit, account]));
  }

  /** Throws at the first difference; `deep` also reads all ballots, votes, voters and first sessions. */
  async check(now: bigint, deep: boolean): Promise<void> {
    this.noteUnits();
    await this.same("lens", "network", [], this.network(now), false);
    await this.same(
      "lens",
      "accounts",
      [this.accounts],
      this.accounts.flatMap((a) => this.account(a)),
      true,
    );
    await this.same(
      "lens",
      "storageUnits",
      [0, 1_000],
      this.seen.flatMap((u) => this.unit(u)),
      true,
    );
    const pairs = deep ? this.pairs : this.pairs.filter((pair) => this.model.pool.hasEverHadSession(...pair));
    const lists = [pairs.map(([unit]) => unit), pairs.map(([, consumer]) => consumer)];
    await this.same(
      "lens",
      "sessions",
      lists,
      pairs.flatMap((pair) => this.session(now, pair)),
      true,
    );
    const { ballots } = this.model.governance;
    const from = deep ? 0 : Math.max(0, ballots.length - 6);
    const figures = ballots.slice(from).flatMap((ballot) => this.ballot(now, ballot));
    await this.same("lens", "ballots", [from + 1, ballots.length - from], figures, true);
    if (deep) await this.checkDeep(now);
  }

  private async checkDeep(now: bigint): Promise<void> {
    const { governance } = this.model;
    const voters = governance.voters().map((voter, i): Figure => [`voter ${i}`, BigInt(voter)]);
    await this.same("governance", "voters", [0, governance.terms.length], voters, true);
    for (const term of governance.terms.filter(({ inOffice }) => inOffice)) {
      await this.same("governance", "lastVoteAt", [term.voter], [["lastVoteAt", term.lastVoteAt]], false);
    }
    for (const ballot of governance.ballots) {
      await this.same("governance", "votesOf", [ballot.id, 0, governance.terms.length], this.votes(ballot), true);
      const open = governance.openBallotOn(now, ballot.command)?.id ?? 0n;
      await this.same("governance", "openBallotOn", [commandWords(ballot.command)], [["openBallotOn", open]], false);
    }
  }

  private async same(part: Part, name: string, args: unknown[], figures: Figure[], isList: boolean): Promise<void> {
    const answer = (await this.driver.call(part, name, args)).slice(isList ? 2 + 2 * 64 : 2);
    if (answer.length !== figures.length * 64) {
      throw new Error(`${name}: ${answer.length / 64} words on the chain, ${figures.length} in the model`);
    }
    figures.forEach(([what, value], index) => {
      if (value === null) return;
      const word = answer.slice(index * 64, index * 64 + 64);
      if (word === (value & WORD).toString(16).padStart(64, "0")) return;
      throw new Error(`${name}(${args.map(String).join("; ")}) ${what}: chain ${BigInt(`0x${word}`)}, model ${value}`);
    });
  }

  private noteUnits(): void {
    for (const unit of this.model.pool.units.keys()) if (!this.seen.includes(unit)) this.seen.push(unit);
  }

  private network(now: bigint): Figure[] {
    const { ledger, pool, bank, governance, parameters } = this.model;
    return [
      ["ent", ledger.total("ent")],
      ["energyWh", pool.energyWh()],
      ["imbalance", pool.imbalance()],
      ["rate", pool.rate],
      ["mintingRate", least(pool.rate, parameters.get("M"))],
      ["burningRate", least(pool.rate, parameters.get("B"))],
      ["eur", ledger.total("eur")],
      ["voters", BigInt(governance.voters().length)],
      ["ballots", BigInt(governance.ballots.length)],
      ["units", BigInt(this.seen.length)],
      ["banker", BigInt(bank.banker)],
      ["mintedToday", bank.mintedToday(now)],
      ...PARAMETERS.map((name): Figure => [name, parameters.get(name)]),
      ["blockNumber", null],
      ["timestamp", now],
    ];
  }

  private account(address: Address): Figure[] {
    const { ledger, pool, bank, governance } = this.model;
    const account = ledger.of(address);
    return [
      [`${address} entAvailable`, account.entAvailable],
      [`${address} entLocked`, account.entLocked],
      [`${address} eurAvailable`, account.eurAvailable],
      [`${address} eurLocked`, account.eurLocked],
      [`${address} eurForWithdrawal`, bank.lockedForWithdrawal(address)],
      [`${address} owed`, pool.owedBy(address)],
      [`${address} voter`, BigInt(governance.termOf(address) !== undefined)],
      [`${address} banker`, BigInt(bank.banker === address)],
      [`${address} storageUnit`, BigInt(pool.isUnit(address))],
    ];
  }

  private unit(address: Address): Figure[] {
    const unit: Unit = this.model.pool.units.get(address)!;
    return [
      ["unit", BigInt(address)],
      [`${address} owner`, BigInt(unit.owner)],
      [`${address} storedWh`, unit.storedWh],
      [`${address} lockedWh`, unit.lockedWh],
      [`${address} capacityWh`, unit.capacityWh],
      [`${address} powerW`, unit.powerW],
      [`${address} lastIntervalEnd`, unit.lastIntervalEnd],
      [`${address} lastSequence`, unit.lastSequence],
      [`${address} givenAwayWh`, unit.givenAwayWh],
    ];
  }

  private session(now: bigint, [unit, consumer]: [Address, Address]): Figure[] {
    const { pool } = this.model;
    const session = pool.session(unit, consumer);
    const dead = session !== undefined && pool.isDead(unit, session);
    const name = `session ${unit} ${consumer}`;
    const from = session && pool.closableFrom(unit, session);
    return [
      ["unit", BigInt(unit)],
      ["consumer", BigInt(consumer)],
      [`${name} open`, BigInt(session !== undefined)],
      [`${name} live`, BigInt(session !== undefined && !dead && now <= session.endsAt)],
      [`${name} dead`, session ? BigInt(dead) : null],
      [`${name} ever`, BigInt(pool.hasEverHadSession(unit, consumer))],
      [`${name} ent`, session?.ent ?? 0n],
      [`${name} energyWh`, session?.energyWh ?? 0n],
      [`${name} rate`, session?.rate ?? null],
      [`${name} endsAt`, session?.endsAt ?? null],
      [`${name} closableFrom`, from ?? WORD],
    ];
  }

  private ballot(now: bigint, ballot: Ballot): Figure[] {
    const { governance } = this.model;
    const state = governance.state(ballot, now);
    const { kind, subject, owner, first, second } = ballot.command;
    const needed = BigInt(Math.floor(governance.voters().length / 2) + 1);
    const positive = governance.positive(ballot);
    return [
      ["id", ballot.id],
      [`ballot ${ballot.id} state`, STATES[state]],
      [`ballot ${ballot.id} kind`, BigInt(COMMAND_KINDS.indexOf(kind))],
      [`ballot ${ballot.id} subject`, BigInt(subject)],
      [`ballot ${ballot.id} owner`, BigInt(owner)],
      [`ballot ${ballot.id} first`, first],
      [`ballot ${ballot.id} second`, second],
      [`ballot ${ballot.id} openedAt`, ballot.openedAt],
      [`ballot ${ballot.id} endsAt`, ballot.endsAt],
      [`ballot ${ballot.id} positive`, positive],
      [`ballot ${ballot.id} missing`, state === "open" ? most(0n, needed - positive) : null],
    ];
  }

  private votes(ballot: Ballot): Figure[] {
    return this.model.governance.terms.flatMap((term): Figure[] => {
      const support = ballot.votes.get(term);
      if (support === undefined) return [];
      return [
        [`vote on ${ballot.id} by`, BigInt(term.voter)],
        [`vote on ${ballot.id} of ${term.voter}`, BigInt(support)],
        [`vote on ${ballot.id} of ${term.voter}: in office`, BigInt(term.inOffice)],
      ];
    });
  }
}

const WORD = 2n ** 256n - 1n;
