import { z } from "zod";
import { CommandError } from "../lib/errors.ts";

const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/** Everything that can be set on a gateway. */
const schema = z.object({
  /** JSON-RPC of the account node. */
  upstream: z.url({ protocol: /^https?$/ }),
  upstreamWs: z.url({ protocol: /^wss?$/ }).optional(),
  host: z.string().default("127.0.0.1"),
  port: whole(0, 65_535).default(8080),
  /** Web pages that may ask, by commas, or `*`. */
  origins: z.string().default("*"),
  /** Take the resident's address from X-Forwarded-For: only behind a proxy that sets it. */
  trustProxy: z.boolean().default(false),
  maxBodyBytes: whole(1_000, 10_000_000).default(512_000),
  maxBatch: whole(1, 1_000).default(100),
  maxTransactionBytes: whole(200, 131_072).default(65_536),
  maxGas: z.coerce.bigint().default(30_000_000n),
  maxLogBlocks: whole(1, 10_000_000).default(100_000),
  callsPerSecond: whole(1, 100_000).default(200),
  transactionsPerSecond: whole(1, 100_000).default(10),
  maxSockets: whole(1, 100_000).default(1_000),
  maxSocketsPerAddress: whole(1, 10_000).default(20),
  maxSubscriptions: whole(1, 1_000).default(20),
});

export type GatewayOptions = z.infer<typeof schema>;

/** @throws CommandError that names every wrong option */
export function parseGatewayOptions(flags: Record<string, unknown>): GatewayOptions {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `--${path.join(".").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${message}`,
  );
  throw new CommandError(`The gateway cannot start: ${issues.join("; ")}.`, {
    hint: "See ./powerchain gateway --help for what may be given.",
  });
}
