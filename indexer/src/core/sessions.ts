import { type Books, IncompleteHistoryError } from "./books.ts";
import type { EventOf, Now } from "./event.ts";
import type { StateRow } from "./schema.ts";

type Session = StateRow<"sessions">;

export function startSession(books: Books, args: EventOf<"energyPool", "SessionStarted">["args"], now: Now): void {
  const { unit: unitAddress, consumer, entAdded, ent } = args;
  const energyWh = Number(args.energyWh);
  const unit = books.unit(unitAddress);
  const old = books.tables.sessions.get(unitAddress, consumer);
  const renewed = old?.open === true ? old : undefined;
  books.lock(consumer, now.at, "ENT", entAdded);
  books.tables.units.put({ ...unit, lockedWh: unit.lockedWh + energyWh - (renewed?.energyWh ?? 0) });
  books.tables.sessions.put({
    unit: unitAddress,
    consumer,
    open: true,
    generation: unit.generation,
    ent,
    energyWh,
    rate: Number(args.rate),
    startedAt: renewed?.startedAt ?? now.at,
    endsAt: Number(args.endsAt),
    addedEnt: (renewed?.addedEnt ?? 0n) + entAdded,
    burnedEnt: renewed?.burnedEnt ?? 0n,
    consumedWh: renewed?.consumedWh ?? 0,
    renewals: renewed === undefined ? 0 : renewed.renewals + 1,
    block: renewed?.block ?? now.block,
    log: renewed?.log ?? now.log,
  });
}

export function drawFromSession(
  books: Books,
  unit: string,
  consumer: string,
  coveredWh: number,
  burned: bigint,
  now: Now,
): void {
  const session = openSession(books, unit, consumer);
  books.lock(consumer, now.at, "ENT", -burned);
  books.tables.sessions.put({
    ...session,
    ent: session.ent - burned,
    energyWh: session.energyWh - coveredWh,
    burnedEnt: session.burnedEnt + burned,
    consumedWh: session.consumedWh + coveredWh,
  });
}

export function closeSession(books: Books, args: EventOf<"energyPool", "SessionClosed">["args"], now: Now): void {
  const { unit: unitAddress, consumer, returned } = args;
  const session = openSession(books, unitAddress, consumer);
  const unit = books.unit(unitAddress);
  books.lock(consumer, now.at, "ENT", -returned);
  // The energy of a dead session left the books with its unit.
  if (session.generation === unit.generation) {
    books.tables.units.put({ ...unit, lockedWh: unit.lockedWh - Number(args.energyWh) });
  }
  books.tables.sessions.put({ ...session, open: false, ent: 0n, energyWh: 0 });
  books.add("closedSessions", {
    block: now.block,
    log: now.log,
    at: now.at,
    tx: now.tx,
    unit: unitAddress,
    consumer,
    rate: session.rate,
    startedAt: session.startedAt,
    endsAt: session.endsAt,
    addedEnt: session.addedEnt,
    burnedEnt: session.burnedEnt,
    consumedWh: session.consumedWh,
    returnedEnt: returned,
    renewals: session.renewals,
    beganBlock: session.block,
    beganLog: session.log,
  });
}

function openSession(books: Books, unit: string, consumer: string): Session {
  const session = books.tables.sessions.get(unit, consumer);
  if (session === undefined || !session.open)
    throw new IncompleteHistoryError(`the session of ${consumer} with ${unit}`);
  return session;
}
