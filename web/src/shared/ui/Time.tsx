import { Tooltip } from "@mantine/core";
import { formatClock, formatDateTime, formatDuration, formatSince } from "../format/time.ts";
import { useLocale } from "../i18n/useT.tsx";
import { UNKNOWN } from "./Quantity.tsx";
import { useNow } from "./useNow.ts";

/** "12 s ago", with the exact time on hover, focus or touch. `at` is in Unix seconds. */
export function Since({ at }: { at: number | undefined }) {
  const locale = useLocale();
  const now = useNow();
  if (at === undefined) return <span>{UNKNOWN}</span>;
  return (
    <Tooltip label={formatDateTime(at, locale)}>
      <time className="num" dateTime={new Date(at * 1000).toISOString()} tabIndex={0}>
        {formatSince(now - at, locale)}
      </time>
    </Tooltip>
  );
}

/** What is left until `at`; ticks. */
export function Countdown({ until }: { until: number }) {
  const locale = useLocale();
  const now = useNow();
  return <span className="num">{formatDuration(until - now, locale)}</span>;
}

/** "18:40", or with its day when that is not today. */
export function Clock({ at }: { at: number }) {
  const locale = useLocale();
  const now = useNow(60);
  return (
    <time className="num" dateTime={new Date(at * 1000).toISOString()} title={formatDateTime(at, locale)}>
      {formatClock(at, locale, now)}
    </time>
  );
}
