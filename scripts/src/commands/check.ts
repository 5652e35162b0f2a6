import { readdirSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

/** `check NAME`: each is a file in check/ that exports `register(check)`. */
export async function register(program: Command): Promise<void> {
  const check = program
    .command("check")
    .helpGroup(groups.measure)
    .summary("long checks with a report: faults, random streams, days of use")
    .description("Puts a part through much, prints a table, and fails when something is not as it must be.");
  const folder = path.join(import.meta.dirname, "check");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const module = (await import(path.join(folder, file))) as { register(check: Command): void };
    module.register(check);
  }
  examples(check, { "check network --minutes 10 --seed 1": "power cuts, frozen and lost programs, a wrong clock" });
}
