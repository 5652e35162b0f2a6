import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { spawn } from "node:child_process";
import { pipeline } from "node:stream/promises";
import { CommandError } from "../lib/errors.ts";

/*
 * An encrypted archive: "PCBACKUP1", a salt, a nonce, the encrypted gzipped tar, and a 16-byte tag. The key is scrypt of the password;
 * the cipher is AES-256-GCM, so a wrong password and a changed byte are both found before anything is written.
 */
const MAGIC = Buffer.from("PCBACKUP1");
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = MAGIC.length + SALT_BYTES + NONCE_BYTES;
const SHORTEST_PASSWORD = 10;

async function keyOf(password: string, salt: Buffer): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    scrypt(password, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** @throws CommandError when a password is too short to be one */
export function checkPassword(password: string | undefined): string {
  if (password !== undefined && password.length >= SHORTEST_PASSWORD) return password;
  const what =
    password === undefined
      ? "A backup holds keys and needs a password."
      : `The password has ${password.length} characters; ${SHORTEST_PASSWORD} are the fewest.`;
  throw new CommandError(what, {
    hint: "Set it in the environment as POWERCHAIN_PASSWORD, or give a file that holds it with --password-file.",
  });
}

/** Packs `entries` (paths below `folder`) into an encrypted archive. */
export async function writeArchive(file: string, folder: string, entries: string[], password: string): Promise<void> {
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv("aes-256-gcm", await keyOf(password, salt), nonce);
  const tar = spawn("tar", ["-czf", "-", "-C", folder, ...entries], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = exitOf(tar, "pack");
  const output = createWriteStream(file, { mode: 0o600 });
  output.write(Buffer.concat([MAGIC, salt, nonce]));
  await Promise.all([pipeline(tar.stdout, cipher, output, { end: false }), ended]);
  await new Promise<void>((resolve, reject) => {
    output.on("error", reject);
    output.end(cipher.getAuthTag(), () => resolve());
  });
}

/**
 * Unpacks an archive into `folder`. The whole of it is checked first: nothing is written from one that is damaged.
 * @throws CommandError when it is no backup, was changed, or the password is wrong
 */
export async function readArchive(file: string, folder: string, password: string): Promise<void> {
  const { key, nonce, tag, end } = await openArchive(file, password);
  const decipher = () => createDecipheriv("aes-256-gcm", key, nonce).setAuthTag(tag);
  const body = () => createReadStream(file, { start: HEADER_BYTES, end });
  try {
    await pipeline(body(), decipher(), async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) void chunk;
    });
  } catch (cause) {
    throw new CommandError(`${file} cannot be opened: the password is wrong, or the file was changed.`, {
      hint: "Try the password again, or an older backup.",
      cause,
    });
  }
  const tar = spawn("tar", ["-xzf", "-", "-C", folder], { stdio: ["pipe", "ignore", "pipe"] });
  await Promise.all([pipeline(body(), decipher(), tar.stdin), exitOf(tar, "unpack")]);
}

async function openArchive(
  file: string,
  password: string,
): Promise<{ key: Buffer; nonce: Buffer; tag: Buffer; end: number }> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new CommandError(`There is no file ${file}.`, {
      hint: "Give the path of a file that network backup has written.",
      cause,
    });
  });
  try {
    const { size } = await handle.stat();
    const header = await readAt(handle, 0, HEADER_BYTES);
    if (size < HEADER_BYTES + TAG_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
      throw new CommandError(`${file} is not a backup of this program.`);
    const salt = header.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);
    const tag = await readAt(handle, size - TAG_BYTES, TAG_BYTES);
    return {
      key: await keyOf(password, salt),
      nonce: header.subarray(MAGIC.length + SALT_BYTES),
      tag,
      end: size - TAG_BYTES - 1,
    };
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await handle.read(buffer, 0, length, position);
  return buffer;
}

async function exitOf(child: ReturnType<typeof spawn>, what: string): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  if (code !== 0)
    throw new CommandError(`tar could not ${what} the backup: ${said.trim()}.`, { hint: "Is there room on the disk?" });
}
