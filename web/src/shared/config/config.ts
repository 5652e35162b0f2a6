// What the panel must know of its community before it can do anything. It comes from the server at run time (/config.json), so
// that one build serves any community; a file that does not fit is named line by line instead of breaking a screen later.
import type { Addresses } from "@powerchain/sdk";
import { z } from "zod/mini";

type Hex = `0x${string}`;
const hex = (digits: number) =>
  z.string().check(z.regex(new RegExp(`^0x[0-9a-fA-F]{${digits}}$`), `must be 0x and ${digits} hexadecimal digits`));
const address = hex(40);

const person = z.object({
  name: z.string(),
  role: z.enum(["resident", "voter", "banker", "storageProvider"]),
  address,
  privateKey: hex(64),
});

const configSchema = z.object({
  community: z.string().check(z.minLength(1)),
  title: z.string(),
  chainId: z.number().check(z.positive()),
  chainName: z.string(),
  genesisHash: hex(64),
  rpcUrl: z.string(),
  api: z.string(),
  contracts: z.object({
    ledger: address,
    energyToken: address,
    euroToken: address,
    governance: address,
    energyPool: address,
    meterGateway: address,
    market: address,
    bank: address,
    lens: address,
  }),
  /** Blocks after which a transaction counts as settled. */
  confirmations: z.number().check(z.positive()),
  /** Seconds; 0: a block comes with each transaction. */
  blockTime: z.number(),
  timeZone: z.string(),
  /** Keys that anyone may use; null in every community but a demo. */
  demo: z.nullable(z.object({ accounts: z.array(person) })),
});

type Parsed = z.infer<typeof configSchema>;
export type DemoPerson = z.infer<typeof person> & { address: Hex; privateKey: Hex };
export type RuntimeConfig = Omit<Parsed, "contracts" | "genesisHash" | "demo"> & {
  contracts: Addresses;
  genesisHash: Hex;
  demo: { accounts: DemoPerson[] } | null;
};

export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Reads and checks the configuration; throws a ConfigError that names everything wrong with it. */
export async function loadConfig(url = "/config.json"): Promise<RuntimeConfig> {
  let answer: unknown;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    answer = await response.json();
  } catch (error) {
    throw new ConfigError([`${url}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return parseConfig(answer);
}

export function parseConfig(answer: unknown): RuntimeConfig {
  const result = configSchema.safeParse(answer);
  if (result.success) return result.data as RuntimeConfig;
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
}
