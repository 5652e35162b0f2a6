import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("audit")
    .helpGroup(groups.measure)
    .summary("static analysis of the contracts, and of what the project depends on")
    .description(
      "Runs Slither over the contracts (findings of high or medium impact must be explained in contracts/slither.yaml), and looks\nthrough the dependencies: origin, licences, install scripts, known vulnerabilities.",
    )
    .option("--json <file>", "write the results to a file")
    .action(async (options: { json?: string }) => {
      const { audit } = await import("../audit/audit.ts");
      await audit(options);
    });
  examples(command, { audit: "the table", "audit --json audit.json": "the same, as a file" });
}
