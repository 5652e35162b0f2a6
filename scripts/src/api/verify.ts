import { readFileSync } from "node:fs";
import { type StatementFile, identifyStatement } from "@powerchain/indexer";
import { CommandError } from "../lib/errors.ts";
import { type Result, reportResults } from "../lib/output.ts";

export interface VerifyFlags {
  statement?: string;
  account?: string;
  month?: string;
  code?: string;
  community?: string;
  api: string;
  json?: string;
}

interface Verified {
  valid: boolean;
  file: "unaltered" | "different" | null;
  reason: string;
}

/** `powerchain verify` */
export async function runVerify(flags: VerifyFlags): Promise<void> {
  const printed = whatIsPrinted(flags);
  const community = flags.community ?? printed.community ?? (await onlyCommunity(flags.api));
  const query = new URLSearchParams({ account: printed.account, month: printed.month, code: printed.code });
  if (printed.sha256 !== undefined) query.set("sha256", printed.sha256);
  const { valid, file, reason } = (await ask(
    `${flags.api}/v1/${community}/statements/verify?${query.toString()}`,
  )) as Verified;
  const row = (name: string, value: string, ok: boolean): Result => ({ name, value, unit: "", limit: "", ok });
  const results = [row("the chain holds what this code stands for", valid ? "yes" : "no", valid)];
  if (printed.consistent !== undefined) {
    results.push(
      row("the file's figures are those of its code", printed.consistent ? "yes" : "no", printed.consistent),
    );
  }
  if (file !== null) results.push(row("the file is as the server made it", file, file === "unaltered"));
  reportResults(results, { json: flags.json, more: { reason } });
  process.stdout.write(`${reason}\n`);
  if (file === "different") {
    process.stdout.write(
      "A figure in the file was altered, or somebody's name has changed since. Compare it with a fresh one.\n",
    );
  } else if (valid && flags.statement === undefined) {
    process.stdout.write(
      "A code alone says nothing of the figures printed beside it: compare them with a fresh statement.\n",
    );
  }
}

type Printed = Pick<StatementFile, "account" | "month" | "code"> & Partial<StatementFile>;

/** @throws CommandError when neither a file nor all that a printed statement says is given */
function whatIsPrinted({ statement, account, month, code }: VerifyFlags): Printed {
  if (statement === undefined) {
    if (account !== undefined && month !== undefined && code !== undefined) return { account, month, code };
    throw new CommandError("There is nothing to verify.", {
      hint: "Give --statement FILE, or --account, --month and --code as printed on it.",
    });
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(statement);
  } catch (cause) {
    throw new CommandError(`${statement} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  return identifyStatement(bytes);
}

async function onlyCommunity(api: string): Promise<string> {
  const { items } = (await ask(`${api}/v1/communities`)) as { items: { name: string }[] };
  const [first, ...others] = items;
  if (first !== undefined && others.length === 0) return first.name;
  throw new CommandError(`The server has ${items.length} communities: ${items.map(({ name }) => name).join(", ")}.`, {
    hint: "Say which with --community.",
  });
}

async function ask(url: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new CommandError(`No API answers at ${new URL(url).origin}.`, {
      hint: "Start one with ./powerchain api --network NAME, or say where with --api URL.",
      retry: true,
      cause,
    });
  }
  const body = (await response.json().catch(() => ({}))) as { detail?: string; hint?: string };
  if (response.ok) return body;
  throw new CommandError(body.detail ?? `The API answers ${response.status}.`, { hint: body.hint });
}
