import { createConfig, http, type Config } from "wagmi";
import type { RuntimeConfig } from "../config/config.ts";
import { communityChain, rpcAddress } from "./chain.ts";

/** Any wallet that announces itself (EIP-6963) is offered; the demo wallet announces itself in the same way. */
export function createWalletConfig(config: RuntimeConfig): Config {
  const chain = communityChain(config);
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: http(rpcAddress(config), { retryCount: 2, batch: { wait: 10 } }) },
    pollingInterval: 1_000,
    // Reading goes through the API and the community's own node, whatever chain the wallet is on.
    syncConnectedChain: false,
  });
}
