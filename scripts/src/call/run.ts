import { type Manifest, createPowerChain, findContractError } from "@powerchain/sdk";
import pc from "picocolors";
import type { LocalAccount } from "viem";
import { resolveAccount } from "../deploy/accounts.ts";
import { readManifest } from "../deploy/manifestFile.ts";
import { EMBEDDED, type Target, openTarget } from "../deploy/target.ts";
import { CommandError } from "../lib/errors.ts";
import { printTable, writeJson } from "../lib/output.ts";
import { readArguments, usage } from "./arguments.ts";
import { type CommandMethod, commandMethods } from "./commands.ts";
import { type Answer, type ReadMethod, readMethods } from "./reads.ts";
import { type Format, nameOf, showEvent, shown } from "./show.ts";

export interface CallOptions {
  network: string;
  as?: string;
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
  const account = options.as === undefined ? undefined : await resolveAccount(options.as);
  if (method.kind === "command" && account === undefined) {
    throw new CommandError(`${name} is a command: somebody must send it (${method.who}).`, {
      hint: `Add --as and a demo account's name or a key file. Write: ./powerchain call ${name} ${usage(method.args)} --as ACCOUNT`,
    });
  }
  if (options.network === EMBEDDED) {
    throw new CommandError("The embedded chain ends with its command, so nothing is deployed on it to call.", {
      hint: "Start one that stays (./powerchain start) and give its URL, or name a network: --network geth",
    });
  }
  const target = await openTarget(options.network);
  try {
    const result =
      method.kind === "read"
        ? await read(method, values, target, options)
        : await send(method, values, target, account as LocalAccount, options);
    if (options.json !== undefined) writeJson(options.json, result);
  } finally {
    await target.close();
  }
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

function openChain(target: Target, account?: LocalAccount) {
  const manifest: Manifest = readManifest(target.name);
  const { transport, pollingInterval, simulateAt } = target;
  return createPowerChain({ manifest, transport, pollingInterval, simulateAt, account });
}

async function read(
  method: ReadMethod,
  values: Record<string, unknown>,
  target: Target,
  options: CallOptions,
): Promise<object> {
  const chain = openChain(target);
  await requireSameChain(chain, options.network);
  const { titles, rows, data }: Answer = await method.read(chain, values);
  if (rows.length === 0) process.stdout.write("There are none.\n");
  else if (titles.every((title) => title === "")) printPairs(rows);
  else printTable(titles, rows);
  return { network: target.name, result: data };
}

async function send(
  method: CommandMethod,
  values: Record<string, unknown>,
  target: Target,
  account: LocalAccount,
  options: CallOptions,
): Promise<object> {
  const chain = openChain(target, account);
  await requireSameChain(chain, options.network);
  const sent = await refusalsInWords(async () => await chain.send(await method.make(values, { chain, account })));
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

/** What the contracts refuse is no fault of this program: said by its name, in words, with names for demo accounts. */
async function refusalsInWords<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const refused = findContractError(error);
    if (refused === undefined) throw error;
    const { sentence, next } = refused.explain(nameOf);
    throw new CommandError(`${refused.errorName}: ${sentence}`, { hint: next, cause: error });
  }
}

function printPairs(rows: string[][]): void {
  const width = Math.max(0, ...rows.map(([name]) => name?.length ?? 0));
  for (const [name = "", value = ""] of rows) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
}

/** A network that was made anew has the old manifest still: its addresses are empty there. */
async function requireSameChain(chain: ReturnType<typeof openChain>, network: string): Promise<void> {
  const genesis = await chain.publicClient.getBlock({ blockNumber: 0n });
  if (genesis.hash === chain.manifest.genesisHash) return;
  throw new CommandError(`"${network}" is another chain than the one that the manifest was written for.`, {
    hint: `Deploy on it with: ./powerchain deploy --network ${network}`,
  });
}
