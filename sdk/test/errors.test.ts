import { expect } from "chai";
import { type Abi, type AbiParameter, encodeErrorResult } from "viem";
import { ContractError, abis, decodeContractError, explain, findContractError, revertData } from "../src/index.ts";
import { explanations } from "../src/sentences/index.ts";

interface ErrorItem {
  type: "error";
  name: string;
  inputs: readonly AbiParameter[];
}

const items = Object.values(abis).flatMap(
  (abi) => (abi as Abi).filter((item) => item.type === "error") as unknown as ErrorItem[],
);

function sample({ type }: AbiParameter): unknown {
  if (type === "address") return "0x0eD8b35c06B426bA3Fbb12625728B44d86dDb429";
  if (type === "string") return "r1";
  if (type === "bytes32") return `0x${"00".repeat(32)}`;
  const bits = Number(/\d+/.exec(type)?.[0] ?? 256);
  return bits <= 48 ? 1 : 1_000_000_000n;
}

describe("explain", () => {
  it("has whole sentences for every error of every contract, and for no other", () => {
    expect(new Set(Object.keys(explanations))).to.deep.equal(new Set(items.map(({ name }) => name)));
    for (const { name, inputs } of items) {
      const args = Object.fromEntries(inputs.map((input) => [input.name, sample(input)]));
      const { sentence, next } = explain(name as never, args as never);
      for (const text of [sentence, next]) {
        expect(text, name).to.match(/^["A-Z0-9].*[.?]$/s);
        expect(text, name).not.to.match(/undefined|\[object|NaN/);
      }
    }
  });

  it("writes amounts in their units, and names where they are known", () => {
    const account = "0x0eD8b35c06B426bA3Fbb12625728B44d86dDb429";
    const args = { account, available: 500_000_000n, needed: 1_900_000_000n } as const;
    const { sentence } = explain("MarketInsufficientEnt", args, (address) => (address === account ? "C" : undefined));
    expect(sentence).to.equal("C has 0.5 ENT available; the order needs 1.9 ENT.");
  });

  it("says a voting period as a duration", () => {
    const { next } = explain("GovernanceOutOfBounds", { name: 6, value: 1n, least: 3_600n, most: 7_776_000n });
    expect(next).to.equal("Give a value from 1h to 90d.");
  });
});

describe("decodeContractError", () => {
  it("finds the name and the values of every error", () => {
    for (const item of items) {
      const args = item.inputs.map(sample);
      const data = encodeErrorResult({ abi: [item], errorName: item.name, args });
      const error = decodeContractError(data);
      expect(error?.errorName, item.name).to.equal(item.name);
      expect(Object.keys(error?.args ?? {}), item.name).to.deep.equal(item.inputs.map(({ name }) => name));
    }
  });

  it("answers nothing for data that is no error of ours", () => {
    expect(decodeContractError("0xdeadbeef")).to.equal(undefined);
    expect(decodeContractError("0x")).to.equal(undefined);
  });
});

describe("findContractError", () => {
  const data = encodeErrorResult({ abi: abis.bank, errorName: "BankZeroAmount" });

  it("looks through the wrappings of nodes and clients", () => {
    const wrapped = new Error("outer", { cause: new Error("middle", { cause: { code: 3, data } }) });
    expect(findContractError(wrapped)?.errorName).to.equal("BankZeroAmount");
    expect(
      findContractError(new Error("hardhat", { cause: { data: { data, message: "reverted" } } }))?.errorName,
    ).to.equal("BankZeroAmount");
    expect(revertData({ cause: { data } })).to.equal(data);
  });

  it("leaves other faults alone", () => {
    expect(findContractError(new Error("connection refused"))).to.equal(undefined);
    expect(findContractError("text")).to.equal(undefined);
    expect(findContractError(undefined)).to.equal(undefined);
  });

  it("keeps one that was found before", () => {
    const error = new ContractError("BankZeroAmount", {});
    expect(findContractError(error)).to.equal(error);
    expect(error).to.include({ message: "The amount is 0.", hint: "Give an amount above 0." });
  });
});
