import { COLOURS, type Chart, chartSvg, localTime } from "@powerchain/smart-meter";
import type { HomeOutcome } from "./outcome.ts";
import type { RoundRecord } from "./types.ts";

const ticksOf = ({ tradedLots, turnover }: Pick<RoundRecord, "tradedLots" | "turnover">): number | null =>
  tradedLots === 0n ? null : Number(turnover) / Number(tradedLots) / 1e5;

/** Mean price (EUR/ENT, weighted by what was traded) of each two hours of the day. */
export function pricesOverTheDay(
  rounds: readonly RoundRecord[],
): { hour: number; price: number | null; kwh: number }[] {
  const byHour = Map.groupBy(rounds, ({ time }) => Math.floor(localTime(time).hour / 2) * 2);
  return Array.from({ length: 12 }, (_, i) => {
    const own = byHour.get(i * 2) ?? [];
    const tradedLots = own.reduce((sum, round) => sum + round.tradedLots, 0n);
    const turnover = own.reduce((sum, round) => sum + round.turnover, 0n);
    return { hour: i * 2, price: ticksOf({ tradedLots, turnover }), kwh: Number(tradedLots) / 1000 };
  });
}

export function chartsOf(rounds: readonly RoundRecord[]): Chart[] {
  const line = (label: string, colour: string, value: (round: RoundRecord) => number | null, area = false) => ({
    label,
    colour,
    area,
    points: rounds.map((round): [number, number | null] => [round.time, value(round)]),
  });
  const kw = (wh: bigint): number => Number(wh) / 2000;
  const midnight = 1_700_006_400; // any UTC midnight: this chart's axis is the hour of the day
  return [
    {
      title: "What the homes produced and used",
      unit: "kW",
      lines: [
        line("produced", COLOURS.sun, ({ flow }) => kw(flow.generationWh), true),
        line("used", COLOURS.home, ({ flow }) => kw(flow.loadWh)),
        line("from the grid", COLOURS.grid, ({ flow }) => kw(flow.gridWh)),
      ],
    },
    {
      title: "Energy in storage",
      unit: "kWh",
      lines: [line("stored", COLOURS.storage, ({ storedWh }) => Number(storedWh) / 1000, true)],
    },
    { title: "Price of a trade", unit: "EUR/ENT", lines: [line("mean price", COLOURS.price, ticksOf)] },
    {
      title: "Price over the day",
      unit: "EUR/ENT",
      lines: [
        {
          label: "mean price",
          colour: COLOURS.price,
          points: pricesOverTheDay(rounds).map(({ hour, price }): [number, number | null] => [
            midnight + hour * 3600,
            price,
          ]),
        },
      ],
    },
    {
      title: "Imbalance: tokens without energy (losses), and how they are worked off",
      unit: "ENT",
      lines: [line("imbalance", COLOURS.neighbours, ({ imbalance }) => Number(imbalance) / 1e9, true)],
    },
    { title: "Rate R", unit: "ENT/kWh", lines: [line("R", COLOURS.neighbours, ({ rate }) => Number(rate) / 1e6)] },
  ];
}

const HEADS = [
  "home",
  "produced",
  "used",
  "used at once",
  "stored",
  "fed in",
  "from storage",
  "bought",
  "sold",
  "from grid",
  "bill, EUR",
  "bill alone, EUR",
  "own share",
  "own share alone",
];

export function rowOf({
  name,
  flow,
  boughtLots,
  soldLots,
  bill,
  selfSufficiency,
  selfSufficiencyAlone,
}: HomeOutcome): string[] {
  const kwh = (wh: bigint): string => (Number(wh) / 1000).toFixed(1);
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  return [
    name,
    kwh(flow.generationWh),
    kwh(flow.loadWh),
    kwh(flow.selfWh),
    kwh(flow.storedWh),
    kwh(flow.spilledWh),
    kwh(flow.drawnWh),
    kwh(boughtLots),
    kwh(soldLots),
    kwh(flow.gridWh),
    bill.withMarket.toFixed(2),
    bill.alone.toFixed(2),
    percent(selfSufficiency),
    percent(selfSufficiencyAlone),
  ];
}

/** One file that needs nothing else: charts, the table behind them, and what was assumed. */
export function reportHtml(
  title: string,
  notes: readonly string[],
  homes: readonly HomeOutcome[],
  rounds: readonly RoundRecord[],
): string {
  const cells = (tag: string, values: readonly string[]): string =>
    values.map((value, i) => `<${tag}${i === 0 ? "" : ' class="n"'}>${value}</${tag}>`).join("");
  const style =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2rem auto;padding:0 1rem;color:#1e293b}" +
    "table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}td,th{padding:.25rem .5rem;text-align:left;border-bottom:1px solid #e2e8f0}" +
    ".n{text-align:right}tr:last-child{font-weight:600}svg{width:100%;height:auto;margin:1rem 0}div{overflow-x:auto}";
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style>`,
    `<h1>${title}</h1>`,
    `<ul>${notes.map((note) => `<li>${note}</li>`).join("")}</ul>`,
    ...chartsOf(rounds).map(chartSvg),
    `<h2>Home by home</h2><p>Energy in kWh.</p><div><table><tr>${cells("th", HEADS)}</tr>`,
    ...homes.map((home) => `<tr>${cells("td", rowOf(home))}</tr>`),
    "</table></div></html>",
  ].join("\n");
}

export const tableHeads = HEADS;
