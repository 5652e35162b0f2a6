// A transaction as one value that is in exactly one step. Everything that may happen to it is an event here, so that no screen
// has to combine flags, and a reload continues where it was.
import type { Address, Hex } from "viem";
import type { Problem } from "../errors/problem.ts";

/** What an account has, as the chain tells it. */
export const figures = ["entAvailable", "entLocked", "eurAvailable", "eurForWithdrawal", "owed"] as const;
export interface Figure {
  account: Address;
  name: (typeof figures)[number];
}

/** An amount that the action changes, as text before and after. `of`: what the chain is asked for again once it is done. */
export interface Change {
  label: string;
  before: string;
  after: string;
  of?: Figure;
}

/** What is asked of the contract. */
export interface ContractCall {
  to: Address;
  data: Hex;
}

/** What is kept of an action once it was sent: words only, so that it can be stored. */
export interface Told {
  title: string;
  sentences: string[];
  changes: Change[];
  done: string;
}

export interface Plan extends Told {
  call: ContractCall;
  warnings?: string[];
}

export type Flow =
  | { step: "idle" }
  | { step: "review"; plan: Plan; problem?: Problem }
  | { step: "signing"; plan: Plan }
  | { step: "pending"; told: Told; hash: Hex; sentAt: number }
  | { step: "confirming"; told: Told; hash: Hex; blockNumber: number; confirmations: number; needed: number }
  | { step: "done"; told: Told; hash: Hex; blockNumber: number }
  | { step: "reverted"; told: Told; hash: Hex; problem: Problem }
  | { step: "rejected"; plan: Plan }
  | { step: "lost"; told: Told; hash: Hex };

export type FlowEvent =
  | { type: "planned"; plan: Plan }
  | { type: "signing" }
  | { type: "refused"; problem: Problem }
  | { type: "rejected" }
  | { type: "sent"; hash: Hex; at: number }
  | { type: "mined"; blockNumber: number; confirmations: number; needed: number }
  | { type: "unmined" }
  | { type: "reverted"; problem: Problem }
  | { type: "lost" }
  | { type: "back" }
  | { type: "closed" }
  | { type: "resumed"; flow: Flow };

export const idle: Flow = { step: "idle" };

export function advance(flow: Flow, event: FlowEvent): Flow {
  switch (event.type) {
    case "planned":
      return { step: "review", plan: event.plan };
    case "signing":
      return "plan" in flow ? { step: "signing", plan: flow.plan } : flow;
    case "refused":
      return "plan" in flow ? { step: "review", plan: flow.plan, problem: event.problem } : flow;
    case "rejected":
      return "plan" in flow ? { step: "rejected", plan: flow.plan } : flow;
    case "sent":
      return "plan" in flow ? { step: "pending", told: toldOf(flow.plan), hash: event.hash, sentAt: event.at } : flow;
    case "mined":
      return isOnChain(flow) ? mined(flow, event) : flow;
    case "unmined": // its block was replaced: it waits for another
      return flow.step === "confirming"
        ? { step: "pending", told: flow.told, hash: flow.hash, sentAt: Date.now() }
        : flow;
    case "reverted":
      return isOnChain(flow) ? { step: "reverted", told: flow.told, hash: flow.hash, problem: event.problem } : flow;
    case "lost":
      return isOnChain(flow) ? { step: "lost", told: flow.told, hash: flow.hash } : flow;
    case "back":
      return flow.step === "rejected" || flow.step === "review" ? { step: "review", plan: flow.plan } : flow;
    case "closed":
      return idle;
    case "resumed":
      return flow.step === "idle" ? event.flow : flow;
  }
}

type OnChain = Extract<Flow, { step: "pending" | "confirming" }>;

/** Sent, and not settled yet: what a reload must find again. */
export function isOnChain(flow: Flow): flow is OnChain {
  return flow.step === "pending" || flow.step === "confirming";
}

function mined(flow: OnChain, event: Extract<FlowEvent, { type: "mined" }>): Flow {
  const { told, hash } = flow;
  const { blockNumber, confirmations, needed } = event;
  if (confirmations >= needed) return { step: "done", told, hash, blockNumber };
  return { step: "confirming", told, hash, blockNumber, confirmations, needed };
}

function toldOf({ title, sentences, changes, done }: Plan): Told {
  return { title, sentences, changes, done };
}
