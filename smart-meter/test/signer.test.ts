import { expect } from "chai";
import type { Address } from "../src/reading/types.ts";
import { batchDigester } from "../src/signing/digest.ts";
import { unitKey, type UnitKey } from "../src/signing/key.ts";
import { Signer, type UnsignedBatch } from "../src/signing/signer.ts";
import { DOMAIN } from "./support/fakeChain.ts";

const resident: Address = `0x${"b1".repeat(20)}`;
const units = [3, 4, 5].map((byte) => unitKey(Buffer.alloc(32, byte)));
const digest = batchDigester(DOMAIN);

const batches = (count: number): UnsignedBatch[] =>
  Array.from({ length: count }, (_, i) => ({
    unit: (units[i % 3] as UnitKey).address,
    readings: [{ kind: "produced", resident, wh: BigInt(i), intervalEnd: 900 * i, sequence: i + 1 }],
  }));
const expected = (wanted: readonly UnsignedBatch[]) =>
  wanted.map(({ unit, readings }, i) => (units[i % 3] as UnitKey).sign(digest(unit, readings)).toString("hex"));
const hex = (signatures: readonly Uint8Array[]) => signatures.map((one) => Buffer.from(one).toString("hex"));

describe("Signer", () => {
  it("signs with each unit's key, few at once as many in its thread, and several askings at a time", async () => {
    const signer = new Signer(units, DOMAIN);
    const askings = [batches(3), batches(700), batches(0), batches(129)];
    const signed = await Promise.all(askings.map((asked) => signer.sign(asked)));
    expect(signed.map(hex)).to.deep.equal(askings.map(expected));
    await signer.close();
  }).timeout(20_000);

  it("begins again after its thread was ended, and says so to who waits for it", async () => {
    const signer = new Signer(units, DOMAIN);
    const waiting = signer.sign(batches(700)).then(
      () => "signed",
      (error: unknown) => (error as Error).message,
    );
    await signer.close();
    expect(await waiting).to.equal("The thread that signs has ended.");
    expect(hex(await signer.sign(batches(200)))).to.deep.equal(expected(batches(200)));
    await signer.close();
  }).timeout(20_000);
});
