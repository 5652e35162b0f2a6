import { createRequire } from "node:module";
import type { Statement } from "../api/types.ts";
import { Calendar } from "../time/calendar.ts";
import { type Column, Sheet } from "./sheet.ts";
import { type StatementLanguage, type StatementWords, statementWords } from "./words.ts";

const font = (name: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const ENT = 1e9;
const EUR = 1e8;

/** How a statement's figures are written in one language. */
class Figures {
  readonly words: StatementWords;
  readonly #locale: string;
  readonly #calendar: Calendar;

  constructor(language: StatementLanguage, timeZone: string) {
    this.words = statementWords[language];
    this.#locale = { en: "en-IE", el: "el-GR", pt: "pt-PT" }[language];
    this.#calendar = new Calendar(timeZone);
  }

  number(value: number, digits: number): string {
    const plain = Object.is(value, -0) || Math.abs(value) < 0.5 / 10 ** digits ? 0 : value;
    const text = new Intl.NumberFormat(this.#locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(plain);
    return text.replace("-", "−");
  }

  kwh = (wh: number): string => `${this.number(wh / 1_000, 3)} kWh`;
  ent = (units: string): string => `${this.number(Number(units) / ENT, 3)} ENT`;
  eur = (units: string, digits = 2): string => `${this.number(Number(units) / EUR, digits)} EUR`;
  price = (ticks: number): string => `${this.number(ticks / 10_000, 4)} EUR/ENT`;
  share = (share: number | null): string => (share === null ? "—" : `${this.number(share * 100, 0)} %`);

  month(from: number): string {
    const options = { month: "long", year: "numeric", timeZone: this.#calendar.timeZone } as const;
    const text = new Intl.DateTimeFormat(this.#locale, options).format(from * 1_000);
    return text.charAt(0).toLocaleUpperCase(this.#locale) + text.slice(1);
  }

  day(at: number): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: "medium", timeZone: this.#calendar.timeZone }).format(
      at * 1_000,
    );
  }

  moment(at: number): string {
    const options = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    return new Intl.DateTimeFormat(this.#locale, { ...options, timeZone: this.#calendar.timeZone }).format(at * 1_000);
  }
}

/** A statement as a page to print or file. The same statement always gives the same bytes. `nameOf` names neighbours. */
export async function statementPdf(
  statement: Statement,
  options: { language: StatementLanguage; nameOf: (address: string) => string },
): Promise<Uint8Array> {
  const figures = new Figures(options.language, statement.timeZone);
  const { words } = figures;
  const sheet = new Sheet({
    title: `${words.statement} ${statement.month}, ${statement.title}`,
    subject: `${statement.community} ${statement.account} ${statement.month}`,
    code: statement.code,
    language: options.language,
    madeAt: statement.asOf.at,
    fonts: { regular: font("DejaVuSans"), bold: font("DejaVuSans-Bold") },
  });
  head(sheet, statement, figures);
  tiles(sheet, statement, figures);
  energy(sheet, statement, figures);
  balances(sheet, statement, figures);
  trades(sheet, statement, figures, options.nameOf);
  verification(sheet, statement, words);
  const place = `${statement.title} · ${words.block} ${statement.asOf.block} · ${statement.code}`;
  return sheet.end((page, pages) => [place, `${words.page} ${page} ${words.of} ${pages}`]);
}

function head(sheet: Sheet, statement: Statement, figures: Figures): void {
  const { words } = figures;
  sheet.heading(statement.title, `${words.statement} · ${figures.month(statement.from)}`);
  sheet.pairs([
    [words.account, statement.label === null ? statement.account : `${statement.label}  ·  ${statement.account}`],
    [words.period, `${figures.day(statement.from)} – ${figures.day(statement.to - 1)} (${statement.timeZone})`],
    [words.code, statement.code],
  ]);
  if (!statement.final)
    sheet.note(`${words.interim} ${figures.day(statement.asOf.at)}, ${figures.moment(statement.asOf.at).slice(-5)}.`);
}

function tiles(sheet: Sheet, { energy: sums, market }: Statement, figures: Figures): void {
  const { words } = figures;
  const net = String(BigInt(market.earnedEur) - BigInt(market.spentEur));
  sheet.tiles([
    [words.stored, figures.kwh(sums.producedWh)],
    [words.drawn, figures.kwh(sums.consumedWh)],
    [words.ownShare, figures.share(sums.renewableShare)],
    [words.result, figures.eur(net)],
  ]);
}

function energy(sheet: Sheet, { energy: sums }: Statement, figures: Figures): void {
  const { words } = figures;
  sheet.section(words.energy);
  if (sums.byUnit.length === 0) return sheet.note(words.noEnergy);
  const columns: Column[] = [
    { title: words.unit, width: 0.2 },
    { title: words.stored, width: 0.14, right: true },
    { title: words.drawn, width: 0.14, right: true },
    { title: words.received, width: 0.13, right: true },
    { title: words.share, width: 0.13, right: true },
    { title: words.paid, width: 0.13, right: true },
    { title: words.balancing, width: 0.13, right: true },
  ];
  const rows = sums.byUnit.map(({ unit, label, producedWh, consumedWh, mintedEnt, burnedEnt, fees }) => [
    label ?? `${unit.slice(0, 8)}…${unit.slice(-4)}`,
    figures.kwh(producedWh),
    figures.kwh(consumedWh),
    figures.ent(mintedEnt),
    figures.ent(fees.providerEnt),
    figures.ent(burnedEnt),
    figures.ent(fees.balancingEnt),
  ]);
  const all = (of: (unit: Statement["energy"]["byUnit"][number]) => string): string =>
    String(sums.byUnit.reduce((sum, unit) => sum + BigInt(of(unit)), 0n));
  sheet.table(columns, rows, [
    words.total,
    figures.kwh(sums.producedWh),
    figures.kwh(sums.consumedWh),
    figures.ent(all(({ mintedEnt }) => mintedEnt)),
    figures.ent(all(({ fees }) => fees.providerEnt)),
    figures.ent(all(({ burnedEnt }) => burnedEnt)),
    figures.ent(all(({ fees }) => fees.balancingEnt)),
  ]);
  if (sums.uncoveredWh > 0) sheet.note(`${words.uncovered}: ${figures.kwh(sums.uncoveredWh)}`);
}

function balances(sheet: Sheet, statement: Statement, figures: Figures): void {
  const { words } = figures;
  const { openingEnt, openingEur, closingEnt, closingEur } = statement.balances;
  const kinds = [...new Set(statement.lines.map(({ kind }) => kind))];
  const of = (kind: string, token: string): string | undefined =>
    statement.lines.find((line) => line.kind === kind && line.token === token)?.amount;
  const cell = (amount: string | undefined, write: (units: string) => string): string =>
    amount === undefined ? "" : write(amount);
  sheet.section(words.balances);
  sheet.table(
    [
      { title: "", width: 0.5 },
      { title: "ENT", width: 0.25, right: true },
      { title: "EUR", width: 0.25, right: true },
    ],
    [
      [words.opening, figures.ent(openingEnt), figures.eur(openingEur)],
      ...kinds.map((kind) => [
        words.kinds[kind] ?? kind,
        cell(of(kind, "ENT"), figures.ent),
        cell(of(kind, "EUR"), figures.eur),
      ]),
    ],
    [words.closing, figures.ent(closingEnt), figures.eur(closingEur)],
  );
  const { incurredEnt, paidEnt, closingEnt: open } = statement.owed;
  if ([incurredEnt, paidEnt, open].every((amount) => amount === "0")) return;
  sheet.note(
    `${words.debts}: ${words.incurred} ${figures.ent(incurredEnt)}, ${words.paidOff} ${figures.ent(paidEnt)}, ${words.open} ${figures.ent(open)}`,
  );
}

function trades(
  sheet: Sheet,
  { market, tariff }: Statement,
  figures: Figures,
  nameOf: (address: string) => string,
): void {
  const { words } = figures;
  sheet.section(words.trades);
  if (market.trades.length === 0) return sheet.note(words.noTrades);
  const side = (name: string, wh: number, eur: string, ticks: number | null): string =>
    `${name} ${figures.ent(String(wh * 1_000_000))}, ${figures.eur(eur)}${ticks === null ? "" : `, ${figures.price(ticks)} ${words.average}`}`;
  sheet.note(side(words.bought, market.boughtWh, market.spentEur, market.averageBuyTicks));
  sheet.note(side(words.sold, market.soldWh, market.earnedEur, market.averageSellTicks));
  if (tariff !== null && market.boughtWh > 0) {
    sheet.note(
      `${words.saved} (${figures.number(tariff.retailTicks / 10_000, 4)} EUR/kWh): ${figures.eur(tariff.savedEur)}`,
    );
  }
  sheet.table(
    [
      { title: words.date, width: 0.18 },
      { title: words.side, width: 0.12 },
      { title: words.quantity, width: 0.17, right: true },
      { title: words.price, width: 0.2, right: true },
      { title: words.amount, width: 0.16, right: true },
      { title: words.with, width: 0.17, right: true },
    ],
    market.trades.map((one) => [
      figures.moment(one.at),
      one.side === "buy" ? words.buy : words.sell,
      figures.ent(String(one.energyWh * 1_000_000)),
      figures.price(one.priceTicks),
      figures.eur(one.amountEur, 4),
      nameOf(one.counterparty),
    ]),
  );
}

function verification(sheet: Sheet, statement: Statement, words: StatementWords): void {
  sheet.box(words.code, statement.code, [`${words.verify} ./powerchain verify --statement FILE`, words.rounded]);
}
