// @vitest-environment jsdom
import { abis, ContractError, errorAbi } from "@powerchain/sdk";
import {
  BaseError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  HttpRequestError,
  UserRejectedRequestError,
} from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { setErrorNames } from "../src/shared/errors/names.ts";
import { outcomeOf } from "../src/shared/errors/outcome.ts";
import type { Outcome } from "../src/shared/errors/problem.ts";
import { activate, type Language } from "../src/shared/i18n/i18n.ts";

const ann = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

beforeAll(async () => {
  await activate("en");
  setErrorNames((address) => (address.toLowerCase() === ann.toLowerCase() ? "Ann" : undefined));
});

function problemOf(error: unknown) {
  const outcome: Outcome = outcomeOf(error);
  if (outcome.kind !== "problem") throw new Error(`expected a problem, got ${outcome.kind}`);
  return outcome.problem;
}

function reverted(data: `0x${string}`): unknown {
  const cause = new ContractFunctionRevertedError({ abi: abis.ledger, data, functionName: "transfer" });
  return new BaseError("call failed", { cause });
}

describe("outcomeOf", () => {
  it("turns a contract's error into a sentence with the values and a next step", () => {
    const data = encodeErrorResult({
      abi: errorAbi,
      errorName: "LedgerInsufficientEnt",
      args: [ann, 1_500_000_000n, 2_000_000_000n],
    });
    const problem = problemOf(reverted(data));
    expect(problem.name).toBe("LedgerInsufficientEnt");
    expect(problem.sentence).toContain("Ann");
    expect(problem.sentence).toContain("1.5");
    expect(problem.next).not.toBe("");
  });

  it("finds the data wherever a node puts it", () => {
    const data = encodeErrorResult({ abi: errorAbi, errorName: "BankZeroAmount" });
    expect(problemOf({ code: 3, message: "execution reverted", data }).name).toBe("BankZeroAmount");
  });

  it.each<[string, unknown, string]>([
    ["a locked wallet", { code: 4100, message: "unauthorized" }, "locked"],
    ["a wallet that waits for an answer", { code: -32002, message: "already pending" }, "waiting"],
    ["an unknown chain in the wallet", { code: 4902, message: "Unrecognized chain ID" }, "wrongNetwork"],
    ["a node that is down", new HttpRequestError({ url: "http://node" }), "nodeDown"],
    ["a chain that was started anew", new Error("nonce too low: next nonce 0, tx nonce 12"), "chainReset"],
    ["a wallet that insists on a fee", new Error("insufficient funds for gas * price + value"), "feeDemanded"],
  ])("knows %s", (_what, error, name) => {
    expect(problemOf(error).name).toBe(name);
    expect(problemOf(error).next).not.toBe("");
  });

  it("does not call a refusal in the wallet an error", () => {
    expect(outcomeOf(new UserRejectedRequestError(new Error("no")))).toEqual({ kind: "rejected" });
    expect(outcomeOf({ code: 4001, message: "User rejected the request." })).toEqual({ kind: "rejected" });
    expect(outcomeOf(new BaseError("failed", { cause: Object.assign(new Error("no"), { code: 4001 }) }))).toEqual({
      kind: "rejected",
    });
  });

  it("says the words of what nobody foresaw", () => {
    expect(problemOf(new Error("the moon is full")).sentence).toContain("the moon is full");
  });

  it.each<[Language, string]>([
    ["el", "Ο/η Ann έχει 1,500"],
    ["pt", "Ann tem 1,500"],
  ])("speaks %s, with the language's own numbers", async (language, start) => {
    await activate(language);
    const error = new ContractError("LedgerInsufficientEnt", {
      account: ann,
      available: 1_500_000_000n,
      needed: 2_000_000_000n,
    });
    expect(problemOf(error).sentence.startsWith(start)).toBe(true);
    await activate("en");
  });
});
