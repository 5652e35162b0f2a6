import { describe, expect, it } from "vitest";
import { formatClock, formatDuration, formatSince } from "../src/shared/format/time.ts";
import { spanQuery } from "../src/shared/ui/spans.ts";

describe("formatSince", () => {
  it("uses the largest unit that still says something", () => {
    expect(formatSince(12, "en-GB")).toBe("12 sec ago");
    expect(formatSince(300, "en-GB")).toBe("5 min ago");
    expect(formatSince(-7_200, "en-GB")).toBe("in 2 hr");
    expect(formatSince(3 * 86_400, "pt-PT")).toBe("há 3 dias");
  });
});

describe("formatDuration", () => {
  it("gives the two largest units", () => {
    expect(formatDuration(7_140, "en-GB")).toBe("1 hr 59 mins");
    expect(formatDuration(7_201, "en-GB")).toBe("2 hours");
    expect(formatDuration(7 * 86_400, "en-GB")).toBe("7 days");
    expect(formatDuration(7_200, "el-GR")).toBe("2 ώρες"); // no full stop of its own inside a sentence
    expect(formatDuration(0, "en-GB")).toBe("0 seconds");
    expect(formatDuration(-5, "en-GB")).toBe("0 seconds");
  });
});

describe("formatClock", () => {
  it.each(["en-GB", "el-GR", "pt-PT"])("counts 24 hours: %s", (locale) => {
    const evening = new Date(2026, 1, 3, 18, 40).getTime() / 1000;
    expect(formatClock(evening, locale, evening)).toBe("18:40");
  });
});

describe("spanQuery", () => {
  it("keeps the same question for a quarter of an hour", () => {
    const now = Date.UTC(2026, 2, 1, 12) / 1000;
    expect(spanQuery("week", now)).toEqual(spanQuery("week", now + 899));
    const { from, to } = spanQuery("week", now);
    expect([from, to]).toEqual([now + 900 - 7 * 86_400, now + 900]);
  });
});
