import { PostgresStore } from "./postgres.ts";
import { SqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** The store behind a database's name: a file, ":memory:", or a postgres:// connection string. */
export function openStore(database: string): Store {
  return /^postgres(ql)?:\/\//.test(database) ? new PostgresStore(database) : new SqliteStore(database);
}
