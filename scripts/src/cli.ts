// The command line's entry: it finds the commands and shows errors, nothing else. A command is a file in commands/,
// named as the command, that exports `register(program)`; what it needs is imported when it runs, so that help is quick.
import { readdirSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import pc from "picocolors";
import packageJson from "../../package.json" with { type: "json" };
import { CommandError, describeError } from "./lib/errors.ts";
import { examples, groups, sortCommands } from "./lib/help.ts";

const names = readdirSync(path.join(import.meta.dirname, "commands"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => path.basename(file, ".ts"));

function createProgram(): Command {
  const program = new Command("powerchain")
    .description("A neighbourhood stores its energy in shared batteries and trades it, on its own chain.")
    .usage("COMMAND [options]")
    .version(packageJson.version)
    .option("--debug", "show where an error came from")
    .showSuggestionAfterError()
    .showHelpAfterError("Add --help to see what can be given.")
    .configureOutput({
      outputError: (text, write) =>
        write(text.replace(/^error: (.)/, (_, first: string) => `${pc.red("Error:")} ${first.toUpperCase()}`)),
    })
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpCommand(
      new Command("help").argument("[command]").description("what a command does").helpGroup(groups.develop),
    )
    .exitOverride();
  return examples(program, {
    start: "a small community on a chain inside this program",
    "COMMAND --help": "what a command does, with examples",
  });
}

async function main(): Promise<void> {
  const program = createProgram();
  const wanted = process.argv.slice(2).find((word) => !word.startsWith("-"));
  const load = wanted !== undefined && names.includes(wanted) ? [wanted] : names;
  for (const name of load) {
    const module = (await import(`./commands/${name}.ts`)) as { register(program: Command): void | Promise<void> };
    await module.register(program);
  }
  sortCommands(program);
  if (process.argv.length <= 2) program.help();
  await program.parseAsync();
}

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
    return;
  }
  const { message, hint, retry } = describeError(error);
  process.stderr.write(`${pc.red("Error:")} ${message}\n`);
  if (hint !== undefined) process.stderr.write(`${hint}\n`);
  if (retry) process.stderr.write("Trying again may help.\n");
  if (process.argv.includes("--debug")) {
    process.stderr.write(`${error instanceof Error ? error.stack : "no stack"}\n`);
  } else if (!(error instanceof CommandError)) {
    process.stderr.write("Run the command again with --debug to see where this came from.\n");
  }
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
}

// `./powerchain … | head` closes the pipe early: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await main();
} catch (error) {
  fail(error);
}
