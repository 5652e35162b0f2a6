import { type Command, Option } from "commander";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("test")
    .helpGroup(groups.develop)
    .summary("run the tests")
    .description("Runs the test suites one after the other and ends with a line of how many passed and failed.")
    .argument("[suites...]", "only these (see --list)")
    .option("--list", "show the suites and what they need")
    .addOption(new Option("--jobs <n>", "suites at a time").choices(["1", "2"]).default("1"))
    .action(async (suites: string[], options: { list?: boolean; jobs: string }) => {
      const { listSuites, runTests } = await import("../test/run.ts");
      if (options.list === true) listSuites();
      else await runTests(suites, { jobs: Number(options.jobs) });
    });
  examples(command, {
    test: "everything, as on the build server",
    "test contracts sdk": "two suites",
    "test --list": "the suites, and what each needs",
  });
}
