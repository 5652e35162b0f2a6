/** What other parts use of the network: everything else here is its own business. */
export { initNetwork } from "./init.ts";
export { resolveNetwork } from "./resolve.ts";
export { ensureRuns, startNetwork } from "./start.ts";
export { stopNetwork } from "./stop.ts";
