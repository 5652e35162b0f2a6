import { createHash } from "node:crypto";

// Crockford's base 32: no letter that is mistaken for another, read aloud or typed off paper.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VERSION = "PC1";
/** 100 bits: nobody finds another statement with the same code. */
const DIGEST_LETTERS = 20;

/** JSON with the names of each object in order: the same for the same content. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(",")}}`;
}

interface Coded {
  asOf: { block: number };
}

/** Names and the supplier's tariff are no facts of the chain: a statement stays true when they change. */
const NOT_COVERED = new Set(["label", "title", "tariff", "code"]);

/** The statement's verification code: the block that it is of, and a digest of all that the chain says in it. */
export function codeOf(statement: Coded): string {
  const facts = canonicalJson(strip(statement));
  const digest = createHash("sha256").update(`powerchain statement ${facts}`).digest();
  const letters = base32(BigInt(`0x${digest.toString("hex")}`) >> 156n).padStart(DIGEST_LETTERS, "0");
  return [VERSION, base32(BigInt(statement.asOf.block)), ...(letters.match(/.{4}/g) ?? [])].join("-");
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (NOT_COVERED.has(name) ? [] : [[name, strip(inner)]])),
  );
}

/** The block that a code is of; undefined: it is no code. Letters may be small, and O, I, L stand for 0 and 1. */
export function readCode(text: string): { block: number; code: string } | undefined {
  const code = text.trim().toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const parts = code.split("-");
  const [version, block = "", ...digest] = parts;
  if (version !== VERSION || digest.join("").length !== DIGEST_LETTERS || block.length > 10) return undefined;
  if (![...block, ...digest.join("")].every((letter) => LETTERS.includes(letter))) return undefined;
  const number = [...block].reduce((sum, letter) => sum * 32 + LETTERS.indexOf(letter), 0);
  return Number.isSafeInteger(number) ? { block: number, code } : undefined;
}

function base32(value: bigint): string {
  let text = "";
  for (let rest = value; rest > 0n; rest >>= 5n) text = `${LETTERS[Number(rest & 31n)] ?? ""}${text}`;
  return text === "" ? "0" : text;
}
