import { describe, expect, it } from "vitest";
import { communityFlowOf, flowOf } from "../src/features/home/flow.ts";

type Total = Parameters<typeof flowOf>[0];
const total = (figures: Partial<Total>): Total =>
  ({ producedWh: 0, consumedWh: 0, coveredWh: 0, boughtWh: 0, soldWh: 0, ...figures }) as Total;

describe("flowOf", () => {
  it("splits the sun's energy into home, neighbours and storage", () => {
    const flow = flowOf(total({ producedWh: 6_200, consumedWh: 3_100, coveredWh: 3_100, soldWh: 700 }));
    expect([flow.sunToHome, flow.sunToNeighbours, flow.sunToStorage]).toEqual([3_100, 700, 2_400]);
  });

  it("says where the rest of the use came from", () => {
    const flow = flowOf(total({ producedWh: 1_000, consumedWh: 5_000, coveredWh: 4_000, boughtWh: 2_000 }));
    expect([flow.neighboursToHome, flow.storageToHome, flow.uncovered]).toEqual([2_000, 1_000, 1_000]);
  });

  it("leaves what the community trades within itself in its storage", () => {
    const figures = total({ producedWh: 6_000, consumedWh: 2_000, coveredWh: 2_000, boughtWh: 3_000, soldWh: 3_000 });
    const flow = communityFlowOf(figures);
    expect([flow.sunToHome, flow.sunToNeighbours, flow.sunToStorage]).toEqual([2_000, 0, 4_000]);
  });

  it("loses and invents nothing", () => {
    for (let seed = 1; seed < 200; seed++) {
      const pick = (n: number): number => (seed * 7_919 * n) % 5_000;
      const consumedWh = pick(3);
      const figures = {
        producedWh: pick(2),
        consumedWh,
        coveredWh: consumedWh - (pick(5) % (consumedWh + 1)),
        boughtWh: pick(7),
        soldWh: pick(11),
      };
      const flow = flowOf(total(figures));
      expect(flow.sunToHome + flow.sunToNeighbours + flow.sunToStorage).toBe(figures.producedWh);
      expect(flow.sunToHome + flow.storageToHome + flow.neighboursToHome + flow.uncovered).toBe(figures.consumedWh);
      expect(Math.min(...Object.values(flow))).toBeGreaterThanOrEqual(0);
    }
  });
});
