import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerOf, changeBetween, soFar } from "../src/features/home/soFar.ts";
import { weekBefore } from "../src/features/home/weekBefore.ts";
import type { EnergySeries } from "../src/shared/api/types.ts";

const at = (text: string): number => Date.parse(text) / 1000;

describe("soFar", () => {
  const zone = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = "Europe/Athens";
  });
  afterEach(() => {
    process.env.TZ = zone;
  });

  it("takes the whole of today, and of other days what there was at the same time of day", () => {
    const { today, yesterday, weekAgo } = soFar(at("2026-11-27T10:07:00+02:00"));
    expect(today).toEqual({ from: at("2026-11-27T00:00+02:00"), to: at("2026-11-28T00:00+02:00"), step: "quarter" });
    expect([yesterday.from, yesterday.to]).toEqual([at("2026-11-26T00:00+02:00"), at("2026-11-26T10:15+02:00")]);
    expect([weekAgo.from, weekAgo.to]).toEqual([at("2026-11-20T00:00+02:00"), at("2026-11-20T10:15+02:00")]);
  });

  it("counts a quarter of an hour from its first second on", () => {
    expect(soFar(at("2026-11-27T10:15:00+02:00")).yesterday.to).toBe(at("2026-11-26T10:30:00+02:00"));
    expect(soFar(at("2026-11-27T10:14:59+02:00")).yesterday.to).toBe(at("2026-11-26T10:15:00+02:00"));
  });

  it("goes by the clock over a change of the clocks", () => {
    expect(soFar(at("2026-10-27T09:59:00+02:00")).weekAgo.to).toBe(at("2026-10-20T10:00:00+03:00"));
    const { from, to } = soFar(at("2026-10-25T12:00:00+02:00")).today;
    expect(to - from).toBe(25 * 3_600);
  });
});

describe("changeBetween", () => {
  const series = (account: string | null, share: number | null, producedWh: number): EnergySeries =>
    ({ account, total: { renewableShare: share, producedWh } }) as EnergySeries;

  it("takes an account's share, and what the community stored", () => {
    expect(changeBetween(series("0x1", 0.75, 0), series("0x1", 0.5, 0))).toBe(0.25);
    expect(changeBetween(series(null, null, 300), series(null, null, 200))).toBeCloseTo(0.5);
  });

  it("knows nothing where there was nothing", () => {
    expect(changeBetween(series("0x1", 0.75, 0), series("0x1", null, 0))).toBeUndefined();
    expect(changeBetween(series(null, null, 300), series(null, null, 0))).toBeUndefined();
    expect(changeBetween(series(null, null, 300), undefined)).toBeUndefined();
  });
});

describe("answerOf", () => {
  const series = (account: string | null, renewableShare: number | null, producedWh: number, consumedWh: number) =>
    ({ account, total: { renewableShare, producedWh, consumedWh } }) as EnergySeries;

  it("tells of an account's share, else of what it stored", () => {
    expect(answerOf(series("0x1", 0.7, 300, 200))).toBe("home.answer.covered");
    expect(answerOf(series("0x1", 0.7, 0, 200))).toBe("home.answer.drawn");
    expect(answerOf(series("0x1", null, 300, 0))).toBe("home.answer.stored");
    expect(answerOf(series("0x1", null, 0, 0))).toBe("home.answer.nothing");
  });

  it("tells of the community what it stored and used, and before sunrise that nothing was stored yet", () => {
    expect(answerOf(series(null, null, 300, 200))).toBe("home.answer.community");
    expect(answerOf(series(null, null, 300, 0))).toBe("home.answer.community");
    expect(answerOf(series(null, null, 0, 200))).toBe("home.answer.community.dark");
    expect(answerOf(series(null, null, 0, 0))).toBe("home.answer.nothing");
  });
});

describe("weekBefore", () => {
  it("names the week before, over the year's end too", () => {
    expect(weekBefore(at("2026-11-23T00:00:00+02:00"))).toBe("2026-W47");
    expect(weekBefore(at("2027-01-04T00:00:00-05:00"))).toBe("2026-W53");
    expect(weekBefore(at("2026-01-05T00:00:00+12:00"))).toBe("2026-W01");
    expect(weekBefore(undefined)).toBeUndefined();
  });
});
