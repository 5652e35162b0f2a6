// Times as people say them. All times of the chain are Unix seconds.

export interface Ago {
  value: number;
  unit: "second" | "minute" | "hour" | "day";
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The largest unit that still says something: 12 s, 5 min, 3 h, 2 d. Negative for the future. */
export function ago(seconds: number): Ago {
  const size = Math.abs(seconds);
  if (size < MINUTE) return { value: Math.trunc(seconds), unit: "second" };
  if (size < HOUR) return { value: Math.trunc(seconds / MINUTE), unit: "minute" };
  if (size < 2 * DAY) return { value: Math.trunc(seconds / HOUR), unit: "hour" };
  return { value: Math.trunc(seconds / DAY), unit: "day" };
}

/** "12 s ago", "in 5 min" in the language. */
export function formatSince(seconds: number, locale: string): string {
  const { value, unit } = ago(seconds);
  return new Intl.RelativeTimeFormat(locale, { style: "short", numeric: value === 0 ? "auto" : "always" }).format(
    -value,
    unit,
  );
}

/** A span in its two largest units, in whole words where one is enough: "1 hr 59 mins", "7 days". */
export function formatDuration(seconds: number, locale: string): string {
  const total = Math.max(0, Math.trunc(seconds));
  const parts: [number, string][] = [
    [Math.trunc(total / DAY), "day"],
    [Math.trunc((total % DAY) / HOUR), "hour"],
    [Math.trunc((total % HOUR) / MINUTE), "minute"],
    [total % MINUTE, "second"],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([value]) => value > 0);
  const unitDisplay = shown.length === 1 ? "long" : "short";
  return shown
    .map(([value, unit]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(value))
    .join(" ");
}

export function formatDateTime(seconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }).format(
    seconds * 1000,
  );
}

export function formatDate(seconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(seconds * 1000);
}

/** "Thursday". */
export function formatWeekday(seconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "long" }).format(seconds * 1000);
}

/** "18:40" today, with the day where it is another. */
export function formatClock(seconds: number, locale: string, now: number): string {
  const sameDay = new Date(seconds * 1000).toDateString() === new Date(now * 1000).toDateString();
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const options: Intl.DateTimeFormatOptions = sameDay ? time : { ...time, day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, options).format(seconds * 1000);
}
