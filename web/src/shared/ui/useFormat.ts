import { useMemo } from "react";
import { formatInteger, type NumberStyle } from "../format/numbers.ts";
import * as quantities from "../format/quantities.ts";
import { formatClock, formatDate, formatDateTime, formatDuration, formatSince, formatWeekday } from "../format/time.ts";
import { useLocale } from "../i18n/useT.tsx";
import { useNames } from "./useNames.ts";

export type Amount = bigint | number | string;

export interface Format {
  locale: string;
  ent: (units: Amount) => string;
  eur: (units: Amount) => string;
  energy: (wh: Amount) => string;
  lots: (lots: Amount) => string;
  price: (ticks: Amount) => string;
  priceOnly: (ticks: Amount) => string;
  /** On an axis: as many places as it needs. */
  axis: (value: number) => string;
  rate: (millionths: Amount) => string;
  percent: (millionths: Amount) => string;
  share: (share: number) => string;
  power: (watts: Amount) => string;
  integer: (value: number | bigint) => string;
  duration: (seconds: number | bigint) => string;
  clock: (at: number | bigint) => string;
  date: (at: number) => string;
  weekday: (at: number) => string;
  dateTime: (at: number) => string;
  since: (seconds: number) => string;
  name: (address: string | null | undefined) => string;
}

/** Quantities as text in the active language, for sentences. */
export function useFormat(): Format {
  const locale = useLocale();
  const { nameOf } = useNames();
  return useMemo(() => createFormat(locale, nameOf), [locale, nameOf]);
}

export function createFormat(locale: string, name: Format["name"]): Format {
  const style: NumberStyle = { locale };
  return {
    locale,
    ent: (units) => quantities.entText(BigInt(units), style),
    eur: (units) => quantities.eurText(BigInt(units), style),
    energy: (wh) => quantities.energyText(BigInt(wh), style),
    lots: (lots) => quantities.lotsText(BigInt(lots), style),
    price: (ticks) => quantities.priceText(ticks, style),
    priceOnly: (ticks) => quantities.priceNumber(ticks, style),
    axis: (value) => quantities.axisText(value, locale),
    rate: (millionths) => quantities.rateText(BigInt(millionths), style),
    percent: (millionths) => quantities.percentText(BigInt(millionths), style),
    share: (share) => quantities.shareText(share, style),
    power: (watts) => quantities.powerText(BigInt(watts), style),
    integer: (value) => formatInteger(value, locale),
    duration: (seconds) => formatDuration(Number(seconds), locale),
    clock: (at) => formatClock(Number(at), locale, Date.now() / 1000),
    date: (at) => formatDate(at, locale),
    weekday: (at) => formatWeekday(at, locale),
    dateTime: (at) => formatDateTime(at, locale),
    since: (seconds) => formatSince(seconds, locale),
    name,
  };
}
