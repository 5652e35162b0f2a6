import { expect } from "chai";
import { abis, batchTypedData, readingKinds, type Reading } from "@powerchain/sdk";
import { encodeFunctionData, hashTypedData, keccak256, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount, privateKeyToAddress } from "viem/accounts";
import { KINDS, type Address, type Hex } from "../src/reading/types.ts";
import { batchBytes, submitReportsData } from "../src/signing/calldata.ts";
import { batchDigester, type NumberedReading } from "../src/signing/digest.ts";
import { recoverSigner, unitKey } from "../src/signing/key.ts";
import { senderKey } from "../src/signing/transaction.ts";
import { MeterError } from "../src/errors.ts";

const domain = { chainId: 1337, gateway: "0x5FbDB2315678afecb367f032d93F642f64180aa3" as Address };
const key = unitKey(Buffer.alloc(32, 5));
const home: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const readings: NumberedReading[] = [
  { kind: "produced", resident: home, wh: 123n, intervalEnd: 1_700_000_100, sequence: 1 },
  { kind: "consumed", resident: home, wh: 0n, intervalEnd: 1_700_001_000, sequence: 2 },
  {
    kind: "actual",
    resident: "0x0000000000000000000000000000000000000000",
    wh: (1n << 63n) + 5n,
    intervalEnd: 1_700_001_000,
    sequence: 3,
  },
];
const plain = readings.map((r): Reading => ({
  kind: KINDS.indexOf(r.kind),
  resident: r.resident,
  energyWh: r.wh,
  intervalEnd: BigInt(r.intervalEnd),
  sequence: BigInt(r.sequence),
}));
const hex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

describe("batchDigester", () => {
  it("agrees with the sdk's EIP-712 types", () => {
    const typed = batchTypedData(
      { chainId: domain.chainId, meterGateway: domain.gateway },
      { unit: key.address, readings: plain },
    );
    expect(hex(batchDigester(domain)(key.address, readings))).to.equal(hashTypedData(typed));
  });
  it("gives another digest for every chain and gateway", () => {
    const digest = (chainId: number, gateway: Address) =>
      hex(batchDigester({ chainId, gateway })(key.address, readings));
    expect(new Set([digest(1, domain.gateway), digest(2, domain.gateway), digest(1, home)]).size).to.equal(3);
  });
  it("numbers the kinds as the sdk does", () => {
    expect(KINDS).to.deep.equal(readingKinds);
  });
});

describe("unitKey", () => {
  const digest = batchDigester(domain)(key.address, readings);
  it("has the address that wallets derive", () => {
    expect(key.address).to.equal(privateKeyToAddress(hex(Buffer.alloc(32, 5))).toLowerCase());
  });
  it("signs so that viem recovers the unit", async () => {
    const typed = batchTypedData(
      { chainId: domain.chainId, meterGateway: domain.gateway },
      { unit: key.address, readings: plain },
    );
    expect((await recoverTypedDataAddress({ ...typed, signature: hex(key.sign(digest)) })).toLowerCase()).to.equal(
      key.address,
    );
  });
  it("refuses a key that is none", () => {
    expect(() => unitKey(Buffer.alloc(32))).to.throw(MeterError);
    expect(() => unitKey(Buffer.alloc(31, 1))).to.throw(MeterError);
  });
});

describe("recoverSigner", () => {
  const digest = batchDigester(domain)(key.address, readings);
  it("finds the signer, and another or nobody for altered data", () => {
    const signature = key.sign(digest);
    expect(recoverSigner(digest, signature)).to.equal(key.address);
    const altered = batchDigester(domain)(
      key.address,
      readings.map((r, i) => (i === 0 ? { ...r, wh: r.wh + 1n } : r)),
    );
    expect(recoverSigner(altered, signature)).to.not.equal(key.address);
    expect(recoverSigner(digest, Buffer.alloc(65))).to.equal(undefined);
  });
});

describe("submitReportsData", () => {
  it("encodes as viem does, for any number of batches and readings", () => {
    const signature = key.sign(batchDigester(domain)(key.address, readings));
    for (const sizes of [[], [1], [3, 1], [2, 3, 1]]) {
      const fast = submitReportsData(
        sizes.map((n) => ({ unit: key.address, readings: readings.slice(0, n), signature })),
      );
      const slow = encodeFunctionData({
        abi: abis.meterGateway,
        functionName: "submitReports",
        args: [sizes.map((n) => ({ unit: key.address, readings: plain.slice(0, n), signature: hex(signature) }))],
      });
      expect(fast).to.equal(slow);
      expect((fast.length - 2) / 2).to.equal(4 + 64 + sizes.reduce((sum, n) => sum + batchBytes(n), 0));
    }
  });
});

describe("senderKey", () => {
  const secret = Buffer.alloc(32, 9);
  const account = privateKeyToAccount(hex(secret));
  it("signs the transactions that viem signs, byte for byte", async () => {
    const sender = senderKey(secret, domain.chainId, domain.gateway);
    expect(sender.address).to.equal(account.address.toLowerCase());
    for (const [nonce, length] of [0, 1, 127, 128, 256, 70_000].flatMap((n) =>
      [0, 1, 55, 56, 300, 120_000].map((l) => [n, l] as const),
    )) {
      const data = Buffer.alloc(length, 7);
      const wanted = await account.signTransaction({
        type: "legacy",
        chainId: domain.chainId,
        to: domain.gateway,
        gasPrice: 0n,
        gas: 21_000n,
        nonce,
        data: hex(data),
      });
      const { raw, hash } = sender.sign({ nonce, data, gas: 21_000n });
      expect({ raw: hex(raw), hash }).to.deep.equal({ raw: wanted, hash: keccak256(wanted) });
    }
  });
});
