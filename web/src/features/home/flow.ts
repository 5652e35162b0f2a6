import type { EnergySeries } from "../../shared/api/types.ts";

/** One day of energy as a picture has it: where the sun's part went, and where what was used came from. In Wh. */
export interface Flow {
  produced: number;
  used: number;
  /** Stored by the same account and drawn again (with the community: everything drawn that was stored). */
  sunToHome: number;
  /** ENT sold: the energy belongs to neighbours now. */
  sunToNeighbours: number;
  /** What is left of it in the storage units. */
  sunToStorage: number;
  /** Drawn beyond what was stored today: from earlier days or bought. */
  storageToHome: number;
  neighboursToHome: number;
  /** Drawn without a session: it is owed. */
  uncovered: number;
}

/** The whole community's: what its members trade among themselves stays where it is. */
export function communityFlowOf(total: EnergySeries["total"]): Flow {
  return flowOf({ ...total, boughtWh: 0, soldWh: 0 });
}

/** Splits a span's sums; what the chain knows is when energy was stored, drawn and traded, not which kilowatt-hour was which. */
export function flowOf(total: EnergySeries["total"]): Flow {
  const { producedWh: produced, consumedWh: used, coveredWh, boughtWh, soldWh } = total;
  const uncovered = Math.max(0, used - coveredWh);
  const sunToHome = Math.min(produced, coveredWh);
  const sunToNeighbours = Math.min(soldWh, produced - sunToHome);
  const elsewhere = coveredWh - sunToHome;
  const neighboursToHome = Math.min(boughtWh, elsewhere);
  return {
    produced,
    used,
    sunToHome,
    sunToNeighbours,
    sunToStorage: produced - sunToHome - sunToNeighbours,
    storageToHome: elsewhere - neighboursToHome,
    neighboursToHome,
    uncovered,
  };
}
