import type { Step } from "../api/schemas/common.ts";

const QUARTER = 900;
const HOUR = 3_600;
const DAY = 86_400;

/** The calendar of one time zone. Times are Unix seconds; weeks begin on Monday. */
export class Calendar {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError when there is no such time zone */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** Seconds that local time is ahead of UTC. */
  offset(at: number): number {
    // Zones change their offset at full quarter-hours only.
    const quarter = Math.floor(at / QUARTER);
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      const parts = Object.fromEntries(
        this.#format.formatToParts(quarter * QUARTER * 1_000).map(({ type, value }) => [type, Number(value)]),
      ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
      const { year, month, day, hour, minute, second } = parts;
      offset = Date.UTC(year, month - 1, day, hour, minute, second) / 1_000 - quarter * QUARTER;
      if (this.#offsets.size > 20_000) this.#offsets.clear();
      this.#offsets.set(quarter, offset);
    }
    return offset;
  }

  /** The moment at which clocks show this local time (counted as if it were UTC); where it is skipped, the moment after. */
  #fromLocal(local: number): number {
    const first = local - this.offset(local - this.offset(local));
    return first + this.offset(first) === local ? first : local - this.offset(local - DAY);
  }

  /** The beginning of the quarter-hour, hour, day, week or month that holds this moment. */
  startOf(step: Step, at: number): number {
    if (step === "quarter") return at - mod(at, QUARTER);
    const local = at + this.offset(at);
    if (step === "hour") return at - mod(local, HOUR);
    if (step === "day") return this.#fromLocal(local - mod(local, DAY));
    // 1970-01-01 was a Thursday.
    if (step === "week") return this.#fromLocal(local - mod(local - 4 * DAY, 7 * DAY));
    const date = new Date(local * 1_000);
    return this.#fromLocal(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 1_000);
  }

  /** The beginning of the step `count` steps on (or back), from the beginning of one. */
  add(step: Step, start: number, count: number): number {
    if (step === "quarter") return start + count * QUARTER;
    if (step === "hour") return start + count * HOUR;
    const local = start + this.offset(start);
    if (step === "day") return this.#fromLocal(local + count * DAY);
    if (step === "week") return this.#fromLocal(local + count * 7 * DAY);
    const date = new Date(local * 1_000);
    return this.#fromLocal(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1) / 1_000);
  }

  /** The beginnings of all steps that touch a span, and the end of the last. Stops when there are more than `most`. */
  boundaries(step: Step, from: number, to: number, most: number): number[] {
    const list = [this.startOf(step, from)];
    while ((list.at(-1) as number) < to && list.length <= most + 1) list.push(this.add(step, list.at(-1) as number, 1));
    return list;
  }

  /** The month that a text like 2026-02 names. */
  month(text: string): { from: number; to: number } {
    const [year = 1970, month = 1] = text.split("-").map(Number);
    const from = this.#fromLocal(Date.UTC(year, month - 1, 1) / 1_000);
    return { from, to: this.add("month", from, 1) };
  }

  /** The ISO week that a text like 2026-W09 names. */
  week(text: string): { from: number; to: number } {
    const [year = 1970, week = 1] = text.split("-W").map(Number);
    // The week with the year's fourth of January is its first.
    const fourth = Date.UTC(year, 0, 4) / 1_000;
    const monday = fourth - mod(fourth - 4 * DAY, 7 * DAY) + (week - 1) * 7 * DAY;
    return { from: this.#fromLocal(monday), to: this.#fromLocal(monday + 7 * DAY) };
  }

  /** The name of the ISO week that holds this moment. */
  nameOfWeek(at: number): string {
    const local = at + this.offset(at);
    const thursday = local - mod(local - 4 * DAY, 7 * DAY) + 3 * DAY;
    const year = new Date(thursday * 1_000).getUTCFullYear();
    const week = Math.floor((thursday - Date.UTC(year, 0, 1) / 1_000) / (7 * DAY)) + 1;
    return `${year}-W${String(week).padStart(2, "0")}`;
  }

  /** The name of the month that holds this moment. */
  nameOfMonth(at: number): string {
    return this.date(at).slice(0, 7);
  }

  /** 2026-02-15 */
  date(at: number): string {
    return new Date((at + this.offset(at)) * 1_000).toISOString().slice(0, 10);
  }

  /** 18:40 */
  time(at: number): string {
    return new Date((at + this.offset(at)) * 1_000).toISOString().slice(11, 16);
  }
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
