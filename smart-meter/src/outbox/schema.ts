/** The outbox's tables. `user_version` is the schema's version; a newer one than the program knows is refused. */
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  next INTEGER NOT NULL,          -- the next sequence number to give
  confirmed INTEGER NOT NULL,     -- all numbers up to it are settled on chain
  released INTEGER NOT NULL,      -- end of the last interval signed
  held TEXT,                      -- why nothing of it is being sent
  confirmed_at INTEGER            -- ms
);
CREATE TABLE channel (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cursor (source TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reading (
  id INTEGER PRIMARY KEY,         -- in the order of signing
  unit INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  resident TEXT NOT NULL,
  wh INTEGER NOT NULL,
  interval_end INTEGER NOT NULL,
  channel TEXT NOT NULL,
  created INTEGER NOT NULL,       -- ms
  batch INTEGER NOT NULL,         -- on a batch's first reading: how many it has; else 0
  signature BLOB,                 -- on a batch's first reading
  tx INTEGER,                     -- the transaction that settled it
  outcome TEXT,                   -- null: booked; else rejected or superseded, with the reason
  UNIQUE (unit, sequence)
);
CREATE INDEX reading_waiting ON reading (id) WHERE tx IS NULL;
CREATE TABLE tx (
  id INTEGER PRIMARY KEY,
  nonce INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  raw BLOB NOT NULL,              -- empty once it is settled
  covers TEXT NOT NULL,           -- [[unit id, first sequence, last sequence], …]
  created INTEGER NOT NULL,       -- ms
  state TEXT NOT NULL,            -- open, confirmed, lost
  block INTEGER,
  settled INTEGER                 -- ms
);
CREATE INDEX tx_open ON tx (state) WHERE state = 'open';
CREATE TABLE notice (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL, text TEXT NOT NULL);
`;
