/** Opens the outbox's SQLite file: write-ahead log, every commit on the disk before it counts, one process only. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MeterError } from "../errors.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

export interface OpenOptions {
  /** `false` leaves syncing to the operating system: for simulations, whose data can be made again. */
  durable?: boolean;
  readOnly?: boolean;
}

export function openDatabase(file: string, { durable = true, readOnly = false }: OpenOptions = {}): DatabaseSync {
  if (readOnly && !existsSync(file))
    throw new MeterError(`There is no outbox at ${file}.`, {
      hint: "Start the meter once with `./powerchain meter run`.",
    });
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const db = new DatabaseSync(file, { readOnly });
  db.exec("PRAGMA busy_timeout = 2000");
  if (readOnly) return db;
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable ? "FULL" : "OFF"}; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000`,
  );
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > SCHEMA_VERSION) {
    db.close();
    throw new MeterError(
      `The outbox ${file} was made by a newer version of PowerChain (schema ${version}, this one knows ${SCHEMA_VERSION}).`,
      {
        hint: "Update PowerChain, or give the meter another data folder.",
      },
    );
  }
  if (version === 0) inTransaction(db, () => db.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}`));
  return db;
}

/** All or nothing. A full disk undoes it and says so. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw explain(error);
  }
}

const FULL = 13; // SQLITE_FULL
const IO_ERROR = 10; // SQLITE_IOERR, with details in the upper bits

function explain(error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === FULL)
    return new MeterError("The disk with the outbox is full.", {
      hint: "Make room; nothing is lost, the meter goes on by itself.",
      retry: true,
      cause: error,
    });
  if (code !== undefined && (code & 0xff) === IO_ERROR)
    return new MeterError(`The outbox could not be written: ${(error as Error).message}.`, {
      hint: "Check the disk; the meter tries again.",
      retry: true,
      cause: error,
    });
  return error;
}
