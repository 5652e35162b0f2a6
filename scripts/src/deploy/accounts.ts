import { existsSync, readFileSync } from "node:fs";
import { type Address, type Hex, type LocalAccount, getAddress, isAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { CommandError } from "../lib/errors.ts";
import { demoAccount } from "./demoAccounts.ts";

/** Names of demo accounts: a letter, then letters, digits, - and _. */
const NAME = /^[A-Za-z][\w-]{0,31}$/;

/**
 * The account that signs: a demo account by its name (A, B, U1 …; everybody knows its key), or a file that holds a private key,
 * as 64 hex digits or as an encrypted keystore whose password is in POWERCHAIN_PASSWORD.
 * @throws CommandError when it is neither
 */
export async function resolveAccount(text: string): Promise<LocalAccount> {
  if (existsSync(text)) return privateKeyToAccount(await readKey(text));
  if (NAME.test(text)) return demoAccount(text);
  throw new CommandError(`"${shown(text)}" names no account.`, {
    hint: "Give the name of a demo account (a letter, then letters and digits), or the path of a file with a key. A key itself does not belong on a command line.",
  });
}

/** A private key typed by mistake is not shown again. */
function shown(text: string): string {
  return /^(0x)?[0-9a-fA-F]{64}$/.test(text) ? "(a private key)" : text;
}

/** The address that a text means: an address itself, or an account as above. */
export async function resolveAddress(text: string): Promise<Address> {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) {
    if (isAddress(text)) return getAddress(text);
    throw new CommandError(`${text} is not an address: its capital letters do not fit.`, {
      hint: "Check it for a typing error, or write it in small letters.",
    });
  }
  return (await resolveAccount(text)).address;
}

async function readKey(file: string): Promise<Hex> {
  const text = readFileSync(file, "utf8").trim();
  const hex = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text)?.[1];
  if (hex !== undefined) return `0x${hex}`;
  const password = process.env["POWERCHAIN_PASSWORD"];
  if (!text.startsWith("{")) {
    throw new CommandError(`${file} holds no private key.`, {
      hint: "It should hold 64 hex digits, or an encrypted keystore (JSON).",
    });
  }
  if (password === undefined) {
    throw new CommandError(`${file} is encrypted.`, { hint: "Set POWERCHAIN_PASSWORD to its password." });
  }
  try {
    const { Wallet } = await import("ethers");
    return (await Wallet.fromEncryptedJson(text, password)).privateKey as Hex;
  } catch (cause) {
    throw new CommandError(`${file} could not be opened: ${(cause as Error).message}.`, {
      hint: "Check the password.",
      cause,
    });
  }
}
