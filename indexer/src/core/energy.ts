import { type Books, ZERO_ADDRESS } from "./books.ts";
import type { ChainEvent, Now } from "./event.ts";
import type { HistoryRow } from "./schema.ts";
import { closeSession, drawFromSession, startSession } from "./sessions.ts";
import type { TransactionContext } from "./transaction.ts";

const ENT_PER_WH = 1_000_000n;
const rejections = [
  "none",
  "unknownKind",
  "zeroResident",
  "unitItself",
  "intervalTooOld",
  "aboveCapacity",
  "abovePower",
  "tooLarge",
] as const;

type PoolEvent = Extract<ChainEvent, { contract: "energyPool" }>;
type Args<N extends PoolEvent["name"]> = Extract<PoolEvent, { name: N }>["args"];

/** What an event of EnergyPool changes (docs/protocol.md, Energy). */
export function reduceEnergy(books: Books, event: PoolEvent, now: Now, context: TransactionContext): void {
  switch (event.name) {
    case "EnergyProduced":
      return produced(books, event.args, now, context);
    case "EnergyConsumed":
      return consumed(books, event.args, now, context);
    case "EnergyLost":
      return lost(books, event.args, context);
    case "EnergyUnbooked":
      if (context.consumption !== null) context.consumption.unbookedWh = event.args.energyWh;
      return;
    case "EnergyGivenAway":
      return givenAway(books, event.args);
    case "ActualEnergyReported":
      return actual(books, event.args, now, context);
    case "ReadingRejected":
      return rejected(books, event.args, now);
    case "RateChanged":
      return books.changeNetwork({ rate: event.args.rate });
    case "SessionStarted":
      return startSession(books, event.args, now);
    case "SessionClosed":
      return closeSession(books, event.args, now);
    case "DebtIncurred":
      return debt(books, event.args, now, event.args.unit, event.args.amount);
    case "DebtPaid":
      return debtPaid(books, event.args, now, context);
    case "StorageUnitRegistered":
      return registered(books, event.args, now);
    case "StorageUnitRemoved":
      return removed(books, event.args);
  }
}

function changeEnergy(books: Books, unit: string, change: number): void {
  const row = books.unit(unit);
  books.tables.units.put({ ...row, storedWh: row.storedWh + change });
  books.changeNetwork({ energyWh: books.network().energyWh + change });
}

/** Notes a booked reading's place in its unit's row of intervals and numbers. */
function advance(books: Books, unit: string, intervalEnd: bigint, sequence: bigint): void {
  const row = books.unit(unit);
  const lastSequence = sequence === 0n ? row.lastSequence : Number(sequence);
  books.tables.units.put({ ...row, lastIntervalEnd: Number(intervalEnd), lastSequence });
}

function reading(
  books: Books,
  now: Now,
  args: { unit: string; energyWh: bigint; intervalEnd: bigint; sequence: bigint },
): HistoryRow<"readings"> {
  return {
    block: now.block,
    log: now.log,
    at: now.at,
    tx: now.tx,
    unit: args.unit,
    owner: books.unit(args.unit).owner ?? ZERO_ADDRESS,
    resident: "",
    kind: "actual",
    energyWh: args.energyWh,
    intervalEnd: Number(args.intervalEnd),
    sequence: Number(args.sequence),
    coveredWh: 0,
    lostWh: 0,
    unbookedWh: 0n,
    minted: 0n,
    provider: 0n,
    burned: 0n,
    cost: 0n,
  };
}

function produced(books: Books, args: Args<"EnergyProduced">, now: Now, context: TransactionContext): void {
  const { unit, producer, energyWh, toProducer, toProvider } = args;
  books.meet(producer, now.at);
  changeEnergy(books, unit, Number(energyWh));
  advance(books, unit, args.intervalEnd, args.sequence);
  const paid = paidByProduction(context, producer);
  context.unit = unit;
  context.expect("ENT", ZERO_ADDRESS, producer, toProducer, { kind: "production", unit, energyWh, reference: null });
  books.add("readings", {
    ...reading(books, now, args),
    resident: producer,
    kind: "produced",
    minted: toProducer,
    provider: toProvider,
    cost: energyWh * ENT_PER_WH - toProducer - toProvider - paid,
  });
}

/** What of the producer's debt the production has paid: it was never minted, so it will not be burned either. */
function paidByProduction(context: TransactionContext, producer: string): bigint {
  const { debtPaid } = context;
  context.debtPaid = null;
  if (debtPaid?.resident !== producer) return 0n;
  context.withdraw("ENT", debtPaid.payer, ZERO_ADDRESS, debtPaid.amount);
  return debtPaid.amount;
}

function consumed(books: Books, args: Args<"EnergyConsumed">, now: Now, context: TransactionContext): void {
  const { unit, consumer, coveredWh, burned } = args;
  books.meet(consumer, now.at);
  advance(books, unit, args.intervalEnd, args.sequence);
  const row: HistoryRow<"readings"> = {
    ...reading(books, now, args),
    resident: consumer,
    kind: "consumed",
    coveredWh: Number(coveredWh),
    burned,
    cost: burned - coveredWh * ENT_PER_WH,
  };
  if (coveredWh > 0n) {
    const { storedWh, lockedWh } = books.unit(unit);
    changeEnergy(books, unit, -Math.min(Number(coveredWh), storedWh));
    books.tables.units.put({ ...books.unit(unit), lockedWh: lockedWh - Number(coveredWh) });
    drawFromSession(books, unit, consumer, Number(coveredWh), burned, now);
    context.expect("ENT", consumer, ZERO_ADDRESS, burned, {
      kind: "consumption",
      unit,
      energyWh: coveredWh,
      reference: null,
    });
  }
  context.consumption = row;
  books.add("readings", row);
}

function lost(books: Books, { unit, energyWh }: Args<"EnergyLost">, context: TransactionContext): void {
  changeEnergy(books, unit, -Number(energyWh));
  if (context.consumption !== null) context.consumption.lostWh = Number(energyWh);
}

function givenAway(books: Books, { unit, energyWh }: Args<"EnergyGivenAway">): void {
  const row = books.unit(unit);
  books.tables.units.put({ ...row, givenAwayWh: row.givenAwayWh + energyWh });
}

function actual(books: Books, args: Args<"ActualEnergyReported">, now: Now, context: TransactionContext): void {
  changeEnergy(books, args.unit, Number(args.energyWh - args.previousWh));
  advance(books, args.unit, args.intervalEnd, args.sequence);
  context.unit = args.unit;
  books.add("readings", reading(books, now, args));
}

function rejected(books: Books, { unit, sequence, reason }: Args<"ReadingRejected">, now: Now): void {
  books.tables.units.put({ ...books.unit(unit), lastSequence: Number(sequence) });
  books.add("rejections", {
    ...placeOf(now),
    unit,
    sequence: Number(sequence),
    reason: rejections[reason] ?? String(reason),
  });
}

function debt(
  books: Books,
  { resident, owed }: { resident: string; owed: bigint },
  now: Now,
  other: string,
  change: bigint,
): void {
  books.tables.accounts.put({ ...books.account(resident, now.at), owed });
  books.add("debts", { ...placeOf(now), resident, other, change, owed });
}

function debtPaid(books: Books, args: Args<"DebtPaid">, now: Now, context: TransactionContext): void {
  const { resident, payer, amount } = args;
  debt(books, args, now, payer, -amount);
  context.debtPaid = { resident, payer, amount };
  context.expect("ENT", payer, ZERO_ADDRESS, amount, { kind: "debt", unit: null, energyWh: null, reference: null });
}

function registered(books: Books, args: Args<"StorageUnitRegistered">, now: Now): void {
  const { unit, owner, capacityWh, powerW } = args;
  const known = books.tables.units.get(unit);
  books.meet(owner, now.at);
  books.meet(unit, now.at);
  books.tables.units.put({
    unit,
    ordinal: known?.ordinal ?? books.tables.units.rows.size,
    owner,
    storedWh: 0,
    lockedWh: 0,
    capacityWh: Number(capacityWh),
    powerW: Number(powerW),
    lastIntervalEnd: Math.max(known?.lastIntervalEnd ?? 0, now.at),
    lastSequence: known?.lastSequence ?? 0,
    givenAwayWh: known?.givenAwayWh ?? 0n,
    generation: known?.generation ?? 0,
    registeredAt: now.at,
  });
}

function removed(books: Books, { unit, energyWh }: Args<"StorageUnitRemoved">): void {
  const row = books.unit(unit);
  books.changeNetwork({ energyWh: books.network().energyWh - Number(energyWh) });
  books.tables.units.put({
    ...row,
    owner: null,
    storedWh: 0,
    lockedWh: 0,
    capacityWh: 0,
    powerW: 0,
    generation: row.generation + 1,
  });
}

export function placeOf({ block, log, at, tx }: Now): { block: number; log: number; at: number; tx: string } {
  return { block, log, at, tx };
}
