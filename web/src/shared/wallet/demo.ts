import type { DemoPerson, RuntimeConfig } from "../config/config.ts";
import type { DemoWallet } from "./demoWallet.ts";

let wallet: DemoWallet | undefined;

/** Announces the demo wallet where the community has demo people; everywhere else its code is not even loaded. */
export async function startDemo(config: RuntimeConfig): Promise<void> {
  if (config.demo === null) return;
  const { announceDemoWallet } = await import("./demoWallet.ts");
  wallet = announceDemoWallet(config, config.demo.accounts);
}

export function chooseDemoPerson(person: DemoPerson): void {
  wallet?.choose(person);
}
