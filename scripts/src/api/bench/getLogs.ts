import { HttpRpc } from "@powerchain/indexer";
import { type Manifest, eventSources, addressesOf } from "@powerchain/sdk";

/** Logs that an answer should have: pages of a few thousand were the quickest. */
const LOGS_A_PAGE = 4_000;
const FIRST_SPAN = 16;
const MOST_BLOCKS = 1_000;

export interface Delivered {
  events: number;
  seconds: number;
  /** The last block that was read. */
  head: number;
}

/** Reads all logs of a community by nothing but eth_getLogs, page after page, and takes the answers' JSON apart. */
export async function deliveredByGetLogs(rpcUrl: string, manifest: Manifest): Promise<Delivered> {
  const rpc = new HttpRpc(rpcUrl);
  const address = eventSources(addressesOf(manifest));
  const head = Number(await rpc.request({ method: "eth_blockNumber" }));
  const begun = performance.now();
  let [events, span] = [0, FIRST_SPAN];
  for (let from = manifest.block; from <= head;) {
    const to = Math.min(head, from + span - 1);
    const filter = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}`, address };
    const logs = (await rpc.request({ method: "eth_getLogs", params: [filter] })) as unknown[];
    events += logs.length;
    from = to + 1;
    span =
      logs.length > LOGS_A_PAGE
        ? Math.max(1, Math.floor((span * LOGS_A_PAGE) / logs.length))
        : Math.min(MOST_BLOCKS, span * 2);
  }
  return { events, seconds: (performance.now() - begun) / 1_000, head };
}
