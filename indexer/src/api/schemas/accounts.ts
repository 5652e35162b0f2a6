import { z } from "@hono/zod-openapi";
import { account, block, ent, eur, pageOf, place, rate, seconds, share, span, step, ticks, wh } from "./common.ts";
import { participant } from "./network.ts";

const balance = (amount: typeof ent) => z.object({ total: amount, available: amount, locked: amount });

export const lock = z
  .object({
    token: z.enum(["ENT", "EUR"]),
    amount: z.string().openapi({ description: "base units of the token", example: "2000000000" }),
    reason: z.enum(["session", "order", "withdrawal"]),
    unit: account.nullable().openapi({ description: "the session's unit" }),
    order: z.string().nullable().openapi({ description: "the order's id" }),
    until: seconds.nullable().openapi({ description: "end of the session or of the order; null: until someone acts" }),
    text: z.string().openapi({ example: "2 ENT are locked for the session with U1 until 18:40." }),
  })
  .openapi("Lock");

export const accountView = z
  .object({
    address: account,
    label: z.string().nullable(),
    roles: participant.shape.roles,
    ownedUnits: z.array(account),
    ent: balance(ent),
    eur: balance(eur),
    forWithdrawalEur: eur,
    owedEnt: ent,
    locks: z.array(lock),
    firstSeen: seconds.nullable().openapi({ description: "null: has never taken part" }),
    block: block.openapi({ description: "the figures are those after this block" }),
  })
  .openapi("Account");

export const movementKinds = [
  "production",
  "providerShare",
  "consumption",
  "debt",
  "bought",
  "sold",
  "sent",
  "received",
  "deposit",
  "withdrawal",
] as const;
export const movement = z
  .object({
    id: z.string().openapi({ example: "12431-7" }),
    ...place,
    token: z.enum(["ENT", "EUR"]),
    amount: z.string().openapi({ description: "base units; negative: it left the account", example: "8000000000" }),
    balance: z.string().openapi({ description: "available and locked together after it, base units" }),
    kind: z.enum(movementKinds),
    counterparty: account.nullable(),
    unit: account.nullable(),
    energyWh: wh.nullable(),
    reference: z.string().nullable().openapi({ description: "of the bank transfer" }),
    text: z.string().openapi({ example: "8 ENT for 10 kWh that you stored in U1." }),
  })
  .openapi("Movement");
export const movements = pageOf(movement, "Movements");

export const sessionStates = ["live", "ended", "dead", "closed"] as const;
export const session = z
  .object({
    unit: account,
    consumer: account,
    state: z
      .enum(sessionStates)
      .openapi({ description: "ended: covers nothing more, its rest not yet returned; dead: its unit was removed" }),
    ent: ent.openapi({ description: "still locked in it" }),
    energyWh: wh.openapi({ description: "what can still be drawn" }),
    rate,
    startedAt: seconds,
    endsAt: seconds,
    closedAt: seconds.nullable(),
    closableFrom: seconds
      .nullable()
      .openapi({ description: "from then on anyone may close it; null: closed, or live" }),
    addedEnt: ent.openapi({ description: "all that was put into it" }),
    burnedEnt: ent,
    consumedWh: wh.openapi({ description: "drawn and paid by it" }),
    returnedEnt: ent.nullable().openapi({ description: "what came back when it closed" }),
    renewals: z.number().int(),
  })
  .openapi("Session");
export const sessions = pageOf(session, "Sessions");

export const energyQuery = z.strictObject({
  ...span,
  step: step.default("hour"),
  compare: z
    .enum(["previous", "none"])
    .default("none")
    .openapi({ description: "previous: the span of the same length before (for months and weeks: the calendar's)" }),
});
const energyFigures = {
  producedWh: wh.openapi({ description: "stored in the community's units" }),
  consumedWh: wh.openapi({ description: "drawn from them" }),
  coveredWh: wh.openapi({ description: "of it paid by a session" }),
  boughtWh: wh.openapi({ description: "ENT bought on the market" }),
  soldWh: wh,
  mintedEnt: ent.openapi({ description: "received for production, 1e-9 ENT" }),
  burnedEnt: ent,
  providerEnt: ent.openapi({ description: "received as a storage provider (F)" }),
  spentEur: eur,
  earnedEur: eur,
};
export const energyPoint = z.object({ from: seconds, to: seconds, ...energyFigures }).openapi("EnergyPoint");
const energySpan = z.object({
  from: seconds,
  to: seconds,
  points: z.array(energyPoint),
  total: z.object({
    ...energyFigures,
    renewableShare: share.nullable().openapi({
      description:
        "of what was drawn from the shared storage, the part that was stored by the same account in this span: min(produced, consumed) / consumed; null: nothing was drawn",
    }),
  }),
});
export const energySeries = z
  .object({
    account: account.nullable().openapi({ description: "null: the whole community" }),
    scope: z
      .enum(["account", "units", "community"])
      .openapi({ description: "units: you see what went through your storage units" }),
    step,
    timeZone: z.string(),
    ...energySpan.shape,
    previous: energySpan.nullable(),
  })
  .openapi("EnergySeries");

export const reading = z
  .object({
    id: z.string(),
    ...place,
    unit: account,
    resident: account.nullable(),
    kind: z.enum(["produced", "consumed", "actual"]),
    energyWh: wh,
    intervalEnd: seconds,
    sequence: z.number().int().openapi({ description: "0: a plain command" }),
    coveredWh: wh,
    lostWh: wh.openapi({ description: "left the unit without tokens" }),
    unbookedWh: wh.openapi({ description: "what the books never held" }),
    mintedEnt: ent,
    providerEnt: ent,
    burnedEnt: ent,
  })
  .openapi("Reading");
export const readings = pageOf(reading, "Readings");

export const rank = z
  .object({
    week: z.string().openapi({ example: "2026-W09" }),
    from: seconds,
    to: seconds,
    rank: z.number().int().nullable().openapi({ description: "1 is the best; null: drew nothing that week" }),
    of: z.number().int(),
    renewableShare: share.nullable(),
    average: share.nullable(),
    shares: z.array(share).openapi({ description: "all shares, best first, without names" }),
  })
  .openapi("Rank");

export const order = z
  .object({
    id: z.string(),
    owner: account,
    side: z.enum(["buy", "sell"]),
    priceTicks: ticks,
    energyWh: wh.openapi({ description: "lots that came to rest in the book" }),
    leftWh: wh,
    state: z.enum(["open", "filled", "cancelled", "selfTrade", "expired"]),
    lockedAmount: z.string().openapi({ description: "base units: ENT of a sell order, eEuro of a buy order" }),
    placedAt: seconds,
    updatedAt: seconds,
    expiresAt: seconds.nullable(),
    transaction: z.string(),
  })
  .openapi("Order");
export const orders = pageOf(order, "Orders");

export const trade = z
  .object({
    id: z.string(),
    ...place,
    priceTicks: ticks,
    energyWh: wh,
    costEur: eur,
    takerSide: z.enum(["buy", "sell"]),
    maker: account,
    taker: account,
    makerOrder: z.string(),
  })
  .openapi("Trade");
export const trades = pageOf(trade, "Trades");
