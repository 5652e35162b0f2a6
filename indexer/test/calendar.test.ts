import { expect } from "chai";
import { Calendar } from "../src/time/calendar.ts";

const at = (text: string): number => Date.parse(text) / 1_000;

describe("Calendar", () => {
  const athens = new Calendar("Europe/Athens");
  const kolkata = new Calendar("Asia/Kolkata");

  describe("boundaries", () => {
    it("gives days of 23 and 25 hours where clocks change", () => {
      const spring = athens.boundaries("day", at("2026-03-29T00:00+02:00"), at("2026-03-30T00:00+03:00"), 10);
      expect(spring[1]! - spring[0]!).to.equal(23 * 3_600);
      const autumn = athens.boundaries("day", at("2026-10-25T00:00+03:00"), at("2026-10-26T00:00+02:00"), 10);
      expect(autumn[1]! - autumn[0]!).to.equal(25 * 3_600);
    });

    it("gives months from midnight to midnight", () => {
      const list = athens.boundaries("month", at("2026-01-15T12:00Z"), at("2026-05-01T00:00+03:00"), 10);
      expect(list).to.deep.equal(
        [
          "2026-01-01T00:00+02:00",
          "2026-02-01T00:00+02:00",
          "2026-03-01T00:00+02:00",
          "2026-04-01T00:00+03:00",
          "2026-05-01T00:00+03:00",
        ].map(at),
      );
    });

    it("begins hours where clocks show a full one, also half an hour off UTC", () => {
      expect(kolkata.startOf("hour", at("2026-01-01T10:10Z"))).to.equal(at("2026-01-01T09:30Z"));
    });

    it("stops soon when there would be too many", () => {
      expect(athens.boundaries("quarter", 0, 4_000_000_000, 100).length).to.be.lessThan(110);
    });
  });

  describe("week", () => {
    it("knows ISO weeks across a year's end", () => {
      expect(athens.nameOfWeek(at("2026-12-31T12:00Z"))).to.equal("2026-W53");
      expect(athens.nameOfWeek(at("2027-01-03T12:00Z"))).to.equal("2026-W53");
      expect(athens.nameOfWeek(at("2027-01-04T12:00Z"))).to.equal("2027-W01");
      expect(athens.week("2026-W53").from).to.equal(at("2026-12-28T00:00+02:00"));
    });
  });

  describe("month", () => {
    it("ends where the next one begins", () => {
      expect(athens.month("2026-12")).to.deep.equal({
        from: at("2026-12-01T00:00+02:00"),
        to: at("2027-01-01T00:00+02:00"),
      });
    });
  });
});
