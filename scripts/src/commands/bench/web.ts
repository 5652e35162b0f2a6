import type { Command } from "commander";
import { examples } from "../../lib/help.ts";

export function register(bench: Command): void {
  const command = bench
    .command("web")
    .summary("how quickly the panel shows, answers, and follows the chain")
    .description(
      "Builds the panel, serves it by the API beside a chain in this program, and measures it in Chromium: JavaScript to the\nfirst view, largest paint with and without a slowed processor, interaction at 20 trades a second, and how long an event\ntakes from the chain to its figure on screen. Takes about two minutes.",
    )
    .option("--json <file>", "write all figures to a file")
    .action(async (options: { json?: string }) => {
      const { benchWeb } = await import("../../../../web/bench/benchWeb.ts");
      await benchWeb(options);
    });
  examples(command, { "bench web": "print the table", "bench web --json web.json": "and write it to a file" });
}
