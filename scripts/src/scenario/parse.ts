import { type Item, ScenarioFileError, type Text, readYaml } from "./document.ts";
import { parseExpect } from "./parseExpect.ts";
import type { DoStep, ReadingSpec, Scenario, Step, WaitStep } from "./model.ts";
import { Names } from "./names.ts";
import { type CommandName, type CommandSpec, commandTable, isCommand } from "./table.ts";
import { parseDuration } from "@powerchain/sdk";
import { checkKind } from "./values.ts";

/**
 * Reads a scenario file and checks all of it before anything runs.
 * @throws ScenarioFileError naming the line of the first fault
 */
export function parseScenario(source: string): Scenario {
  const root = readYaml(source);
  const fields = root.fields("The scenario", ["name", "voter", "actors", "units", "steps"]);
  const need = (key: string): Item => {
    const item = fields.get(key);
    if (item === undefined)
      throw new ScenarioFileError(1, `The scenario has no "${key}".`, `Add it at the top of the file.`);
    return item;
  };
  const actors = need("actors")
    .list("actors")
    .map((item) => item.text("an actor"));
  const units = (fields.get("units")?.list("units") ?? []).map((item) => item.text("a unit"));
  const voter = need("voter").text("voter");
  const names = new Names(actors, units);
  names.account(voter);
  return {
    name: need("name").text("name").text,
    voter: voter.text,
    actors: actors.map(({ text }) => text),
    units: units.map(({ text }) => text),
    steps: need("steps")
      .list("steps")
      .map((item) => parseStep(item, names)),
  };
}

function parseStep(item: Item, names: Names): Step {
  const keys = item.entries("a step").map(({ key }) => key);
  if (keys.includes("expect")) return parseExpect(onlyKey(item, "expect"), names);
  if (keys.includes("wait")) return parseWait(onlyKey(item, "wait"));
  return parseDo(item, names);
}

function onlyKey(item: Item, key: string): Item {
  const value = item.fields(`A step with "${key}"`, [key]).get(key);
  if (value === undefined) throw new ScenarioFileError(item.line, `The step has no "${key}".`, "Add it.");
  return value;
}

function parseDo(item: Item, names: Names): DoStep {
  const fields = item.fields("A step", ["do", "as", "with", "gives", "fails", "label", "wait", "expect"]);
  const command = fields.get("do")?.text("do");
  if (command === undefined)
    throw new ScenarioFileError(item.line, `The step does nothing.`, `Give it one of: do, wait, expect.`);
  if (!isCommand(command.text)) {
    throw new ScenarioFileError(
      command.line,
      `There is no command "${command.text}".`,
      `Known are: ${Object.keys(commandTable).join(", ")}.`,
    );
  }
  const as = fields.get("as")?.text("as");
  if (as === undefined) throw new ScenarioFileError(item.line, `${command.text} has no "as".`, "Say who sends it.");
  const step: DoStep = {
    kind: "do",
    line: item.line,
    command: command.text,
    as: names.account(as),
    ...parseArguments(command.text, fields.get("with"), item.line, names),
    gives: parseGives(command.text, fields.get("gives")),
    fails: fields.get("fails")?.text("fails").text,
    label: parseLabel(command.text, fields.get("label")?.text("label"), names),
  };
  if (step.fails !== undefined && fields.has("gives")) {
    throw new ScenarioFileError(item.line, "A step that fails gives nothing.", 'Leave out "fails" or "gives".');
  }
  return step;
}

function parseArguments(
  command: CommandName,
  item: Item | undefined,
  line: number,
  names: Names,
): Pick<DoStep, "with" | "readings"> {
  const specs: CommandSpec["with"] = commandTable[command].with;
  const given = item?.fields(command, Object.keys(specs)) ?? new Map<string, Item>();
  const missing = Object.keys(specs).find((name) => specs[name]?.optional === undefined && !given.has(name));
  if (missing !== undefined) {
    throw new ScenarioFileError(
      item?.line ?? line,
      `${command} has no "${missing}".`,
      `It takes: ${Object.keys(specs).join(", ")}.`,
    );
  }
  const readings = given.get("readings")?.list("readings") ?? [];
  // In the table's order, whatever the file's: a ballot's name lists them so.
  const texts = Object.keys(specs).flatMap((name): [string, Text][] => {
    const value = name === "readings" ? undefined : given.get(name)?.text(name);
    return value === undefined ? [] : [[name, value]];
  });
  for (const [name, text] of texts) names.check(specs[name]?.kind ?? "words", text);
  return { with: new Map(texts), readings: readings.map((reading) => parseReading(reading, names)) };
}

function parseReading(item: Item, names: Names): ReadingSpec {
  const fields = item.fields("A reading", ["kind", "resident", "energyKwh", "ago", "seq"]);
  const text = (key: string): Text | undefined => fields.get(key)?.text(key);
  const [kind, energyKwh, resident] = [text("kind"), text("energyKwh"), text("resident")];
  if (kind === undefined || energyKwh === undefined || (resident === undefined && kind.text !== "actual")) {
    throw new ScenarioFileError(
      item.line,
      "A reading lacks something.",
      "It takes kind, resident (but for actual) and energyKwh.",
    );
  }
  if (!["produced", "consumed", "actual"].includes(kind.text)) {
    throw new ScenarioFileError(
      kind.line,
      `There is no reading of kind "${kind.text}".`,
      "Write produced, consumed or actual.",
    );
  }
  if (resident !== undefined) names.check("banker", resident);
  const ago = text("ago");
  if (ago !== undefined) parseAgo(ago);
  return { line: item.line, kind, resident, energyKwh, ago, seq: text("seq") };
}

/** Seconds before the block; negative: ahead of it. @throws ScenarioFileError */
export function parseAgo(ago: Text): bigint {
  const behind = ago.text.replace(/^[-+]/, "");
  const seconds = readDuration({ ...ago, text: behind });
  return ago.text.startsWith("-") ? -seconds : seconds;
}

function parseGives(command: CommandName, item: Item | undefined): Map<string, Text> {
  const kinds: CommandSpec["gives"] = commandTable[command].gives;
  const texts = [...(item?.fields(`What ${command} gives`, Object.keys(kinds)) ?? [])].map(
    ([name, value]): [string, Text] => [name, value.text(name)],
  );
  for (const [name, text] of texts) checkKind(kinds[name] ?? "word", text);
  return new Map(texts);
}

function parseLabel(command: CommandName, label: Text | undefined, names: Names): string | undefined {
  if (label === undefined) return undefined;
  if (command !== "addOrder") {
    throw new ScenarioFileError(label.line, `${command} makes no order.`, "Only addOrder has a label.");
  }
  return names.addLabel(label);
}

function parseWait(item: Item): WaitStep {
  const text = item.text("wait");
  const step = { kind: "wait", line: item.line, text: text.text } as const;
  const clock = /^until\s+([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s*UTC$/.exec(text.text);
  if (clock !== null) {
    const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? "0"].map((part) => BigInt(part ?? "0"));
    return { ...step, wait: { until: (hours ?? 0n) * 3600n + (minutes ?? 0n) * 60n + (seconds ?? 0n) } };
  }
  const seconds = readDuration(text);
  if (seconds < 1n) throw new ScenarioFileError(item.line, "A wait lasts at least one second.", "Leave it out.");
  return { ...step, wait: { seconds } };
}

function readDuration({ text, line }: Text): bigint {
  try {
    return parseDuration(text);
  } catch {
    throw new ScenarioFileError(
      line,
      `"${text}" is not a duration.`,
      'Write it like "2h 1s", "15m", "3d", or "until 00:00 UTC".',
    );
  }
}
