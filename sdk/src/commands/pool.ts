import type { Address } from "viem";
import { eventsNamed } from "../events.ts";
import { type Done, command, sum } from "./command.ts";

/** A session is known by its unit and its consumer. */
export interface SessionKey {
  unit: Address;
  consumer: Address;
}

/** ENT units, but for the energy. */
export interface Production {
  minted: bigint;
  toProducer: bigint;
  toProvider: bigint;
  /** Taken off the producer's part for what he owed: not minted. */
  paidOff: bigint;
}

/** ENT units, but for the energy. */
export interface Consumption {
  /** Paid by the session. */
  coveredWh: bigint;
  burned: bigint;
  /** All that closed sessions gave back. */
  returned: bigint;
  /** Left the unit without tokens: a loss. */
  unbackedWh: bigint;
  /** What the books never held. */
  unbookedWh: bigint;
  /** What the consumer owes for it, added to what he owed. */
  owed: bigint;
}

function produced({ events }: Done): Production {
  const bookings = eventsNamed(events, "energyPool", "EnergyProduced");
  const toProducer = sum(bookings, ({ args }) => args.toProducer);
  const toProvider = sum(bookings, ({ args }) => args.toProvider);
  const paidOff = sum(eventsNamed(events, "energyPool", "DebtPaid"), ({ args }) => args.amount);
  return { minted: toProducer + toProvider, toProducer, toProvider, paidOff };
}

function consumed(done: Done): Consumption {
  const bookings = eventsNamed(done.events, "energyPool", "EnergyConsumed");
  return {
    coveredWh: sum(bookings, ({ args }) => args.coveredWh),
    burned: sum(bookings, ({ args }) => args.burned),
    returned: returned(done),
    unbackedWh: sum(eventsNamed(done.events, "energyPool", "EnergyLost"), ({ args }) => args.energyWh),
    unbookedWh: sum(eventsNamed(done.events, "energyPool", "EnergyUnbooked"), ({ args }) => args.energyWh),
    owed: sum(eventsNamed(done.events, "energyPool", "DebtIncurred"), ({ args }) => args.amount),
  };
}

function returned({ events }: Done): bigint {
  return sum(eventsNamed(events, "energyPool", "SessionClosed"), ({ args }) => args.returned);
}

/** The session as it stands after it was started or renewed. */
function started({ events }: Done) {
  const session = eventsNamed(events, "energyPool", "SessionStarted").at(-1);
  if (session === undefined) throw new Error("a session that started without its event");
  const { ent, energyWh, rate, endsAt } = session.args;
  return { ent, energyWh, rate, endsAt };
}

function repaid({ events }: Done) {
  const paid = eventsNamed(events, "energyPool", "DebtPaid");
  return { paid: sum(paid, ({ args }) => args.amount), stillOwed: paid.at(-1)?.args.owed ?? 0n };
}

/** Commands of storage units (their own plain readings) and of residents. */
export const poolCommands = {
  energyProduced: ({ producer, energyWh }: { producer: Address; energyWh: bigint }) =>
    command("energyPool", "energyProduced", [producer, energyWh], produced),

  energyConsumed: ({ consumer, energyWh }: { consumer: Address; energyWh: bigint }) =>
    command("energyPool", "energyConsumed", [consumer, energyWh], consumed),

  reportActualEnergy: ({ energyWh }: { energyWh: bigint }) =>
    command("energyPool", "reportActualEnergy", [energyWh], () => ({})),

  /** Opens the sender's session with a unit, or renews it with so much more ENT. */
  startConsumptionSession: ({ unit, ent }: { unit: Address; ent: bigint }) =>
    command("energyPool", "startConsumptionSession", [unit, ent], started),

  closeSession: ({ unit, consumer }: SessionKey) =>
    command("energyPool", "closeSession", [unit, consumer], (done) => ({ returned: returned(done) })),

  /** Closes those of the list that can be closed. */
  clearOldSessions: ({ sessions }: { sessions: readonly SessionKey[] }) =>
    command(
      "energyPool",
      "clearOldSessions",
      [sessions.map(({ unit }) => unit), sessions.map(({ consumer }) => consumer)],
      (done) => ({
        closed: BigInt(eventsNamed(done.events, "energyPool", "SessionClosed").length),
        returned: returned(done),
      }),
    ),

  /** Burns the sender's ENT against what a resident owes, at most that. */
  repay: ({ resident, ent }: { resident: Address; ent: bigint }) =>
    command("energyPool", "repay", [resident, ent], repaid),
};
