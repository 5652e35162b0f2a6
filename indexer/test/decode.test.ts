import { decodeEvent } from "@powerchain/sdk";
import { expect } from "chai";
import { EventDecoder, type RawLog } from "../src/chain/decode.ts";
import { addressesOf } from "@powerchain/sdk";
import { playStory } from "./helpers/story.ts";

describe("EventDecoder", function () {
  this.timeout(240_000);

  it("reads every log as the sdk does, but for the case of addresses", async () => {
    const story = await playStory(4, 250);
    const decoder = new EventDecoder(addressesOf(story.manifest));
    const filter = { fromBlock: "0x0", toBlock: "latest", address: decoder.addresses };
    const logs = (await story.rpc.request({ method: "eth_getLogs", params: [filter] })) as RawLog[];
    const names = new Set<string>();
    for (const log of logs) {
      const { contract, name, args } = decoder.decode(log);
      const theirs = decodeEvent(contract, log as never);
      names.add(`${contract}.${name}`);
      expect(name).to.equal(theirs.name);
      expect(plain(args)).to.equal(plain(theirs.args).toLowerCase());
    }
    expect(names.size).to.be.greaterThan(20);
  });
});

/** Values with their types, so that a number is not taken for a bigint. */
function plain(args: object): string {
  const entries = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries, (_, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  ).toLowerCase();
}
