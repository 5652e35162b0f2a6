import type { Command } from "commander";

/** The groups of `./powerchain --help`, in the order shown. A command joins one with `.helpGroup(groups.network)`. */
export const groups = {
  use: "Try it out:",
  community: "Take part:",
  network: "Run a network:",
  measure: "Measure and check:",
  develop: "Develop:",
} as const;

/** Adds examples below a command's help: what to type, and what it does. */
export function examples(command: Command, list: Record<string, string>): Command {
  const width = Math.max(...Object.keys(list).map((line) => line.length));
  const lines = Object.entries(list).map(([line, what]) => `  $ ./powerchain ${line.padEnd(width)}   ${what}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** Sorts commands by group, then name: the help shows them, and their groups, in the order in which they were added. */
export function sortCommands(program: Command): void {
  const order: string[] = Object.values(groups);
  const place = (item: Command): number => {
    const at = order.indexOf(item.helpGroup());
    return at < 0 ? order.length : at;
  };
  (program.commands as Command[]).sort((a, b) => place(a) - place(b) || a.name().localeCompare(b.name()));
}
