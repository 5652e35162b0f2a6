/** Keys on disk: encrypted keystores of version 3 (Web3 Secret Storage), as Geth, Clef and wallets write them. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { decryptKeystoreJson, encryptKeystoreJson, hexlify } from "ethers";
import { MeterError } from "../errors.ts";
import { unitKey, type UnitKey } from "./key.ts";

export interface KeystoreOptions {
  /** Work that guessing the password takes: 2^18 is Geth's standard (about a second), 2^12 its light one. */
  light?: boolean;
}

/** Writes a new keystore; an existing file is never overwritten. */
export async function writeKeystore(
  file: string,
  secret: Uint8Array,
  password: string,
  { light = false }: KeystoreOptions = {},
): Promise<void> {
  if (existsSync(file)) throw new MeterError(`${file} exists already; keys are not overwritten.`);
  const { address } = unitKey(secret);
  const scrypt = light ? { N: 4096, p: 6, r: 8 } : { N: 262_144, p: 1, r: 8 };
  const json = await encryptKeystoreJson({ address, privateKey: hexlify(secret) }, password, { scrypt });
  writeFileSync(file, `${json}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
}

/** @throws MeterError naming the file when it is missing, damaged, or the password is another */
export async function readKeystore(file: string, password: string): Promise<{ key: UnitKey; secret: Uint8Array }> {
  if (!existsSync(file))
    throw new MeterError(`There is no key at ${file}.`, { hint: "Make one with `./powerchain meter init`." });
  let account: { privateKey: string };
  try {
    account = await decryptKeystoreJson(readFileSync(file, "utf8"), password);
  } catch (cause) {
    const wrong = /password/i.test((cause as Error).message);
    throw new MeterError(
      `The key ${file} could not be opened: ${wrong ? "the password is another" : (cause as Error).message}.`,
      { cause },
    );
  }
  const secret = Uint8Array.from(Buffer.from(account.privateKey.slice(2), "hex"));
  return { key: unitKey(secret), secret };
}
