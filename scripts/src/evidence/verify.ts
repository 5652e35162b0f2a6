import { formatEnt, formatKwh } from "@powerchain/sdk";
import pc from "picocolors";
import { withCommunity } from "../call/connect.ts";
import { resolveAddress } from "../deploy/accounts.ts";
import { CommandError } from "../lib/errors.ts";
import { type Result, printTable, reportResults } from "../lib/output.ts";
import { withProgress } from "../lib/progress.ts";
import { type Collected, type Evidence, collectEvidence } from "./collect.ts";
import { readHistory } from "./history.ts";
import type { Source } from "./sources.ts";

export interface EvidenceFlags {
  resident: string;
  from: string | undefined;
  to: string | undefined;
  network: string;
  manifest: string | undefined;
  json: string | undefined;
}

/** Rows printed before the rest is left to --json. */
const MOST_ROWS = 200;

/** `powerchain verify --resident`: for each Wh the reading, its signature, its transaction, and what paid for it. */
export async function verifyResident({ resident, from, to, network, manifest, json }: EvidenceFlags): Promise<void> {
  const question = {
    resident: await resolveAddress(resident),
    from: from === undefined ? 0 : timeOf("--from", from),
    to: to === undefined ? Infinity : timeOf("--to", to),
  };
  if (question.from >= question.to) throw new CommandError("--from is not before --to.");
  const collected = await withCommunity({ network, manifest }, async ({ chain }) => {
    const events = await withProgress("Read the community's history", async (say) => await readHistory(chain, say));
    return await collectEvidence(chain, events, question);
  });
  print(collected.evidence);
  for (const fault of collected.faults) process.stderr.write(`${pc.red("DOES NOT ADD UP")} ${fault}\n`);
  reportResults(resultsOf(collected), { json, more: { ...question, ...collected } });
}

/** A day (its beginning, UTC), a moment in ISO 8601, or Unix seconds. */
function timeOf(flag: string, text: string): number {
  const seconds = /^\d{9,11}$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isFinite(seconds)) return seconds;
  throw new CommandError(`${flag} ${text} is no time.`, {
    hint: "Write 2026-02-01, 2026-02-01T12:00:00Z or Unix seconds.",
  });
}

const short = (hash: string): string => `${hash.slice(0, 10)}…${hash.slice(-4)}`;

function paidBy(sources: readonly Source[]): string {
  const words = { produced: "own production", bought: "bought from", received: "received from" };
  return sources
    .map(({ how, ent, from, priceTicks, transaction }) => {
      const price = priceTicks === undefined ? "" : ` at ${(priceTicks / 1e4).toFixed(4)} EUR`;
      return `${formatEnt(ent)} ${words[how]}${from === undefined ? "" : ` ${short(from)}`}${price} (${short(transaction)})`;
    })
    .join("; ");
}

function print(evidence: readonly Evidence[]): void {
  const right = (title: string) => ({ title, align: "right" as const });
  const row = (one: Evidence): string[] => [
    new Date(Number(one.intervalEnd) * 1000).toISOString().slice(0, 16).replace("T", " "),
    one.what,
    formatKwh(one.energyWh),
    short(one.unit),
    String(one.sequence),
    one.fault === undefined ? pc.green("unit's") : pc.red("NO"),
    short(one.transaction),
    formatEnt(one.ent),
    one.what === "produced" ? "minted" : one.session === undefined ? "no session" : `session ${short(one.session)}`,
    paidBy(one.sources),
  ];
  printTable(
    [
      "interval end (UTC)",
      "",
      right("kWh"),
      "unit",
      right("reading"),
      "signature",
      "transaction",
      right("ENT"),
      "by",
      "with",
    ],
    evidence.slice(0, MOST_ROWS).map(row),
  );
  if (evidence.length > MOST_ROWS) process.stdout.write(`… and ${evidence.length - MOST_ROWS} more; --json has all.\n`);
  process.stdout.write("\n");
}

function resultsOf({ evidence, faults }: Collected): Result[] {
  const sum = (what: Evidence["what"], of: (one: Evidence) => bigint): bigint =>
    evidence.filter((one) => one.what === what).reduce((total, one) => total + of(one), 0n);
  const told = (name: string, value: string | number, unit: string): Result => ({
    name,
    value,
    unit,
    limit: "",
    ok: true,
  });
  const consumed = sum("consumed", ({ energyWh }) => energyWh);
  const covered = sum("consumed", ({ coveredWh }) => coveredWh);
  const signed = evidence.filter(({ fault }) => fault === undefined).length;
  return [
    told("readings", evidence.length, "readings"),
    told("produced", sum("produced", ({ energyWh }) => energyWh).toString(), "Wh"),
    told("minted for it", formatEnt(sum("produced", ({ ent }) => ent)), "ENT"),
    told("consumed", consumed.toString(), "Wh"),
    told("of it paid by sessions", covered.toString(), "Wh"),
    told("of it without a session: owed, or given away", (consumed - covered).toString(), "Wh"),
    told("burned for it", formatEnt(sum("consumed", ({ ent }) => ent)), "ENT"),
    {
      name: "readings signed by their units, as booked",
      value: signed,
      unit: "readings",
      limit: evidence.length,
      ok: signed === evidence.length,
    },
    { name: "what does not add up", value: faults.length, unit: "things", limit: 0, ok: faults.length === 0 },
  ];
}
