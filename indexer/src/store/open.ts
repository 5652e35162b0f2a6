import { SqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** The store behind a database's name: a file, ":memory:", or a postgres:// connection string. */
export function openStore(database: string): Store {
  if (/^postgres(ql)?:\/\//.test(database)) throw new Error("not yet");
  return new SqliteStore(database);
}
