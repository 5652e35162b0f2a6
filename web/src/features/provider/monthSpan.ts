/** This calendar month up to its end, Unix seconds. */
export function monthSpan(now = new Date()): { from: number; to: number } {
  const seconds = (year: number, month: number): number => new Date(year, month, 1).getTime() / 1000;
  return { from: seconds(now.getFullYear(), now.getMonth()), to: seconds(now.getFullYear(), now.getMonth() + 1) };
}
