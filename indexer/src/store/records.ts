import { type Column, type Stored, fromStored } from "../core/columns.ts";
import { type HistoryName, type HistoryRow, type StateName, type StateRow, history, state } from "../core/schema.ts";
import { column, snake } from "./sql.ts";
import type { CommunityRecord, Query } from "./store.ts";

export function readCommunity(row: Record<string, Stored>): CommunityRecord {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    chainId: Number(row["chain_id"]),
    genesis: String(row["genesis"]),
    ledger: String(row["ledger"]),
    cursor: { block: Number(row["block"]), hash: String(row["hash"]), at: Number(row["at"]) },
  };
}

/** The history rows after a block, in their order. */
export async function takenBack<Name extends HistoryName>(
  query: Query,
  community: number,
  name: Name,
  after: number,
): Promise<HistoryRow<Name>[]> {
  const shape = history[name];
  const rows = await query.all(
    `SELECT * FROM ${snake(name)} WHERE community = ? AND block > ? ORDER BY ${shape.key.map(column).join(", ")}`,
    [community, after],
  );
  return rows.map((row) => parse(name, row) as HistoryRow<Name>);
}

/** A community's rows of a state table; only those that later events may touch, unless `all`. */
export async function stateRows<Name extends StateName>(
  query: Query,
  community: number,
  name: Name,
  all = false,
): Promise<StateRow<Name>[]> {
  const shape = state[name] as { live?: { sql: string } };
  const live = all || shape.live === undefined ? "" : ` AND ${shape.live.sql}`;
  const rows = await query.all(`SELECT * FROM ${snake(name)} WHERE community = ?${live}`, [community]);
  return rows.map((row) => parse(name, row) as StateRow<Name>);
}

type AnyName = StateName | HistoryName;
const layouts = new Map<AnyName, [field: string, stored: string, column: Column][]>();

function layoutOf(name: AnyName): [field: string, stored: string, column: Column][] {
  let layout = layouts.get(name);
  if (layout === undefined) {
    layout = Object.entries({ ...state, ...history }[name].columns).map(([field, kind]) => [field, snake(field), kind]);
    layouts.set(name, layout);
  }
  return layout;
}

/** A database row of any of the tables, as the program handles it; columns that were not asked for are not there. */
export function parse(name: AnyName, row: Record<string, Stored>): unknown {
  const parsed: Record<string, unknown> = {};
  for (const [field, stored, kind] of layoutOf(name)) {
    const value = row[stored];
    if (value !== undefined) parsed[field] = fromStored(kind, value);
  }
  return parsed;
}
