/** Small line and bar charts as SVG text: one idea each, axes with units, lines labelled where they end. */
export interface Line {
  label: string;
  colour: string;
  /** Unix seconds and value; null is a gap. */
  points: [number, number | null][];
  area?: boolean;
}

export interface Chart {
  title: string;
  unit: string;
  lines: Line[];
}

const WIDTH = 860;
const HEIGHT = 260;
const BOX = { left: 58, right: 120, top: 34, bottom: 28 };

/** The panel's colours: one a thing, everywhere. */
export const COLOURS = {
  sun: "#b45309",
  home: "#334155",
  storage: "#7c3aed",
  neighbours: "#0f766e",
  grid: "#6b7280",
  price: "#1d4ed8",
} as const;

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A step of 1, 2 or 5 times a power of ten that gives about `count` ticks. */
function niceStep(span: number, count: number): number {
  const raw = span / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
}

function range(values: number[]): [number, number] {
  let [low, high] = [0, 0];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high === low ? [low, low + 1] : [low, high];
}

function path(line: Line, x: (t: number) => number, y: (v: number) => number): string {
  let pen = "M";
  const parts: string[] = [];
  for (const [time, value] of line.points) {
    if (value === null) {
      pen = "M";
      continue;
    }
    parts.push(`${pen}${x(time).toFixed(1)} ${y(value).toFixed(1)}`);
    pen = "L";
  }
  return parts.join("");
}

function yAxis(low: number, high: number, unit: string, y: (v: number) => number): string {
  const step = niceStep(high - low, 4);
  let out = "";
  for (let v = Math.ceil(low / step) * step; v <= high + step / 1e6; v += step)
    out +=
      `<line x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${y(v).toFixed(1)}" y2="${y(v).toFixed(1)}" class="rule"/>` +
      `<text x="${BOX.left - 6}" y="${(y(v) + 4).toFixed(1)}" text-anchor="end">${Number(v.toPrecision(6))}</text>`;
  return `${out}<text x="${BOX.left - 6}" y="${BOX.top - 10}" text-anchor="end">${escape(unit)}</text>`;
}

function xAxis(from: number, to: number, x: (t: number) => number): string {
  const days = Math.max(1, Math.round((to - from) / 86_400 / 8));
  const step = to - from <= 2 * 86_400 ? 6 * 3600 : days * 86_400;
  let out = "";
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
    const stamp = new Date(t * 1000).toISOString();
    const label = step < 86_400 ? stamp.slice(11, 16) : stamp.slice(5, 10);
    out += `<text x="${x(t).toFixed(1)}" y="${HEIGHT - 8}" text-anchor="middle">${label}</text>`;
  }
  return out;
}

/** Labels at the lines' ends, pushed apart so that none covers another. */
function labels(lines: Line[], y: (v: number) => number): string {
  const ends = lines.map((line) => {
    const last = line.points.findLast(([, value]) => value !== null)?.[1] ?? 0;
    return { line, at: y(last) };
  });
  ends.sort((a, b) => a.at - b.at);
  let above = -Infinity;
  return ends
    .map(({ line, at }) => {
      above = Math.max(at, above + 14);
      return `<text x="${WIDTH - BOX.right + 6}" y="${(above + 4).toFixed(1)}" fill="${line.colour}" class="name">${escape(line.label)}</text>`;
    })
    .join("");
}

/** Axes and dash patterns make the lines tell apart without colour, too. */
export function chartSvg(chart: Chart): string {
  const points = chart.lines.flatMap((line) => line.points);
  const [low, high] = range(points.flatMap(([, value]) => (value === null ? [] : [value])));
  const times = points.map(([time]) => time);
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 1];
  const x = (t: number) => BOX.left + ((t - from) / (to - from || 1)) * (WIDTH - BOX.left - BOX.right);
  const y = (v: number) => HEIGHT - BOX.bottom - ((v - low) / (high - low)) * (HEIGHT - BOX.top - BOX.bottom);
  const drawn = chart.lines.map((line, i) => {
    const shape = path(line, x, y);
    const dash = ["", "6 3", "2 3", "8 3 2 3"][i % 4];
    const first = line.points[0]?.[0] ?? from;
    const fill = line.area
      ? `<path d="${shape}L${x(to).toFixed(1)} ${y(0)}L${x(first).toFixed(1)} ${y(0)}Z" fill="${line.colour}" opacity="0.15"/>`
      : "";
    return `${fill}<path d="${shape}" fill="none" stroke="${line.colour}" stroke-width="1.4" stroke-dasharray="${dash}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(chart.title)}">`,
    `<style>text{font:11px system-ui,sans-serif;fill:#475569}.name{font-weight:600;fill:inherit}.title{font-size:14px;font-weight:600}.rule{stroke:#e2e8f0}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${BOX.left}" y="16" class="title">${escape(chart.title)}</text>`,
    yAxis(low, high, chart.unit, y),
    xAxis(from, to, x),
    ...drawn,
    labels(chart.lines, y),
    "</svg>",
  ].join("\n");
}
