import { readdirSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

/** `bench NAME`: each is a file in bench/ that exports `register(bench)`. */
export async function register(program: Command): Promise<void> {
  const bench = program
    .command("bench")
    .helpGroup(groups.measure)
    .summary("measure what things cost, against their budgets")
    .description(
      "Measures, prints a table, and fails when a figure misses its limit. A missed figure stays in the table.",
    );
  const folder = path.join(import.meta.dirname, "bench");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const module = (await import(path.join(folder, file))) as { register(bench: Command): void };
    module.register(bench);
  }
  examples(bench, { "bench gas": "the gas of every command", "bench gas --json gas.json": "the same, as a file" });
}
