import { type Chain, defineChain } from "viem";
import type { RuntimeConfig } from "../config/config.ts";

/** The community's chain as wallets want it: 18 native decimals and a short symbol, though nobody ever needs the coin. */
export function communityChain(config: RuntimeConfig): Chain {
  return defineChain({
    id: config.chainId,
    name: config.chainName,
    nativeCurrency: { name: "Community coin", symbol: "PWR", decimals: 18 },
    rpcUrls: { default: { http: [rpcAddress(config)] } },
  });
}

/** The node's address; a path ("/rpc") is one on the panel's own server. */
export function rpcAddress(config: RuntimeConfig): string {
  return new URL(config.rpcUrl, window.location.origin).toString();
}
