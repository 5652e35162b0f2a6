import { type Address, getAbiItem } from "viem";
import type { SessionKey } from "../commands/pool.ts";
import { abis } from "../contracts.ts";
import type { Batch, Reading } from "../reports.ts";
import { type SessionView, lensReads } from "./lens.ts";
import { readLogs } from "./logs.ts";
import type { ReadContext, Reader } from "./reader.ts";

/** Whose sessions: of a unit, of a consumer, of both, or all. */
export type SessionFilter = Partial<SessionKey>;

const sessionStarted = getAbiItem({ abi: abis.energyPool, name: "SessionStarted" });

export function poolReads(read: Reader, context: ReadContext) {
  const { addresses, publicClient, firstBlock, blockNumber } = context;

  /** Who has ever had a session with which unit, from the events. */
  const sessionKeys = async ({ unit, consumer }: SessionFilter = {}): Promise<SessionKey[]> => {
    const logs = await readLogs(publicClient, {
      address: addresses.energyPool,
      event: sessionStarted,
      args: { unit, consumer },
      from: firstBlock,
      to: blockNumber ?? (await publicClient.getBlockNumber({ cacheTime: 0 })),
    });
    const keys = new Map(logs.map(({ args }) => [`${args.unit} ${args.consumer}`, args]));
    return [...keys.values()].map((args) => ({ unit: args.unit, consumer: args.consumer }));
  };

  return {
    totals: () => read("energyPool", "totals"),
    totalEnt: () => read("energyPool", "totalEnt"),
    /** ENT units. */
    debtOf: (resident: Address) => read("energyPool", "debtOf", resident),
    sessionKeys,
    /** Sessions that still hold something: live, ended or dead. */
    openSessions: async (filter: SessionFilter = {}): Promise<SessionView[]> => {
      const sessions = await lensReads(read).sessions(await sessionKeys(filter));
      return sessions.filter(({ open }) => open);
    },
  };
}

export function gatewayReads(read: Reader) {
  return {
    /** The digest that a unit signs, as the contract computes it; `hashBatch` gives the same without a call. */
    batchDigest: ({ unit, readings }: Omit<Batch, "signature">) =>
      read("meterGateway", "batchDigest", unit, readings as Reading[]),
  };
}
