/** Local time in Central Europe (CET/CEST), computed: the models need it millions of times, `Intl` is too slow for that. */
export interface LocalTime {
  /** 1 … 366 */
  dayOfYear: number;
  /** Hours since local midnight, with fraction. */
  hour: number;
  weekend: boolean;
  /** Days since 1970 in local time: the key of a local day. */
  day: number;
}

const DAY = 86_400;

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return (last.getTime() / 1000 - last.getUTCDay() * DAY + 3600) | 0;
}

const summerTimes = new Map<number, [number, number]>();

/** Seconds to add to UTC: 3,600, or 7,200 from the last Sunday of March to that of October, 01:00 UTC (2000/84/EC). */
export function localOffset(time: number): number {
  const year = new Date(time * 1000).getUTCFullYear();
  let span = summerTimes.get(year);
  if (!span) summerTimes.set(year, (span = [lastSunday(year, 2), lastSunday(year, 9)]));
  return time >= span[0] && time < span[1] ? 7200 : 3600;
}

export function localTime(time: number): LocalTime {
  const local = time + localOffset(time);
  const day = Math.floor(local / DAY);
  const year = new Date(local * 1000).getUTCFullYear();
  const weekday = (day + 4) % 7; // 1 January 1970 was a Thursday; 0 is Sunday
  return {
    day,
    dayOfYear: day - Date.UTC(year, 0, 1) / 1000 / DAY + 1,
    hour: (local - day * DAY) / 3600,
    weekend: weekday === 0 || weekday === 6,
  };
}
