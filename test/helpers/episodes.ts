import { type CommunityModel, type Act } from "../model/community.ts";
import { ZERO, type Address } from "../model/common.ts";
import { type Command } from "../model/governance.ts";
import { PARAMETERS } from "../model/parameters.ts";
import { AHEAD, type Reading } from "../model/pool.ts";
import { type Dice } from "./dice.ts";

/** An act at a time of its own: so many seconds after the one before. */
export interface Timed {
  after: bigint;
  act: Act;
}

const NOTHING = { subject: ZERO, owner: ZERO, first: 0n, second: 0n };

/** Sequences that chance alone seldom hits: each act is only likely to go through. */
export function episode(dice: Dice, model: CommunityModel, residents: Address[], signing: Address[]): Timed[] {
  switch (dice.weighted({ removal: 3, retirement: 1, return: 4 })) {
    case "removal":
      return passByRemoval(dice, model);
    case "retirement":
      return retire(model, residents);
    case "return":
      return returnOfAUnit(dice, model, residents, dice.pick(signing));
  }
}

function vote(voters: Address[], command: Command): Timed[] {
  return voters.map((by) => ({ after: 1n, act: { do: "command", by, command } }));
}

/** Half of an even number of voters want a change; another voter is removed; then anyone may execute it. */
function passByRemoval(dice: Dice, model: CommunityModel): Timed[] {
  const voters = model.governance.voters();
  if (voters.length % 2 === 1) return [];
  const half = voters.length / 2;
  const grace = model.parameters.get("grace") === 1_234n ? 2_345n : 1_234n;
  const first = BigInt(PARAMETERS.indexOf("grace"));
  const removal: Command = { ...NOTHING, kind: "removeVoter", subject: voters.at(-1)! };
  const ballot = BigInt(model.governance.ballots.length + 1);
  const by = dice.pick(voters);
  return [
    ...vote(voters.slice(0, half), { ...NOTHING, kind: "setParameter", first, second: grace }),
    ...vote(voters.slice(0, half + 1), removal),
    { after: 1n, act: { do: "executeBallot", by, ballot } },
    { after: 1n, act: { do: "executeBallot", by, ballot } },
  ];
}

/** Nobody votes for as long as it takes; all but the last can be retired. */
function retire(model: CommunityModel, residents: Address[]): Timed[] {
  const wait = model.parameters.get("voterInactivity");
  const voters = model.governance.voters();
  return voters.map((voter, index) => ({
    after: index === 0 ? wait : 1n,
    act: { do: "retireVoter", by: residents[0]!, voter },
  }));
}

/** A unit reports ahead of time, is removed while people hold sessions, comes back, and what was goes on. */
function returnOfAUnit(dice: Dice, model: CommunityModel, residents: Address[], unit: Address): Timed[] {
  const { governance, pool } = model;
  const voters = governance.voters();
  const needed = voters.slice(0, Math.floor(voters.length / 2) + 1);
  const removal: Command = { ...NOTHING, kind: "removeStorageUnit", subject: unit };
  const powerW = dice.pick([0n, 3_600_000n, 36_000_000n]);
  const owner = dice.pick(residents);
  const back: Command = { kind: "registerStorageUnit", subject: unit, owner, first: 0n, second: powerW };
  const [one, two] = [dice.pick(residents), dice.pick(residents)];
  const last = pool.units.get(unit)?.lastSequence ?? 0n;
  const report = (after: bigint, sequence: bigint, kind: number, energyWh: bigint, ahead: bigint): Timed => {
    // `intervalEnd` counts from the block's time here; RandomActs adds that.
    const reading: Reading = { kind, resident: one, energyWh, intervalEnd: ahead, sequence };
    return { after, act: { do: "submitReports", by: two, batches: [{ unit, readings: [reading], signer: unit }] } };
  };
  const start: Timed = { after: 1n, act: { do: "startConsumptionSession", by: one, unit, ent: 1_500_000_000n } };
  return [
    report(5n, last + 1n, 0, 5_000n, AHEAD),
    start,
    ...vote(needed, removal),
    start,
    ...(dice.chance(0.5) ? [{ after: 1n, act: { do: "closeSession", by: two, unit, consumer: one } } as Timed] : []),
    ...vote(needed, back),
    report(1n, last + 2n, 0, 4_000n, AHEAD - 60n),
    report(1n, last + 3n, 1, 1_000n, AHEAD),
    report(300n, last + 4n, 0, BigInt(dice.int(0, 1_500)), AHEAD),
    report(300n, last + 5n, 0, BigInt(dice.int(0, 400)), AHEAD),
    start,
    report(60n, last + 6n, 1, 700n, AHEAD),
  ];
}
