import { describe, expect, it } from "vitest";
import { monthName, monthsSince } from "../src/shared/format/months.ts";

const at = (text: string): number => Date.parse(text) / 1000;

describe("monthsSince", () => {
  it("lists the months since one has taken part, newest first", () => {
    expect(monthsSince(at("2025-11-30T12:00Z"), at("2026-02-01T12:00Z"), "Europe/Athens")).toEqual([
      "2026-02",
      "2026-01",
      "2025-12",
      "2025-11",
    ]);
  });

  it("goes by the community's calendar: a month begins at its midnight", () => {
    const lateInJanuary = at("2026-01-31T23:00Z");
    expect(monthsSince(lateInJanuary, lateInJanuary, "Europe/Athens")).toEqual(["2026-02"]);
    expect(monthsSince(lateInJanuary, lateInJanuary, "UTC")).toEqual(["2026-01"]);
  });

  it("offers this month to who has never taken part, and no more than three years", () => {
    expect(monthsSince(null, at("2026-02-01T12:00Z"), "UTC")).toEqual(["2026-02"]);
    expect(monthsSince(0, at("2026-02-01T12:00Z"), "UTC")).toHaveLength(36);
  });
});

describe("monthName", () => {
  it("says the month in the language", () => {
    expect(monthName("2026-02", "en-GB")).toBe("February 2026");
    expect(monthName("2026-02", "pt-PT")).toBe("fevereiro de 2026");
  });
});
