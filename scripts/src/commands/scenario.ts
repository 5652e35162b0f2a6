import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

interface Options {
  network: string;
  json?: string;
  realTime: boolean;
  quiet: boolean;
}

export function register(program: Command): void {
  const command = program
    .command("scenario")
    .helpGroup(groups.measure)
    .summary("play a story on a chain and check how it comes out")
    .description(
      "Plays scenario files: commands, and what must be true after them (docs/scenarios.md). Each file gets contracts of its own.\nIt prints a line a step and stops a file at the first difference; the exit code is 1 when there was one.",
    )
    .argument("<files...>", "scenario files (YAML)")
    .option("-n, --network <name>", "embedded, a network of this machine, or the URL of a node", "embedded")
    .option("--json <file>", "write each step's transaction, gas and outcome")
    .option("--real-time", "on a live chain, wait as long as the story does", false)
    .option("-q, --quiet", "no line a step", false)
    .action(async (files: string[], options: Options) => {
      const { runScenarios } = await import("../scenario/run.ts");
      await runScenarios(files, options);
    });
  examples(command, {
    "scenario test/scenarios/thesis-chapter-6.yaml": "the thesis's own story, on a chain inside this program",
    "scenario story.yaml --network geth": "on the network of this machine",
    "scenario story.yaml --network geth --real-time": "with its waits",
    "scenario test/scenarios/*.yaml --quiet": "all of them, a line each",
  });
}
