import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";

export type Thing = "sun" | "storage" | "neighbours" | "grid" | "home" | "buy" | "sell";

export interface Palette {
  fill: Record<Thing, string>;
  ink: Record<Thing, string>;
  text: string;
  quiet: string;
  line: string;
  surface: string;
}

const things: readonly Thing[] = ["sun", "storage", "neighbours", "grid", "home", "buy", "sell"];

/** The colours of theme.css in the scheme that is shown, for charts, which cannot read CSS variables. */
export function usePalette(): Palette {
  const scheme = useComputedColorScheme("light");
  return useMemo(() => readPalette(scheme), [scheme]);
}

/** `scheme` only says that the variables may have changed. */
function readPalette(_scheme: string): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--pc-${name}`).trim();
  const all = (kind: string) => Object.fromEntries(things.map((thing) => [thing, read(`${thing}-${kind}`)]));
  return {
    fill: all("fill") as Palette["fill"],
    ink: all("ink") as Palette["ink"],
    text: read("text"),
    quiet: read("quiet"),
    line: read("line"),
    surface: read("surface"),
  };
}
