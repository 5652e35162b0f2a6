import { expect } from "chai";
import { type Hex, parseGwei, parseTransaction, size, trim } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { callerKey } from "../../src/gateway/caller.ts";
import { type Call, type Rules, judgeBody, judgeTransaction } from "../../src/gateway/calls.ts";
import { RateLimiter } from "../../src/gateway/rateLimit.ts";
import { TransactionRefused, type TransactionRules, checkTransaction } from "../../src/gateway/transaction.ts";

const account = privateKeyToAccount(`0x${"11".repeat(32)}`);
const rules: Rules = {
  maxBatch: 3,
  maxLogBlocks: 100,
  webSocket: false,
};
const transactionRules: TransactionRules = { chainId: 7, maxBytes: 1_000, maxGas: 1_000_000n };
const good = {
  type: "legacy",
  chainId: 7,
  nonce: 0,
  gas: 50_000n,
  gasPrice: 0n,
  to: account.address,
  data: "0x1234",
} as const;

async function sign(changes: object = {}): Promise<Hex> {
  return await account.signTransaction({ ...good, ...changes } as never);
}

function reasonOf(raw: unknown): string {
  try {
    return `passed: ${checkTransaction(raw, transactionRules)}`;
  } catch (error) {
    if (error instanceof TransactionRefused) return error.reason;
    throw error;
  }
}

describe("Gateway rules", () => {
  describe("checkTransaction", () => {
    it("answers the sender of a good transaction", async () => {
      expect(checkTransaction(await sign(), transactionRules)).to.equal(account.address);
      expect(checkTransaction(await sign({ nonce: 12, data: undefined, to: undefined }), transactionRules)).to.equal(
        account.address,
      );
    });

    it("answers it whatever the signature's numbers begin with: one in 128 has a zero in front, which a transaction leaves out", async () => {
      let short = 0;
      for (let nonce = 0; nonce < 800; nonce++) {
        const raw = await sign({ nonce });
        const { r = "0x", s = "0x" } = parseTransaction(raw);
        if (size(trim(r)) < 32 || size(trim(s)) < 32) short++;
        expect(checkTransaction(raw, transactionRules), `nonce ${nonce}`).to.equal(account.address);
      }
      expect(short).to.be.greaterThan(0);
    });

    it("refuses another chain's, one of any chain, and other types", async () => {
      expect(reasonOf(await sign({ chainId: 8 }))).to.equal("chain id");
      expect(reasonOf(await sign({ chainId: undefined }))).to.equal("chain id");
      expect(reasonOf(await sign({ type: "eip1559", gasPrice: undefined, maxFeePerGas: 0n }))).to.equal("type");
      expect(reasonOf(await sign({ type: "eip2930" }))).to.equal("type");
    });

    it("refuses too much or too little gas, a price, and too many bytes", async () => {
      expect(reasonOf(await sign({ gas: 1_000_001n }))).to.equal("gas limit");
      expect(reasonOf(await sign({ gas: 20_999n }))).to.equal("gas limit");
      expect(reasonOf(await sign({ gasPrice: parseGwei("1") }))).to.equal("gas price");
      expect(reasonOf(await sign({ data: `0x${"00".repeat(1_000)}` }))).to.equal("size");
    });

    it("refuses what is no transaction, and a signature that is not valid", async () => {
      const raw = await sign();
      for (const value of [undefined, 7, {}, "", "0x", "0x1", "zz", "0xc0", raw.slice(0, -2), `${raw}00`]) {
        expect(reasonOf(value), JSON.stringify(value)).to.equal("format");
      }
      // s is the last 32 bytes: made zero, and made larger than half the order.
      expect(reasonOf(raw.replace(/.{64}$/, "0".repeat(64)))).to.be.oneOf(["signature", "format"]);
      expect(reasonOf(raw.replace(/.{64}$/, "f".repeat(64)))).to.equal("signature");
    });
  });

  describe("judgeBody", () => {
    const judge = (body: unknown) => judgeBody(typeof body === "string" ? body : JSON.stringify(body), rules, 1_000);
    const reason = (body: unknown) => {
      const judged = judge(body);
      if ("failure" in judged) return judged.reason;
      const [verdict] = judged.verdicts;
      return verdict !== undefined && "failure" in verdict ? verdict.reason : "passed";
    };
    const call = (method: string, params: unknown[] = []) => ({ jsonrpc: "2.0", id: 1, method, params });

    it("passes what residents need", () => {
      for (const method of ["eth_chainId", "eth_call", "eth_getTransactionReceipt", "eth_getBalance"])
        expect(reason(call(method))).to.equal("passed");
    });

    it("refuses methods that are not listed, whatever they are like", () => {
      for (const method of [
        "admin_peers",
        "eth_sign",
        "ETH_CHAINID",
        "eth_chainId ",
        "eth_newFilter",
        "eth_subscribe",
        "__proto__",
        "constructor",
        "",
        "debug_setHead",
      ]) {
        expect(reason(call(method)), method).to.be.oneOf(["method"]);
      }
    });

    it("judges each call of a batch for itself", () => {
      const judged = judge([call("eth_chainId"), call("miner_start")]);
      expect("verdicts" in judged && judged.verdicts.map((verdict) => "call" in verdict)).to.deep.equal([true, false]);
    });

    it("refuses empty and large batches, and what is no call", () => {
      expect(reason([])).to.equal("batch");
      expect(reason(Array(4).fill(call("eth_chainId")))).to.equal("batch");
      for (const body of [
        "{",
        "null",
        "7",
        "[null]",
        '"x"',
        "[[]]",
        { method: "eth_chainId" },
        { ...call("eth_chainId"), jsonrpc: "1.0" },
        { ...call("eth_chainId"), params: { a: 1 } },
      ]) {
        expect(reason(body), JSON.stringify(body)).to.be.oneOf(["json", "call"]);
      }
    });

    it("bounds what a log query spans", () => {
      expect(reason(call("eth_getLogs", [{ fromBlock: "0x385", toBlock: "latest" }]))).to.equal("passed");
      expect(reason(call("eth_getLogs", [{ fromBlock: "0x384", toBlock: "latest" }]))).to.equal("params");
      expect(reason(call("eth_getLogs", [{ fromBlock: "earliest" }]))).to.equal("params");
      expect(reason(call("eth_getLogs", [{ fromBlock: 5 }]))).to.equal("params");
      expect(reason(call("eth_getLogs", []))).to.equal("params");
    });

    it("takes no replaced state in a call", () => {
      expect(reason(call("eth_call", [{}, "latest", {}]))).to.equal("params");
    });
  });

  describe("judgeTransaction", () => {
    const call = (raw: unknown): Call => ({ jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: [raw] });

    it("answers the sender, or a failure with what is wrong", async () => {
      expect(judgeTransaction(call(await sign()), transactionRules)).to.deep.equal({ sender: account.address });
      expect(judgeTransaction(call(await sign({ chainId: 8 })), transactionRules)).to.deep.include({
        reason: "transaction chain id",
      });
    });
  });

  describe("callerKey", () => {
    it("is an IPv4 address, also one written as IPv6, and half of an IPv6 one", () => {
      expect(callerKey("10.0.0.1")).to.equal("10.0.0.1");
      expect(callerKey("::ffff:10.0.0.1")).to.equal("10.0.0.1");
      const half = "2001:db8:0:7::/64";
      expect(callerKey("2001:db8:0:7:1:2:3:4")).to.equal(half);
      expect(callerKey("2001:0db8::7:9:9:9:9")).to.equal(half);
      expect(callerKey("2001:db8:0:7::1%eth0")).to.equal(half);
      expect(callerKey("::1")).to.equal("0:0:0:0::/64");
      expect(callerKey("unknown")).to.equal("unknown");
    });
  });

  describe("RateLimiter", () => {
    it("lets a burst through, then so many a second, each key for itself", () => {
      const limiter = new RateLimiter({ perSecond: 2, burst: 3 });
      expect([1, 2, 3].map(() => limiter.take("a", 1, 0))).to.deep.equal([0, 0, 0]);
      expect(limiter.take("a", 1, 0)).to.equal(500);
      expect(limiter.take("b", 3, 0)).to.equal(0);
      expect(limiter.take("a", 1, 499)).to.be.greaterThan(0);
      expect(limiter.take("a", 1, 500)).to.equal(0);
    });

    it("holds no more keys than it may, forgetting the one not used for longest", () => {
      const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, 2);
      limiter.take("a", 1, 0);
      limiter.take("b", 1, 0);
      limiter.take("a", 1, 0);
      limiter.take("c", 1, 0);
      expect(limiter.size).to.equal(2);
      expect(limiter.take("a", 1, 0)).to.be.greaterThan(0);
      expect(limiter.take("b", 1, 0)).to.equal(0);
    });
  });
});
