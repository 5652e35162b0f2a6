/**
 * One process a unit's key. The lock is a write lock on a small SQLite file, held open: the operating system frees it when the
 * process ends, however it ends, so there is never a stale one. It lies outside the data folder, since a second meter with the
 * same key may have another data folder.
 */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MeterError } from "../errors.ts";
import type { Address } from "../reading/types.ts";

export const lockFolder = (): string =>
  path.join(process.env["XDG_STATE_HOME"] || path.join(homedir(), ".local", "state"), "powerchain", "meter-locks");

const BUSY = 5;

/** @throws MeterError when another process holds it */
export function lockUnit(gateway: Address, unit: Address, folder = lockFolder()): () => void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${gateway}-${unit}.lock`.toLowerCase());
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA busy_timeout = 0; CREATE TABLE IF NOT EXISTS owner (pid INTEGER); BEGIN IMMEDIATE");
    return () => db.close();
  } catch (error) {
    db.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== BUSY) throw error;
    throw new MeterError(`Another meter on this machine signs for unit ${unit}.`, {
      hint: "Stop it first, or take the unit out of this configuration. Two meters with one key would use the same numbers.",
    });
  }
}
