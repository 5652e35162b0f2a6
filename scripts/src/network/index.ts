/** What other parts use of the network: everything else here is its own business. */
export { ensureGeth } from "./binaries.ts";
export { initNetwork } from "./init.ts";
export { type ResolvedNetwork, resolveNetwork } from "./resolve.ts";
export { startNetwork } from "./start.ts";
export { destroyNetwork, stopNetwork } from "./stop.ts";
export { DEFAULT_NETWORK, networkExists, networkNames } from "./store.ts";
