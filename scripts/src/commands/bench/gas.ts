import type { Command } from "commander";
import { examples } from "../../lib/help.ts";

export function register(bench: Command): void {
  const command = bench
    .command("gas")
    .description("Measures the gas of energy, governance and market commands (total transaction gas, warm accounts).")
    .option("--json <file>", "write the results to a file")
    .action(async (options: { json?: string }) => {
      const { benchGas } = await import("../../bench/gas.ts");
      await benchGas(options);
    });
  examples(command, { "bench gas --json gas.json": "print the table and write it to a file" });
}
