const DAY = 86_400;

/** The ISO week ("2026-W09") before the one that begins at `monday` (Unix seconds, local midnight of the community). */
export function weekBefore(monday: number | undefined): string | undefined {
  if (monday === undefined) return undefined;
  // Its Thursday lies in the year that the week is counted to; half a day on, no time zone moves it off that day.
  const thursday = new Date((monday - 4 * DAY + DAY / 2) * 1000);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - newYear) / 1000 / DAY / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}
