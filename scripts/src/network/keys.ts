import { createHash, randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bytesToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { CommandError } from "../lib/errors.ts";
import { CLEF_RULES } from "./clefRules.ts";

/** Makes the key by which peers know a node (`nodekey`); answers its public half, 128 hex digits. */
export function createNodeKey(folder: string): string {
  const key = bytesToHex(randomBytes(32));
  const { publicKey } = privateKeyToAccount(key);
  writeSecret(path.join(folder, "nodekey"), key.slice(2));
  return publicKey.slice(4);
}

/**
 * Makes a validator's key behind Clef in its folder: master seed, key, rules, and the password that opens them without a person.
 * The light key derivation keeps a seal at milliseconds; the standard one takes longer than a block.
 * @returns the validator's address, in small letters
 */
export async function createValidatorKey(gethDir: string, folder: string): Promise<`0x${string}`> {
  mkdirSync(path.join(folder, "clef"), { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  writeSecret(path.join(folder, "password"), `${password}\n`);
  writeFileSync(path.join(folder, "rules.js"), CLEF_RULES);
  const clef = async (args: string[], answers: number): Promise<string> =>
    await runClef(gethDir, folder, args, `${password}\n`.repeat(answers));
  await clef(["init"], 2);
  const made = await clef(["newaccount"], 2);
  const address = /Generated account (0x[0-9a-fA-F]{40})/.exec(made)?.[1]?.toLowerCase() as `0x${string}` | undefined;
  if (address === undefined)
    throw new CommandError(`Clef made no account in ${folder}: ${made.trim()}`, { retry: true });
  await clef(["attest", createHash("sha256").update(CLEF_RULES).digest("hex")], 1);
  await clef(["setpw", address], 3);
  return address;
}

async function runClef(gethDir: string, folder: string, args: string[], input: string): Promise<string> {
  const flags = ["--suppress-bootwarn", "--configdir", "clef", "--keystore", "keystore", "--lightkdf"];
  const child = spawn(path.join(gethDir, "clef"), [...flags, ...args], { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) =>
    child.on("close", resolve).on("error", () => resolve(null)),
  );
  if (code === 0) return output;
  throw new CommandError(
    `Clef could not ${args[0]} in ${folder}: ${output.trim().split("\n").at(-1) ?? "it did not run"}`,
    {
      hint: `Check that ${path.join(gethDir, "clef")} runs, and that the folder may be written to.`,
    },
  );
}

function writeSecret(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
