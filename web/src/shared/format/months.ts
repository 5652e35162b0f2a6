const MOST_MONTHS = 36;

/** "2026-02", newest first, from the month of `since` (Unix seconds; null: only the present one) to that of `now`. */
export function monthsSince(since: number | null, now: number, timeZone: string): string[] {
  const first = monthOf(since ?? now, timeZone);
  const months: string[] = [];
  let [year, month] = monthOf(now, timeZone).split("-").map(Number) as [number, number];
  while (months.length < MOST_MONTHS) {
    const text = `${year}-${String(month).padStart(2, "0")}`;
    if (text < first) break;
    months.push(text);
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
  return months;
}

function monthOf(seconds: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit" }).formatToParts(
    seconds * 1000,
  );
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}`;
}

/** "February 2026" in the language. */
export function monthName(month: string, locale: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(
    Date.UTC(year, number - 1, 15),
  );
}
