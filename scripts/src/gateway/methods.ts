/** What residents may ask of the chain. Everything else is refused: what is not listed cannot be forgotten. */
export const allowedMethods: ReadonlySet<string> = new Set([
  "eth_blockNumber",
  "eth_call",
  "eth_chainId",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getBlockReceipts",
  "eth_getBlockTransactionCountByHash",
  "eth_getBlockTransactionCountByNumber",
  "eth_getCode",
  "eth_getLogs",
  "eth_getStorageAt",
  "eth_getTransactionByBlockHashAndIndex",
  "eth_getTransactionByBlockNumberAndIndex",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
  "eth_sendRawTransaction",
  "eth_syncing",
  "net_listening",
  "net_version",
  "web3_clientVersion",
  "web3_sha3",
]);

/** Only over WebSocket. */
export const subscriptionMethods: ReadonlySet<string> = new Set(["eth_subscribe", "eth_unsubscribe"]);

/** Pending transactions are not for subscription: they would tell everybody of orders before they are in a block. */
export const allowedSubscriptions: ReadonlySet<string> = new Set(["newHeads", "logs"]);

/** Calls that make a node work are taken as several of the others by the rate limit. */
const weights: Readonly<Record<string, number>> = {
  eth_call: 2,
  eth_estimateGas: 4,
  eth_feeHistory: 4,
  eth_getBlockReceipts: 10,
  eth_getLogs: 10,
  eth_sendRawTransaction: 2,
};

export function weightOf(method: string): number {
  return weights[method] ?? 1;
}
