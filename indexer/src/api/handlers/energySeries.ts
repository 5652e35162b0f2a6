import {
  type Figures,
  type Whose,
  addFigures,
  figuresBetween,
  noFigures,
  renewableShare,
} from "../../queries/energy.ts";
import type { Community, Server } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import type { Step } from "../schemas/common.ts";
import type { EnergyPoint, EnergySeries } from "../types.ts";

export const MOST_POINTS = 3_000;

interface SeriesQuery {
  from?: number | undefined;
  to?: number | undefined;
  step: Step;
  compare: "previous" | "none";
}

/** Energy over time, with the span before it where that is asked for. */
export async function energySeries(
  { store }: Server,
  community: Community,
  whose: Whose,
  query: SeriesQuery,
): Promise<EnergySeries> {
  const { calendar } = community;
  const boundaries = boundariesOf(community, query);
  const points = boundaries.length - 1;
  const first = boundaries[0] as number;
  const before =
    query.compare === "previous"
      ? calendar.boundaries(query.step, calendar.add(query.step, first, -points), first, MOST_POINTS)
      : null;
  const spanOf = async (list: number[]) => toSpan(list, await figuresBetween(store, community.id, whose, list));
  return {
    account: whose.account === "" ? null : whose.account,
    scope: whose.account === "" ? "community" : whose.units === undefined ? "account" : "units",
    step: query.step,
    timeZone: calendar.timeZone,
    ...(await spanOf(boundaries)),
    previous: before === null ? null : await spanOf(before),
  };
}

/** How far back a series goes when nothing is said: so many steps, the one in hand included. */
const DEFAULT_STEPS: Record<Step, number> = { quarter: 0, hour: 0, day: 0, week: 12, month: 12 };

/** @throws ApiProblem when the span is empty or has too many points */
export function boundariesOf(
  community: Community,
  { from, to, step }: Pick<SeriesQuery, "from" | "to" | "step">,
): number[] {
  const { calendar, follower } = community;
  const now = follower.index.cursor.at;
  const end = to ?? calendar.add(step, calendar.startOf(step, now), 1);
  const start = from ?? defaultStart(community, step, Math.max(0, end - 1));
  if (start >= end) {
    throw new ApiProblem(400, "The span is empty: `from` must lie before `to`.", undefined, {
      errors: [{ field: "from", message: "must lie before `to`" }],
    });
  }
  const boundaries = calendar.boundaries(step, start, end, MOST_POINTS);
  if (boundaries.length - 1 <= MOST_POINTS) return boundaries;
  throw new ApiProblem(
    400,
    `The span has more than ${MOST_POINTS} points.`,
    "Ask for a shorter span, or for longer steps.",
    {
      errors: [{ field: "step", message: `gives more than ${MOST_POINTS} points` }],
    },
  );
}

function defaultStart({ calendar }: Community, step: Step, at: number): number {
  if (step === "quarter" || step === "hour") return calendar.startOf("day", at);
  if (step === "day") return calendar.startOf("month", at);
  return calendar.add(step, calendar.startOf(step, at), 1 - DEFAULT_STEPS[step]);
}

function toSpan(boundaries: number[], list: Figures[]): Pick<EnergySeries, "from" | "to" | "points" | "total"> {
  const total = noFigures();
  for (const figures of list) addFigures(total, figures);
  const points = list.map((figures, i) => ({
    from: boundaries[i] as number,
    to: boundaries[i + 1] as number,
    ...figuresView(figures),
  }));
  return {
    from: boundaries[0] as number,
    to: boundaries.at(-1) as number,
    points,
    total: { ...figuresView(total), renewableShare: renewableShare(total) },
  };
}

function figuresView(figures: Figures): Omit<EnergyPoint, "from" | "to"> {
  const { producedWh, consumedWh, coveredWh, boughtWh, soldWh, mintedEnt, burnedEnt, providerEnt, spent, earned } =
    figures;
  return {
    producedWh,
    consumedWh,
    coveredWh,
    boughtWh,
    soldWh,
    mintedEnt: String(mintedEnt),
    burnedEnt: String(burnedEnt),
    providerEnt: String(providerEnt),
    spentEur: String(BigInt(spent) * 5n),
    earnedEur: String(BigInt(earned) * 5n),
  };
}
