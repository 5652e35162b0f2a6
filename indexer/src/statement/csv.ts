import { formatEnt, formatEur, formatKwh } from "@powerchain/sdk";
import type { Statement } from "../api/types.ts";
import { csvLine } from "../queries/csv.ts";

/** A statement as CSV: a line a figure, section by section, in ENT, EUR and kWh. */
export function statementCsv(statement: Statement): string {
  const { balances, energy, market, owed } = statement;
  const kwh = (wh: number): string => formatKwh(BigInt(wh));
  const ent = (units: string): string => formatEnt(BigInt(units));
  const eur = (units: string): string => formatEur(BigInt(units));
  const time = (at: number): string => new Date(at * 1_000).toISOString();
  const rows: (string | number | null)[][] = [
    ["section", "what", "value", "unit", "detail"],
    ["statement", "community", statement.title, "", statement.community],
    ["statement", "account", statement.account, "", statement.label],
    ["statement", "month", statement.month, "", statement.timeZone],
    ["statement", "final", statement.final ? "yes" : "no", "", `block ${statement.asOf.block}`],
    ["statement", "verification code", statement.code, "", ""],
    ["balances", "opening", ent(balances.openingEnt), "ENT", ""],
    ["balances", "closing", ent(balances.closingEnt), "ENT", ""],
    ["balances", "opening", eur(balances.openingEur), "EUR", ""],
    ["balances", "closing", eur(balances.closingEur), "EUR", ""],
    ["energy", "produced", kwh(energy.producedWh), "kWh", ""],
    ["energy", "drawn", kwh(energy.consumedWh), "kWh", ""],
    ["energy", "drawn within sessions", kwh(energy.coveredWh), "kWh", ""],
    ["energy", "drawn without a session", kwh(energy.uncoveredWh), "kWh", ""],
    ...energy.byUnit.flatMap((unit) => [
      ["energy by unit", "produced", kwh(unit.producedWh), "kWh", unit.unit],
      ["energy by unit", "drawn", kwh(unit.consumedWh), "kWh", unit.unit],
      ["energy by unit", "received for production", ent(unit.mintedEnt), "ENT", unit.unit],
      ["energy by unit", "paid for energy", ent(unit.burnedEnt), "ENT", unit.unit],
      ["fees", "storage provider's share", ent(unit.fees.providerEnt), "ENT", unit.unit],
      ["fees", "balancing (R)", ent(unit.fees.balancingEnt), "ENT", unit.unit],
    ]),
    ["market", "bought", kwh(market.boughtWh), "ENT", ""],
    ["market", "spent", eur(market.spentEur), "EUR", ""],
    ["market", "sold", kwh(market.soldWh), "ENT", ""],
    ["market", "earned", eur(market.earnedEur), "EUR", ""],
    ...market.trades.map((one) => [
      `trade: ${one.side}`,
      time(one.at),
      kwh(one.energyWh),
      "ENT",
      `${eur(one.amountEur)} EUR with ${one.counterparty}`,
    ]),
    ...statement.lines.map(({ token, kind, count, amount }) => [
      "movements",
      kind,
      token === "ENT" ? ent(amount) : eur(amount),
      token,
      `${count} times`,
    ]),
    ["debt", "incurred", ent(owed.incurredEnt), "ENT", ""],
    ["debt", "paid", ent(owed.paidEnt), "ENT", ""],
    ["debt", "owed at the end", ent(owed.closingEnt), "ENT", ""],
  ];
  return rows.map(csvLine).join("");
}
