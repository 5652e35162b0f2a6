import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { sign, verify } from "hono/jwt";
import { type Hex, getAddress, recoverMessageAddress } from "viem";
import { createSiweMessage, parseSiweMessage } from "viem/siwe";
import type { Store } from "../store/store.ts";
import type { Caller, Community, Env, Server } from "./context.ts";
import { ApiProblem, answerProblem } from "./problem.ts";

export const TOKEN_SECONDS = 3_600;
const NONCE_SECONDS = 300;
const RANDOM_DIGITS = 24;
const UNTIL_DIGITS = 8;

/** The server's own secret, made once and kept beside the index. */
export async function tokenSecret(store: Store): Promise<string> {
  await store.change("INSERT INTO secrets (name, value) VALUES ('tokens', ?) ON CONFLICT (name) DO NOTHING", [
    randomBytes(32).toString("hex"),
  ]);
  const [row] = await store.all<{ value: string }>("SELECT value FROM secrets WHERE name = 'tokens'");
  if (row === undefined) throw new Error("The secret that signs tokens could not be kept.");
  return row.value;
}

/**
 * Nonces of sign-in messages; each serves once. Nothing is kept of those given out, so that nobody can crowd out others by asking
 * for many: they carry their end and this process's mark. Kept are those that a signature has used, until their end.
 */
export class Nonces {
  readonly #key = randomBytes(32);
  readonly #used = new Map<string, number>();

  give(now: number): string {
    const until = (now + NONCE_SECONDS).toString(16).padStart(UNTIL_DIGITS, "0");
    const begun = randomBytes(RANDOM_DIGITS / 2).toString("hex") + until;
    return begun + this.#mark(begun);
  }

  /** Whether it was given out, not long ago, and not used before. */
  use(nonce: string, now: number): boolean {
    const begun = nonce.slice(0, RANDOM_DIGITS + UNTIL_DIGITS);
    const [mark, right] = [Buffer.from(nonce.slice(begun.length)), Buffer.from(this.#mark(begun))];
    const until = Number.parseInt(begun.slice(RANDOM_DIGITS), 16);
    if (mark.length !== right.length || !timingSafeEqual(mark, right) || until < now || this.#used.has(nonce))
      return false;
    for (const [old, end] of this.#used) if (end < now) this.#used.delete(old);
    this.#used.set(nonce, until);
    return true;
  }

  #mark(begun: string): string {
    return createHmac("sha256", this.#key).update(begun).digest("hex").slice(0, 32);
  }
}

/** The EIP-4361 message for one account to sign. `origin` is the page that asks. */
export function signInMessage(community: Community, address: string, origin: URL, nonces: Nonces, now: number) {
  const nonce = nonces.give(now);
  const expiresAt = now + NONCE_SECONDS;
  const message = createSiweMessage({
    address: getAddress(address),
    chainId: community.chainId,
    domain: origin.host,
    uri: origin.origin,
    nonce,
    version: "1",
    issuedAt: new Date(now * 1_000),
    expirationTime: new Date(expiresAt * 1_000),
    statement: `Show me my readings and statements in ${community.title}. This costs nothing and changes nothing.`,
  });
  return { message, nonce, expiresAt };
}

/** The account that signed the message. @throws ApiProblem when it is not one of ours, or not signed by it */
export async function checkSignIn(
  community: Community,
  { message, signature }: { message: string; signature: string },
  host: string,
  nonces: Nonces,
  now: number,
): Promise<string> {
  const fields = parseSiweMessage(message);
  const refuse = (why: string): ApiProblem =>
    new ApiProblem(
      401,
      `The signed message is not valid: ${why}.`,
      "Ask for a new message (GET /sign-in) and sign exactly that.",
    );
  if (fields.address === undefined || fields.nonce === undefined) throw refuse("it is no EIP-4361 message");
  if (fields.domain !== host) throw refuse(`it is for ${fields.domain ?? "nobody"}, not for ${host}`);
  if (fields.chainId !== community.chainId) throw refuse("it is for another chain");
  if (fields.expirationTime === undefined || fields.expirationTime.getTime() < now * 1_000)
    throw refuse("it has expired");
  const signer = await recoverMessageAddress({ message, signature: signature as Hex }).catch(() => undefined);
  if (signer?.toLowerCase() !== fields.address.toLowerCase()) throw refuse("the signature is not the account's");
  if (!nonces.use(fields.nonce, now)) throw refuse("its nonce was used before, or is too old");
  return signer.toLowerCase();
}

export async function makeToken(
  { secret }: Server,
  community: Community,
  account: string,
  now: number,
): Promise<string> {
  return sign({ sub: account, aud: community.name, exp: now + TOKEN_SECONDS }, secret, "HS256");
}

/** Who asks: from `Authorization: Bearer …`. A token that is wrong is an error even where none is needed. */
export function readToken({ secret }: Server): MiddlewareHandler<Env> {
  return async (c, next) => {
    const header = c.req.header("authorization");
    if (header !== undefined) {
      const caller = await callerOf(header, secret, c.req.param("community") ?? "");
      if (caller === undefined) {
        return answerProblem(
          c,
          new ApiProblem(401, "The token is not valid (any more).", "Sign in again: GET /sign-in."),
        );
      }
      c.set("caller", caller);
    }
    return next();
  };
}

async function callerOf(header: string, secret: string, community: string): Promise<Caller | undefined> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header)?.[1];
  if (token === undefined) return undefined;
  try {
    const { sub, aud } = await verify(token, secret, "HS256");
    return typeof sub === "string" && aud === community ? { account: sub, community } : undefined;
  } catch {
    return undefined;
  }
}
