import type { Provider } from "./provider.ts";

const mining = new Set(["eth_sendTransaction", "eth_sendRawTransaction", "evm_mine", "hardhat_mine", "evm_revert"]);

/** Seconds since 1970 of the last block. */
export async function lastBlockTime(provider: Provider): Promise<bigint> {
  const block = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
    timestamp: string;
  };
  return BigInt(block.timestamp);
}

/** Mines one empty block with exactly this time; it must lie after the last block's. */
export async function mineBlockAt(provider: Provider, time: bigint): Promise<void> {
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [Number(time)] });
  await provider.request({ method: "evm_mine", params: [] });
}

/**
 * A provider on whose chain time is exact: every block is one second after the one before, however long the machine took.
 * Blocks are mined one at a time, so commands sent together follow each other.
 */
export async function withExactClock(inner: Provider): Promise<Provider> {
  const setNext = async (): Promise<void> => {
    const next = Number((await lastBlockTime(inner)) + 1n);
    await inner.request({ method: "evm_setNextBlockTimestamp", params: [next] });
  };
  let turn: Promise<unknown> = setNext();
  await turn;
  const mine = async (call: Parameters<Provider["request"]>[0]): Promise<unknown> => {
    try {
      return await inner.request(call);
    } finally {
      await setNext();
    }
  };
  return {
    ...inner,
    request: async (call) => {
      if (!mining.has(call.method)) return await inner.request(call);
      const mined = turn.then(() => mine(call));
      turn = mined.catch(() => undefined);
      return await mined;
    },
  };
}
