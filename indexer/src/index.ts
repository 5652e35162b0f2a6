export { type ApiOptions, type RunningApi, type ServedCommunity, startApi } from "./api/start.ts";
export { openApiDocument } from "./api/document.ts";
export type { Tariff } from "./api/context.ts";
export { HttpRpc, type Rpc, RpcError } from "./chain/rpc.ts";
export { type Comparison, type Difference, compareWithChain, snapshotOf } from "./check/compare.ts";
export { ChainMismatchError, CommunityIndex } from "./follow/communityIndex.ts";
export { type CommunitySource, type IndexerOptions, type RunningIndexer, startIndexer } from "./follow/start.ts";
export { openStore } from "./store/open.ts";
export { type Store, StoreLockedError } from "./store/store.ts";
