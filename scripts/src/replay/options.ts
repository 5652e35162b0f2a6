/** What `powerchain replay` was asked for. */
export interface ReplayOptions {
  network: string;
  /** Folder with household files; without it homes are modelled. */
  data: string | undefined;
  homes: number;
  days: number;
  seed: number;
  json: string | undefined;
  /** Whether the network's manifest is to be this community's even if it has one. */
  keep?: boolean;
}

/** Storage of the community: as many units, each of this capacity and power. */
export const REPLAY = {
  units: 4,
  capacityWh: 60_000n,
  /** Declared on the embedded chain only: where time is compressed no power could be right. */
  powerW: 40_000n,
  /** Six hours: within them homes open sessions once and meters report once. Two blocks a round make two weeks in two minutes. */
  roundSteps: 24,
} as const;
