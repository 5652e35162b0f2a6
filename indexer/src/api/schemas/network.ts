import { z } from "@hono/zod-openapi";
import { account, block, ent, eur, pageOf, place, rate, seconds, share, span, step, wh } from "./common.ts";

export const community = z
  .object({
    name: z.string().openapi({ example: "demo" }),
    title: z.string().openapi({ example: "Demo community" }),
    chainId: z.number().int(),
    path: z.string().openapi({ example: "/v1/demo" }),
  })
  .openapi("Community");

export const network = z
  .object({
    community: z.string(),
    title: z.string(),
    chainId: z.number().int(),
    timeZone: z.string().openapi({ example: "Europe/Athens" }),
    block: z
      .object({ number: block, hash: z.string(), at: seconds })
      .openapi({ description: "the last block that this index holds" }),
    chainHead: block.openapi({ description: "the chain's last block as far as known" }),
    confirmations: z
      .number()
      .int()
      .openapi({ description: "blocks after which we call something final: N/2+1 of N validators" }),
    totalEnt: ent,
    totalEur: eur,
    energyWh: wh.openapi({ description: "all stored energy, locked included" }),
    lockedWh: wh,
    capacityWh: wh
      .nullable()
      .openapi({ description: "sum of the declared capacities; null when a unit declares none" }),
    imbalanceEnt: ent.openapi({ description: "ENT - KWH; positive: a deficit, negative: the community's reserve" }),
    rate: rate.openapi({ description: "R before the caps, millionths of an ENT per kWh" }),
    mintingRate: rate,
    burningRate: rate,
    owedEnt: ent.openapi({ description: "what all residents owe together" }),
    voters: z.number().int(),
    units: z.number().int().openapi({ description: "registered storage units" }),
    participants: z.number().int(),
    openBallots: z.number().int(),
    banker: account.nullable(),
    mintedTodayEur: eur,
    mintCapEur: eur,
  })
  .openapi("Network");

export const parameter = z
  .object({
    name: z.string().openapi({ example: "F", description: "M, B, C, H, F, pricing, votingPeriod …" }),
    index: z.number().int().openapi({ description: "its number in the contract's Parameter" }),
    title: z.string().openapi({ example: "the storage provider's share" }),
    kind: z.enum(["rate", "fraction", "duration", "pricing", "eur", "ent", "lots"]),
    value: z.string().openapi({ description: "in the parameter's own unit", example: "200000" }),
    least: z.string(),
    most: z.string(),
    history: z.array(
      z.object({
        value: z.string(),
        ...place,
        ballot: z.number().int().nullable().openapi({ description: "the ballot that set it; null at deployment" }),
      }),
    ),
  })
  .openapi("Parameter");
export const parameters = z.object({ items: z.array(parameter) }).openapi("Parameters");

export const historyQuery = z.strictObject({ ...span, step: step.default("hour") });
export const networkHistory = z
  .object({
    step,
    from: seconds,
    to: seconds,
    points: z.array(
      z.object({
        at: seconds.openapi({ description: "end of the point; the figures are those at this moment" }),
        totalEnt: ent,
        energyWh: wh,
        imbalanceEnt: ent,
        rate,
      }),
    ),
  })
  .openapi("NetworkHistory");

export const validator = z
  .object({
    address: account,
    label: z.string().nullable(),
    inTurnShare: share.nullable().openapi({ description: "part of its turns that it took lately" }),
    lastSealed: block.nullable(),
    lastSealedAt: seconds.nullable(),
    state: z.enum(["sealing", "silent", "unknown"]),
  })
  .openapi("Validator");
export const validators = z
  .object({
    items: z.array(validator),
    sealing: z.number().int().openapi({ description: "how many seal" }),
    needed: z.number().int().openapi({ description: "how many must, for the chain to go on" }),
    words: z.string().openapi({ example: "3 of 3 validators seal; 1 may fail." }),
  })
  .openapi("Validators");

export const unit = z
  .object({
    unit: account,
    label: z.string().nullable(),
    owner: account.nullable().openapi({ description: "null: not registered any more" }),
    ownerLabel: z.string().nullable(),
    registered: z.boolean(),
    storedWh: wh,
    lockedWh: wh,
    freeWh: wh.openapi({ description: "what a new session could lock, never below 0" }),
    capacityWh: wh.nullable().openapi({ description: "null: undeclared" }),
    powerW: z.number().int().nullable().openapi({ description: "null: undeclared" }),
    fill: share.nullable().openapi({ description: "stored of capacity" }),
    lastIntervalEnd: seconds,
    lastSequence: z.number().int().openapi({ description: "0: has never sent a signed report" }),
    givenAwayWh: wh,
    openSessions: z.number().int(),
    registeredAt: seconds,
  })
  .openapi("StorageUnit");
export const units = pageOf(unit, "StorageUnits");

export const participantSorts = ["name", "ent", "eur", "owed", "seen"] as const;
export const participant = z
  .object({
    address: account,
    label: z.string().nullable(),
    roles: z.array(z.enum(["voter", "banker", "storageUnit", "storageProvider", "resident"])),
    ent: ent.openapi({ description: "available and locked together, 1e-9 ENT" }),
    eur: eur.openapi({ description: "available and locked together, 1e-8 EUR" }),
    owedEnt: ent,
    firstSeen: seconds,
  })
  .openapi("Participant");
export const participants = pageOf(participant, "Participants");
