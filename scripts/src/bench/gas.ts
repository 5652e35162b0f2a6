import { ensureCompiled } from "../deploy/compile.ts";
import { reportResults } from "../lib/output.ts";
import { measureEnergyGas } from "./gasEnergy.ts";
import { measureMarketGas } from "./gasMarket.ts";

/** Prints gas beside its budget, and fails when a budget is missed. */
export async function benchGas({ json }: { json?: string }): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  await ensureCompiled(say);
  reportResults([...(await measureEnergyGas(say)), ...(await measureMarketGas(say))], { json });
}
