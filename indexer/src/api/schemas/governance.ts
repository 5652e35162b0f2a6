import { z } from "@hono/zod-openapi";
import { account, pageOf, seconds } from "./common.ts";

export const commandKinds = [
  "addVoter",
  "removeVoter",
  "registerStorageUnit",
  "removeStorageUnit",
  "changeBanker",
  "setParameter",
] as const;

const ballotVote = z.object({
  voter: account,
  label: z.string().nullable(),
  support: z.boolean(),
  at: seconds,
  counts: z.boolean().openapi({ description: "false: the voter has left office since" }),
});

export const ballot = z
  .object({
    id: z.number().int(),
    state: z.enum(["open", "executed", "lapsed"]),
    kind: z.enum(commandKinds),
    command: z.object({
      subject: account.nullable().openapi({ description: "the voter, unit or banker; null: none" }),
      owner: account.nullable(),
      capacityWh: z.string().nullable(),
      powerW: z.string().nullable(),
      parameter: z.string().nullable().openapi({ example: "F" }),
      value: z.string().nullable().openapi({ description: "in the parameter's own unit" }),
    }),
    current: z
      .string()
      .nullable()
      .openapi({ description: "what is now (when it opened, for a past ballot), in the same unit", example: "200000" }),
    text: z.string().openapi({ example: "Set the storage provider's share (F) from 20 % to 25 %." }),
    effect: z.string().openapi({ example: "Of each kWh stored, the owner of the unit gets 0.25 ENT instead of 0.2." }),
    opener: account,
    openedAt: seconds,
    endsAt: seconds,
    closedAt: seconds.nullable(),
    positive: z
      .number()
      .int()
      .openapi({ description: "positive votes of voters in office; of an executed ballot, when it passed" }),
    negative: z.number().int(),
    missing: z.number().int().openapi({ description: "positive votes that it still lacks" }),
    voters: z.number().int().openapi({ description: "voters in office" }),
    waiting: z.array(account).openapi({ description: "voters in office who have not voted" }),
    votes: z.array(ballotVote),
  })
  .openapi("Ballot");
export const ballots = pageOf(ballot, "Ballots");

export const voter = z
  .object({
    address: account,
    label: z.string().nullable(),
    since: seconds,
    lastVoteAt: seconds,
    retirableFrom: seconds.openapi({ description: "when anyone may retire him if he casts no vote until then" }),
    openBallotsWithoutVote: z.number().int(),
  })
  .openapi("Voter");
export const voters = z
  .object({
    items: z.array(voter),
    needed: z.number().int().openapi({ description: "positive votes that pass a ballot" }),
  })
  .openapi("Voters");
