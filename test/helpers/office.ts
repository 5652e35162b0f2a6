import { type Person, type Town } from "./town.ts";

export const STATE = { none: 0n, open: 1n, executed: 2n, lapsed: 3n };

export interface BallotFigures {
  state: bigint;
  openedAt: bigint;
  endsAt: bigint;
  positive: bigint;
  missing: bigint;
}

/** Voters and their ballots. The town's first voter is alone at first. */
export class Office {
  readonly town: Town;
  readonly voters: Person[];

  constructor(town: Town) {
    this.town = town;
    this.voters = [town.voter];
  }

  /** With so many voters: the first, anna, ben, clara … */
  static async of(town: Town, count: number): Promise<Office> {
    const office = new Office(town);
    const people = [town.anna, town.ben, town.clara, town.provider, town.banker, town.u1, town.u2, ...town.others];
    for (const next of people.slice(0, count - 1)) {
      await office.pass("addVoter", next.address);
      office.voters.push(next);
    }
    return office;
  }

  send(by: Person, name: string, ...args: unknown[]): Promise<unknown> {
    return this.town.as(by, "governance").getFunction(name)(...args);
  }

  /** Sent by as many as it takes. */
  async pass(name: string, ...args: unknown[]): Promise<void> {
    const enough = Math.floor(this.voters.length / 2) + 1;
    for (const voter of this.voters.slice(0, enough)) await this.send(voter, name, ...args);
  }

  read<T>(name: string, ...args: unknown[]): Promise<T> {
    return this.town.d.governance.getFunction(name)(...args) as Promise<T>;
  }

  async ballot(id: bigint): Promise<BallotFigures> {
    return (await this.town.d.governance.getFunction("ballot")(id)).toObject();
  }

  newest(): Promise<bigint> {
    return this.read("ballotCount");
  }

  isVoter(who: Person): Promise<boolean> {
    return this.read("isVoter", who.address);
  }
}
