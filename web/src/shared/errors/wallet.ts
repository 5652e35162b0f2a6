// What wallets and nodes answer when they do not do what was asked, as sentences.
import { BaseError, HttpRequestError, TimeoutError } from "viem";
import { translate, type MessageId } from "../i18n/i18n.ts";
import type { Outcome, Problem } from "./problem.ts";

type Trouble =
  "locked" | "waiting" | "wrongNetwork" | "nodeDown" | "chainReset" | "feeDemanded" | "alreadyKnown" | "walletGone";

/** Codes of EIP-1193, EIP-1474 and of the wallets in use. */
const byCode: Record<number, Trouble> = {
  4100: "locked",
  4900: "walletGone",
  4901: "wrongNetwork",
  4902: "wrongNetwork",
  [-32002]: "waiting",
};

/** Geth, Hardhat and MetaMask say these things in words only. */
const byWords: [RegExp, Trouble][] = [
  [/already pending|request of type .* already/i, "waiting"],
  [/nonce too (low|high)|nonce .* (lower|higher) than|invalid nonce|tx nonce/i, "chainReset"],
  [/already known/i, "alreadyKnown"],
  [/insufficient funds|underpriced|max fee per gas|gas price below/i, "feeDemanded"],
  [/wallet is locked|unauthorized|must call .*requestAccounts/i, "locked"],
  [/chain .*mismatch|does not match the target chain|wrong network|unsupported chain/i, "wrongNetwork"],
  [/failed to fetch|network ?error|load failed|ECONNREFUSED|fetch failed|HTTP request failed/i, "nodeDown"],
  [/provider not found|connector not (connected|found)/i, "walletGone"],
];

/** The outcome of a failure that no contract named; undefined when nothing is known of it. */
export function walletOutcome(error: unknown): Outcome | undefined {
  const chain = causes(error);
  if (chain.some((one) => codeOf(one) === 4001 || codeOf(one) === 5750 || nameOf(one) === "UserRejectedRequestError")) {
    return { kind: "rejected" };
  }
  const trouble = chain.map(troubleOf).find((one) => one !== undefined);
  return trouble === undefined ? undefined : { kind: "problem", problem: troubleText(trouble) };
}

function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof HttpRequestError || error instanceof TimeoutError) return "nodeDown";
  const code = codeOf(error);
  if (code !== undefined && byCode[code] !== undefined) return byCode[code];
  const words = error instanceof Error ? error.message : "";
  return byWords.find(([pattern]) => pattern.test(words))?.[1];
}

export function troubleText(trouble: Trouble): Problem {
  const id = (part: "sentence" | "next"): MessageId => `trouble.${trouble}.${part}`;
  return { sentence: translate(id("sentence")), next: translate(id("next")), name: trouble, retry: true };
}

/** The error and all that it was caused by, outermost first. */
export function causes(error: unknown): unknown[] {
  const list: unknown[] = [];
  for (let one: unknown = error; one !== undefined && one !== null && list.length < 10; one = causeOf(one))
    list.push(one);
  return list;
}

function causeOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return undefined;
  if ("cause" in error) return error.cause;
  return "error" in error ? error.error : undefined;
}

function codeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "number" ? error.code : undefined;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

/** One line of whatever it was, for what nobody foresaw. */
export function shortMessage(error: unknown): string {
  if (error instanceof BaseError) return error.shortMessage;
  return error instanceof Error ? error.message : String(error);
}
