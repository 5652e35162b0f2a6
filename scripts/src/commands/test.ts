import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("test")
    .helpGroup(groups.develop)
    .summary("run the tests")
    .description("Runs the test suites one after the other and ends with a line of how many passed and failed.")
    .argument("[suites...]", "only these (see --list)")
    .option("--list", "show the suites and what they need")
    .action(async (suites: string[], options: { list?: boolean }) => {
      const { listSuites, runTests } = await import("../test/run.ts");
      await (options.list === true ? listSuites() : runTests(suites));
    });
  examples(command, {
    test: "everything, as on the build server",
    "test contracts sdk": "two suites",
    "test --list": "the suites, and what each needs",
  });
}
