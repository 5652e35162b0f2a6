import {
  createTheme,
  type MantineColorsTuple,
  type MantineColorScheme,
  type MantineColorSchemeManager,
  virtualColor,
} from "@mantine/core";

const inkShades: MantineColorsTuple = [
  "#f2f3f5",
  "#e4e7eb",
  "#cbd0d8",
  "#aeb6c2",
  "#8f99a8",
  "#6b7686",
  "#4e5866",
  "#38414e",
  "#262e39",
  "#1a212b",
];

/** Greys of the dark scheme, from words to the page: those of theme.css, for what Mantine draws itself. */
const dark: MantineColorsTuple = [
  "#eceef1",
  "#cdd2d9",
  "#a8b0bc",
  "#7f8896",
  "#333a45",
  "#2c323b",
  "#242932",
  "#1c2026",
  "#171a20",
  "#14171c",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 9, dark: 1 },
  // Actions are drawn in ink, so that colour stays free to mean a thing: sun, storage, neighbours, grid, buy, sell. A colour of
  // each scheme by itself, as the words on it are dark where the ink is light.
  colors: { dark, inkShades, ink: virtualColor({ name: "ink", light: "inkShades", dark: "inkShades" }) },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  headings: { fontWeight: "650" },
  components: {
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true }, withArrow: true, openDelay: 200 } },
    Modal: { defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
    NumberInput: { defaultProps: { hideControls: true } },
  },
});

const SCHEME_KEY = "powerchain.scheme";

/** Keeps the choice under the key that /scheme.js reads before the first paint. */
export function schemeManager(): MantineColorSchemeManager {
  let stop = (): void => undefined;
  const read = (fallback: MantineColorScheme): MantineColorScheme => {
    const stored = localStorage.getItem(SCHEME_KEY);
    return stored === "light" || stored === "dark" ? stored : fallback;
  };
  return {
    get: read,
    set: (value) => (value === "auto" ? localStorage.removeItem(SCHEME_KEY) : localStorage.setItem(SCHEME_KEY, value)),
    subscribe: (onUpdate) => {
      const listen = (event: StorageEvent): void => {
        if (event.key === SCHEME_KEY) onUpdate(read("auto"));
      };
      window.addEventListener("storage", listen);
      stop = () => window.removeEventListener("storage", listen);
    },
    unsubscribe: () => stop(),
    clear: () => localStorage.removeItem(SCHEME_KEY),
  };
}
