import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("lint")
    .helpGroup(groups.develop)
    .summary("check types, code style, contracts and unused code")
    .description("Checks types (tsc), code (ESLint, solhint), format (Prettier) and what nobody uses (knip).")
    .argument("[tools...]", "only these: compile, lockfile, types, eslint, prettier, solhint, knip")
    .option("--fix", "mend what can be mended without thinking")
    .action(async (tools: string[], options: { fix?: boolean }) => {
      const { lint } = await import("../lint/lint.ts");
      await lint(tools, { fix: options.fix ?? false });
    });
  examples(command, {
    lint: "everything",
    "lint --fix": "format, and mend simple findings",
    "lint types": "only the type checker",
  });
}
