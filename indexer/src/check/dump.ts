import { createHash } from "node:crypto";
import { tables } from "../core/schema.ts";
import { column, snake } from "../store/sql.ts";
import type { Query } from "../store/store.ts";

/** A digest of each table's rows, in the order of their keys: equal digests mean equal bytes. */
export async function digestTables(query: Query, community: number): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [name, shape] of Object.entries(tables)) {
    const fields = Object.keys(shape.columns).map(column).join(", ");
    digests[name] = await digest(
      query,
      `SELECT ${fields} FROM ${snake(name)} WHERE community = ? ORDER BY ${shape.key.map(column).join(", ")}`,
      community,
    );
  }
  digests["blocks"] = await digest(
    query,
    "SELECT block, hash, at, undo FROM blocks WHERE community = ? ORDER BY block",
    community,
  );
  return digests;
}

async function digest(query: Query, sql: string, community: number): Promise<string> {
  const hash = createHash("sha256");
  for (const row of await query.all(sql, [community])) hash.update(`${JSON.stringify(Object.values(row))}\n`);
  return hash.digest("hex");
}

/** The names of the tables that differ. */
export function differingTables(a: Record<string, string>, b: Record<string, string>): string[] {
  return Object.keys({ ...a, ...b }).filter((name) => a[name] !== b[name]);
}
