/** The rules that voters can set, in the order of the contracts' enum. Units: millionths, seconds, eEuro units, lots, ENT units. */
export const PARAMETERS = [
  "M",
  "B",
  "C",
  "H",
  "F",
  "pricing",
  "votingPeriod",
  "mintCap",
  "minOrder",
  "owedLimit",
  "grace",
  "voterInactivity",
] as const;

export type ParameterName = (typeof PARAMETERS)[number];

interface Rule {
  start: bigint;
  least: bigint;
  most: bigint;
}

const HOUR = 3_600n;
const DAY = 86_400n;
/** Stands for "any": far more than there can be of anything. */
const ANY = 2n ** 128n - 1n;

export const RULES: Record<ParameterName, Rule> = {
  M: { start: 500_000n, least: 0n, most: 1_000_000n },
  B: { start: 500_000n, least: 0n, most: 1_000_000n },
  C: { start: 50_000n, least: 1n, most: 1_000_000n },
  H: { start: 2n * HOUR, least: 60n, most: 7n * DAY },
  F: { start: 200_000n, least: 0n, most: 1_000_000n },
  pricing: { start: 0n, least: 0n, most: 1n },
  votingPeriod: { start: 7n * DAY, least: HOUR, most: 90n * DAY },
  mintCap: { start: 100_000n * 100_000_000n, least: 0n, most: ANY },
  minOrder: { start: 100n, least: 1n, most: 1_000_000n },
  owedLimit: { start: 5n * 1_000_000_000n, least: 0n, most: ANY },
  grace: { start: HOUR, least: 0n, most: 7n * DAY },
  voterInactivity: { start: 365n * DAY, least: 30n * DAY, most: 3_650n * DAY },
};

/** The parameters of one community. */
export class ParametersModel {
  private readonly values = new Map<ParameterName, bigint>(PARAMETERS.map((name) => [name, RULES[name].start]));

  get(name: ParameterName): bigint {
    return this.values.get(name)!;
  }

  /** What is wrong with setting this value; empty when nothing is. */
  faults(name: ParameterName, value: bigint): string[] {
    const { least, most } = RULES[name];
    if (value < least || value > most) return ["GovernanceOutOfBounds"];
    return value === this.get(name) ? ["GovernanceParameterUnchanged"] : [];
  }

  set(name: ParameterName, value: bigint): void {
    this.values.set(name, value);
  }
}
