import type { LocalAccount } from "viem";
import pc from "picocolors";
import { CommandError } from "../lib/errors.ts";
import { printTable, writeJson } from "../lib/output.ts";
import { readArguments, usage } from "./arguments.ts";
import { type CommandMethod, commandMethods } from "./commands.ts";
import { type Community, type CommunityOptions, refusalsInWords, withCommunity } from "./connect.ts";
import { type Answer, type ReadMethod, readMethods } from "./reads.ts";
import { type Format, showEvent, shown } from "./show.ts";

interface CallOptions extends CommunityOptions {
  json?: string;
}

/** `powerchain call --list` */
export function listMethods(): void {
  const commands = Object.entries(commandMethods).map(([name, { args, who, about }]) => [
    name,
    usage(args),
    who,
    about,
  ]);
  const reads = Object.entries(readMethods).map(([name, { args, about }]) => [name, usage(args), "anyone", about]);
  printTable(["command", "arguments", "as", ""], commands);
  process.stdout.write("\n");
  printTable(["read", "arguments", "as", ""], reads);
  process.stdout.write(
    "\nAmounts are in kWh, kW, ENT, EUR and EUR/ENT; an ACCOUNT is an address, the name of a demo account, or a key file.\n",
  );
}

/** `powerchain call METHOD ARGS`: sends a command, or reads, and shows what came of it. */
export async function runCall(name: string, texts: string[], options: CallOptions): Promise<void> {
  const method = findMethod(name);
  const values = await readArguments(name, method.args, texts);
  if (method.kind === "command" && options.as === undefined) {
    throw new CommandError(`${name} is a command: somebody must send it (${method.who}).`, {
      hint: `Add --as and a demo account's name or a key file. Write: ./powerchain call ${name} ${usage(method.args)} --as ACCOUNT`,
    });
  }
  const result = await withCommunity(options, async (community) =>
    method.kind === "read" ? await read(method, values, community) : await send(method, values, community),
  );
  if (options.json !== undefined) writeJson(options.json, result);
}

/** @throws CommandError naming the methods that are spelled alike */
function findMethod(name: string): CommandMethod | ReadMethod {
  const methods: Record<string, CommandMethod | ReadMethod> = { ...commandMethods, ...readMethods };
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (found !== undefined) return found;
  const like = Object.keys(methods).filter((method) => method.toLowerCase().includes(name.toLowerCase()));
  throw new CommandError(`There is no method "${name}".`, {
    hint: like.length > 0 ? `Did you mean: ${like.join(", ")}?` : "See them all with: ./powerchain call --list",
  });
}

async function read(
  method: ReadMethod,
  values: Record<string, unknown>,
  { chain, target }: Community,
): Promise<object> {
  const { titles, rows, data }: Answer = await method.read(chain, values);
  if (rows.length === 0) process.stdout.write("There are none.\n");
  else if (titles.every((title) => title === "")) printPairs(rows);
  else printTable(titles, rows);
  return { network: target.name, result: data };
}

async function send(
  method: CommandMethod,
  values: Record<string, unknown>,
  { chain, account, target }: Community,
): Promise<object> {
  const sent = await refusalsInWords(
    async () => await chain.send(await method.make(values, { chain, account: account as LocalAccount })),
  );
  const { hash, blockNumber, gasUsed, events, ...result } = sent;
  process.stdout.write(
    `${pc.green("ok")} in block ${blockNumber}, ${gasUsed.toLocaleString("en")} gas, transaction ${hash}\n`,
  );
  const found = result as Record<string, unknown>;
  const given = Object.entries<Format>(method.gives).filter(([name]) => found[name] !== undefined);
  printPairs(given.map(([name, format]) => [name, shown(format, found[name])]));
  for (const event of events) process.stdout.write(`${pc.dim(showEvent(event))}\n`);
  return { network: target.name, transaction: hash, blockNumber, gasUsed, result, events };
}

function printPairs(rows: string[][]): void {
  const width = Math.max(0, ...rows.map(([name]) => name?.length ?? 0));
  for (const [name = "", value = ""] of rows) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
}
