import type { DatabaseSync } from "node:sqlite";

const COLUMNS = "id, unit, sequence, kind, resident, wh, interval_end, batch, signature";

export type Statements = ReturnType<typeof storeStatements>;

export function storeStatements(db: DatabaseSync) {
  return {
    units: db.prepare("SELECT id, address, next, confirmed, released, held FROM unit ORDER BY id"),
    countWaiting: db.prepare("SELECT COUNT(*) AS n FROM reading WHERE tx IS NULL"),
    ends: db.prepare(
      "SELECT (SELECT MIN(id) FROM reading WHERE tx IS NULL) AS oldest, (SELECT MAX(id) FROM reading) AS newest",
    ),
    getMeta: db.prepare("SELECT value FROM meta WHERE key = ?"),
    setMeta: db.prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
    addUnit: db.prepare("INSERT INTO unit (address, next, confirmed, released) VALUES (?, ?, ?, 0)"),
    advanceUnit: db.prepare("UPDATE unit SET next = ?, released = ? WHERE id = ?"),
    confirmUnit: db.prepare("UPDATE unit SET confirmed = MAX(confirmed, ?), confirmed_at = ? WHERE id = ?"),
    setConfirmed: db.prepare("UPDATE unit SET confirmed = ? WHERE id = ?"),
    hold: db.prepare("UPDATE unit SET held = ? WHERE id = ?"),
    channels: db.prepare("SELECT id, state FROM channel"),
    setChannel: db.prepare("INSERT INTO channel VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state"),
    getCursor: db.prepare("SELECT value FROM cursor WHERE source = ?"),
    setCursor: db.prepare("INSERT INTO cursor VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET value = excluded.value"),
    insertReading: db.prepare(
      "INSERT INTO reading (unit, sequence, kind, resident, wh, interval_end, channel, created, batch, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    queue: db.prepare(`SELECT ${COLUMNS} FROM reading WHERE id > ? ORDER BY id LIMIT ?`),
    queueOf: db.prepare(`SELECT ${COLUMNS} FROM reading WHERE unit = ? AND sequence >= ? ORDER BY sequence LIMIT ?`),
    rowOf: db.prepare("SELECT id FROM reading WHERE unit = ? AND sequence >= ? ORDER BY sequence LIMIT 1"),
    reading: db.prepare(`SELECT ${COLUMNS} FROM reading WHERE unit = ? AND sequence = ?`),
    settle: db.prepare("UPDATE reading SET tx = ?, outcome = ? WHERE unit = ? AND sequence = ? AND tx IS NULL"),
    unsettle: db.prepare(
      "UPDATE reading SET tx = NULL, outcome = NULL WHERE unit = ? AND sequence > ? AND tx IS NOT NULL",
    ),
    created: db.prepare("SELECT created FROM reading WHERE unit = ? AND sequence = ?"),
    addTx: db.prepare(
      "INSERT INTO tx (nonce, hash, raw, covers, created, state) VALUES (?, ?, ?, ?, ?, 'open') ON CONFLICT (hash) DO UPDATE SET state = 'open', raw = excluded.raw, block = NULL, settled = NULL RETURNING id",
    ),
    openTxs: db.prepare("SELECT id, nonce, hash, raw, covers, created FROM tx WHERE state = 'open' ORDER BY nonce, id"),
    closeTx: db.prepare("UPDATE tx SET state = ?, block = ?, settled = ?, raw = x'' WHERE id = ?"),
    addNotice: db.prepare("INSERT INTO notice (at, kind, channel, text) VALUES (?, ?, ?, ?)"),
    // A unit's newest settled batch stays whole: part of it may have to be sent again.
    pruneReadings: db.prepare(
      "DELETE FROM reading WHERE created < ? AND tx IS NOT NULL AND sequence <= (SELECT confirmed FROM unit WHERE id = reading.unit) - 32",
    ),
    pruneTxs: db.prepare(
      "DELETE FROM tx WHERE state <> 'open' AND created < ? AND id < (SELECT COALESCE(MIN(tx), 1 << 50) FROM reading)",
    ),
    pruneNotices: db.prepare("DELETE FROM notice WHERE at < ?"),
  };
}
