import { HttpRpc, checkIndex } from "@powerchain/indexer";
import { openDatabase } from "@powerchain/smart-meter";
import { energySums } from "../fleet/energySums.ts";
import { readBooks } from "../meter/check/books.ts";
import { bookKey } from "../meter/check/story.ts";
import { seeded } from "../network/bench/run.ts";
import { noncesOn } from "../network/faults/community.ts";
import { audit } from "../network/faults/run.ts";
import { chainNodes } from "../network/model.ts";
import { describeNetwork } from "../network/resolve.ts";
import type { Check } from "../replay/reconcile.ts";
import type { Lived, Soak } from "./run.ts";
import { NAME } from "./run.ts";
import { type StatementFigures, readStatements } from "./statements.ts";

/** Sums that must be the same in two books, by what they prove. */
export interface Books {
  /** What the homes read against what the meter's outbox kept, and what the chain booked: Wh by unit, resident and kind. */
  readings: Check[];
  /** Sequence numbers of the outbox and of the chain, and what did not come to be booked. */
  delivery: Check[];
  /** Numbers of transactions on every node, and balances of those who send ENT, against what was signed. */
  transactions: Check[];
  /** What was minted, burned and stored against what everybody holds. */
  totals: Check[];
  /** Each home's statements against the chain and the home's own receipts. */
  statements: Check[];
  /** Differences between index and chain, and tables unlike those of a fresh reading. */
  index: { blocks: number; rows: number; differences: string[] };
}

const INDEX_BLOCKS = 8;

/** Reads every book of a community that has come to rest. */
export async function readAllBooks(soak: Soak, lived: Lived, say: (text: string) => void): Promise<Books> {
  say("comparing the readings with the outbox and the chain");
  const readings = await readingChecks(soak);
  const delivery = await deliveryChecks(soak);
  say("comparing every node's transactions with what was signed");
  const transactions = await transactionChecks(soak, lived);
  const totals = await totalChecks(soak, lived);
  say("comparing the statements");
  const statements = await statementChecks(soak, lived);
  say("reading the chain afresh and comparing the index");
  const index = await indexChecks(soak, say);
  return { readings, delivery, transactions, totals, statements, index };
}

const check = (name: string, expected: bigint, found: bigint, unit: Check["unit"]): Check => ({
  name,
  expected,
  found,
  unit,
});

async function readingChecks({ meters, town, files }: Soak): Promise<Check[]> {
  const chain = await readBooks(town.cast);
  const outbox = outboxBooks(files.outbox, town.cast.units);
  const units = town.cast.units.map(({ address }) => address.toLowerCase());
  const ours = [...chain.keys()].filter((key) => units.some((unit) => key.startsWith(unit)));
  return [...new Set([...meters.read.keys(), ...outbox.keys(), ...ours])].flatMap((key) => {
    const read = meters.read.get(key) ?? 0n;
    return [
      check(`${key}: read = in the outbox`, read, outbox.get(key) ?? 0n, "Wh"),
      check(`${key}: read = booked by the chain`, read, chain.get(key) ?? 0n, "Wh"),
    ];
  });
}

interface OutboxRow {
  address: string;
  resident: string;
  kind: number;
  wh: number;
}

const KINDS = ["produced", "consumed"] as const;

/** What the outbox says that its units have reported. */
function outboxBooks(file: string, units: Soak["town"]["cast"]["units"]): Map<string, bigint> {
  const db = openDatabase(file, { readOnly: true });
  try {
    const rows = db
      .prepare(
        "SELECT u.address, r.resident, r.kind, SUM(r.wh) AS wh FROM reading r JOIN unit u ON u.id = r.unit WHERE r.kind < 2 AND r.outcome IS NULL AND r.tx IS NOT NULL GROUP BY 1, 2, 3",
      )
      .all() as unknown as OutboxRow[];
    const known = new Set(units.map(({ address }) => address.toLowerCase()));
    return new Map(
      rows
        .filter(({ address }) => known.has(address.toLowerCase()))
        .map(({ address, resident, kind, wh }) => [bookKey(address, resident, KINDS[kind] as string), BigInt(wh)]),
    );
  } finally {
    db.close();
  }
}

async function deliveryChecks({ meters, town: { cast }, files }: Soak): Promise<Check[]> {
  const db = openDatabase(files.outbox, { readOnly: true });
  try {
    const one = (sql: string): bigint => BigInt((db.prepare(sql).get() as { n: number }).n);
    const checks = [
      check(
        "readings that were pushed = in the outbox",
        BigInt(meters.readings),
        one("SELECT COUNT(*) AS n FROM reading"),
        "events",
      ),
      check("readings that wait", 0n, one("SELECT COUNT(*) AS n FROM reading WHERE tx IS NULL"), "events"),
      check("readings not booked", 0n, one("SELECT COUNT(*) AS n FROM reading WHERE outcome IS NOT NULL"), "events"),
    ];
    for (const { address } of cast.units) {
      const given = one(`SELECT next - 1 AS n FROM unit WHERE address = '${address.toLowerCase()}' COLLATE NOCASE`);
      const { lastSequence } = await cast.chain.lens.storageUnit(address);
      checks.push(check(`${address}: last number signed = last number on the chain`, given, lastSequence, "events"));
    }
    const { faults } = await energySums(cast);
    return [...checks, check("rejected readings and stopped batches on the chain", 0n, faults, "events")];
  } finally {
    db.close();
  }
}

async function transactionChecks({ network, town, load }: Soak, { unsettled }: Lived): Promise<Check[]> {
  const checks = [
    check("transfers sent = settled", BigInt(load.sent), BigInt(load.settled), "events"),
    check("transfers never settled", 0n, BigInt(unsettled), "events"),
    check("transfers that failed", 0n, BigInt(load.failed), "events"),
  ];
  const accounts = [...town.cast.fleet.counts.keys()];
  for (const node of chainNodes(network)) {
    const found = await noncesOn(network, node, accounts);
    accounts.forEach((account, i) => {
      const signed = town.cast.fleet.counts.get(account) ?? 0;
      checks.push(
        check(`${account}: transactions signed = on ${node.name}`, BigInt(signed), BigInt(found[i] ?? -1), "events"),
      );
    });
  }
  const wrong = await audit(network, load, town.cast.chain.addresses);
  return [
    ...checks,
    check("walkers' balances unlike the plain account, over all nodes", 0n, BigInt(wrong.wrongBalances), "events"),
    check("walkers' transactions doubled or missing, over all nodes", 0n, BigInt(wrong.wrongCounts), "events"),
  ];
}

async function totalChecks({ town: { cast }, load }: Soak, { played }: Lived): Promise<Check[]> {
  const { lens } = cast.chain;
  const [sums, network, homes, walkers, units] = await Promise.all([
    energySums(cast),
    lens.network(),
    lens.accounts(cast.homes.map(({ address }) => address)),
    lens.accounts(load.addresses),
    lens.storageUnits(),
  ]);
  const total = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
  const everybody = [...homes, ...walkers];
  const ent = total(everybody.map(({ entAvailable, entLocked }) => entAvailable + entLocked));
  const eur = total(everybody.map(({ eurAvailable, eurLocked }) => eurAvailable + eurLocked));
  const home = (of: (one: (typeof played.homes)[number]) => bigint): bigint => total(played.homes.map(of));
  return [
    check("ENT minted for energy − burned for it = all ENT", sums.minted - sums.burned, network.ent, "ENT units"),
    check("all ENT = what everybody has", network.ent, ent, "ENT units"),
    check("all eEuro = what everybody has", network.eur, eur, "eEuro units"),
    check(
      "eEuro paid in by bank = all eEuro",
      home(({ paidIn }) => paidIn),
      network.eur,
      "eEuro units",
    ),
    check("KWH = what the units hold", network.energyWh, total(units.map(({ storedWh }) => storedWh)), "Wh"),
    check("ENT − KWH = the imbalance", network.ent - network.energyWh * 1_000_000n, network.imbalance, "ENT units"),
    check(
      "bought = sold",
      home(({ boughtLots }) => boughtLots),
      home(({ soldLots }) => soldLots),
      "Wh",
    ),
    check(
      "paid = earned",
      home(({ paid }) => paid),
      home(({ earned }) => earned),
      "eEuro units",
    ),
  ];
}

async function statementChecks({ town: { cast, manifest }, api }: Soak, { played }: Lived): Promise<Check[]> {
  const [books, sums] = [await readBooks(cast), await energySums(cast)];
  const accounts = await cast.chain.lens.accounts(cast.homes.map(({ address }) => address));
  const months = await monthsOf(cast, manifest.block);
  const checks: Check[] = [];
  for (const [h, home] of cast.homes.entries()) {
    const statement = await readStatements(api, home, months);
    const own = played.homes[h] as (typeof played.homes)[number];
    const account = accounts[h] as (typeof accounts)[number];
    const booked = (kind: string): bigint =>
      [...books].reduce(
        (sum, [key, wh]) => (key.endsWith(` ${home.address} ${kind}`.toLowerCase()) ? sum + wh : sum),
        0n,
      );
    const add = (what: keyof StatementFigures, expected: bigint, unit: Check["unit"]): void =>
      void checks.push(check(`${own.name}: ${what}`, expected, BigInt(statement[what]), unit));
    add("producedWh", booked("produced"), "Wh");
    add("consumedWh", booked("consumed"), "Wh");
    add("coveredWh", sums.covered(home.address), "Wh");
    add("boughtWh", own.boughtLots, "Wh");
    add("soldWh", own.soldLots, "Wh");
    add("spentEur", own.paid, "eEuro units");
    add("earnedEur", own.earned, "eEuro units");
    add("closingEnt", account.entAvailable + account.entLocked, "ENT units");
    add("closingEur", account.eurAvailable + account.eurLocked, "eEuro units");
    add("owedEnt", account.owed, "ENT units");
    add("unbalanced", 0n, "ENT units");
    add("unverified", 0n, "events");
  }
  return checks;
}

/** The months, in UTC, that the chain has lived in. */
async function monthsOf({ chain }: Soak["town"]["cast"], firstBlock: number): Promise<string[]> {
  const [first, last] = await Promise.all([
    chain.publicClient.getBlock({ blockNumber: BigInt(firstBlock) }),
    chain.publicClient.getBlock(),
  ]);
  const months = new Set<string>();
  const DAY = 86_400n;
  for (let at = first.timestamp; at < last.timestamp + DAY; at += DAY)
    months.add(new Date(Number(at < last.timestamp ? at : last.timestamp) * 1000).toISOString().slice(0, 7));
  return [...months];
}

async function indexChecks(
  { town, files, network, options }: Soak,
  say: (text: string) => void,
): Promise<Books["index"]> {
  const { rpcUrl } = describeNetwork(network);
  const { comparisons, database } = await checkIndex({
    manifest: town.manifest,
    name: NAME,
    rpc: new HttpRpc(rpcUrl),
    database: files.index,
    blocks: INDEX_BLOCKS,
    random: seeded(options.seed + 4),
    onProgress: say,
  });
  const differences = comparisons.flatMap(({ block, differences: list }) =>
    list.map(({ what, index, chain }) => `block ${block}: ${what} is ${index} in the index and ${chain} on the chain`),
  );
  const rows = comparisons.reduce((sum, c) => sum + c.accounts + c.units + c.sessions + c.ballots + c.orders, 0);
  const tables = database?.differing.map((table) => `table ${table} is unlike that of a fresh reading`);
  return {
    blocks: comparisons.length,
    rows,
    differences: [...differences, ...(tables ?? ["the index was not found"])],
  };
}
