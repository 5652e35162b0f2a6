// One small component a quantity: it takes the whole number of the chain and knows unit, decimals and language.
// Unknown is "—", never 0; the exact figure is in the title where the shown one is cut.
import { decimals } from "@powerchain/sdk";
import type { ReactNode } from "react";
import { formatExact, GAP, type NumberStyle } from "../format/numbers.ts";
import { energyText, entText, eurText, lotsText, percentText, powerText, priceText } from "../format/quantities.ts";
import { useLocale } from "../i18n/useT.tsx";
import type { Amount } from "./useFormat.ts";
import { useGlide } from "./useGlide.ts";

export const UNKNOWN = "\u2014";

interface QuantityProps {
  /** Always a sign: for a change. */
  signed?: boolean;
  /** Moves once from the old to the new figure; for the few figures that people watch. */
  glide?: boolean;
  className?: string;
}

type Text = (value: bigint, style: NumberStyle) => string;

function Quantity(props: QuantityProps & { value: Amount | null | undefined; text: Text; exact?: string }): ReactNode {
  const locale = useLocale();
  const shown = useGlide(toBigint(props.value), props.glide === true);
  const className = `num ${props.className ?? ""}`;
  if (shown === undefined) return <span className={className}>{UNKNOWN}</span>;
  return (
    <span className={className} title={props.exact}>
      {props.text(shown, { locale, signed: props.signed })}
    </span>
  );
}

function toBigint(value: Amount | null | undefined): bigint | undefined {
  return value === undefined || value === null ? undefined : BigInt(value);
}

/** Energy in Wh. */
export function EnergyAmount({ wh, ...rest }: QuantityProps & { wh: Amount | null | undefined }) {
  return <Quantity value={wh} text={energyText} {...rest} />;
}

/** ENT units. */
export function Ent({ units, ...rest }: QuantityProps & { units: Amount | null | undefined }) {
  const locale = useLocale();
  const exact =
    units === undefined || units === null ? undefined : `${formatExact(BigInt(units), decimals.ent, locale)}${GAP}ENT`;
  return <Quantity value={units} text={entText} exact={exact} {...rest} />;
}

/** eEuro units. */
export function Eur({ units, ...rest }: QuantityProps & { units: Amount | null | undefined }) {
  const locale = useLocale();
  const exact =
    units === undefined || units === null ? undefined : `${formatExact(BigInt(units), decimals.eur, locale)}${GAP}EUR`;
  return <Quantity value={units} text={eurText} exact={exact} {...rest} />;
}

/** Ticks; half a tick is possible in a trade at a midpoint. */
export function Price({ ticks, ...rest }: QuantityProps & { ticks: Amount | null | undefined }) {
  const locale = useLocale();
  const text = ticks === undefined || ticks === null ? UNKNOWN : priceText(ticks, { locale, signed: rest.signed });
  return <span className={`num ${rest.className ?? ""}`}>{text}</span>;
}

/** Market lots (Wh), as ENT. */
export function Lots({ lots, ...rest }: QuantityProps & { lots: Amount | null | undefined }) {
  return <Quantity value={lots} text={lotsText} {...rest} />;
}

/** Millionths as percent. */
export function Percent({ millionths, ...rest }: QuantityProps & { millionths: Amount | null | undefined }) {
  return <Quantity value={millionths} text={percentText} {...rest} />;
}

export function Power({ watts, ...rest }: QuantityProps & { watts: Amount | null | undefined }) {
  return <Quantity value={watts} text={powerText} {...rest} />;
}
