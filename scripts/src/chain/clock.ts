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
 * Blocks are mined one at a time, so commands sent together follow each other. `release` ends that: it mines a block with the
 * time of day (or just after the last block, where that is later), and from there on time runs by itself.
 */
export async function withExactClock(inner: Provider): Promise<{ provider: Provider; release: () => Promise<void> }> {
  const setNext = async (): Promise<void> => {
    const next = Number((await lastBlockTime(inner)) + 1n);
    await inner.request({ method: "evm_setNextBlockTimestamp", params: [next] });
  };
  let turn: Promise<unknown> = setNext();
  let exact = true;
  await turn;
  const mine = async (call: Parameters<Provider["request"]>[0]): Promise<unknown> => {
    try {
      return await inner.request(call);
    } finally {
      if (exact) await setNext();
    }
  };
  const provider: Provider = {
    ...inner,
    request: async (call) => {
      if (!exact || !mining.has(call.method)) return await inner.request(call);
      const mined = turn.then(() => mine(call));
      turn = mined.catch(() => undefined);
      return await mined;
    },
  };
  const release = async (): Promise<void> => {
    await turn;
    exact = false;
    const [last, now] = [await lastBlockTime(inner), BigInt(Math.floor(Date.now() / 1000))];
    await mineBlockAt(inner, now > last ? now : last + 1n);
  };
  return { provider, release };
}
