import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gatherer } from "../src/shared/api/live.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("gatherer", () => {
  it("tells the first event at once and gathers those that follow closely", () => {
    const told: unknown[] = [];
    const gather = gatherer((touched) => told.push(touched === "all" ? "all" : [...touched].sort()));
    gather.add(["trade", "depth"]);
    for (let i = 0; i < 20; i++) gather.add(["trade"]);
    gather.add(["block"]);
    expect(told).toEqual([["depth", "trade"]]);
    vi.advanceTimersByTime(250);
    expect(told).toEqual([
      ["depth", "trade"],
      ["block", "trade"],
    ]);
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(2);
    gather.add("all");
    expect(told.at(-1)).toBe("all");
  });
});
