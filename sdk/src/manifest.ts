import { type Address, type Hex, getAddress, isAddress } from "viem";
import { z } from "zod";
import { type Addresses, contractNames } from "./contracts.ts";

const address = z
  .string()
  .refine((text) => isAddress(text, { strict: false }), "not an address")
  .transform((text): Address => getAddress(text.toLowerCase()));
const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "not 32 bytes in hex")
  .transform((text) => text.toLowerCase() as Hex);

const deployed = z.object({
  address,
  /** Of the transaction that made it. */
  transaction: hash,
  block: z.number().int().nonnegative(),
  /** keccak256 of its code on chain, immutables included. */
  codeHash: hash,
});

/** What a client must know of one community's contracts; written by `powerchain deploy`. */
export const manifestSchema = z.object({
  protocolVersion: z.string(),
  /** The name that the network has on this machine. */
  network: z.string(),
  chainId: z.number().int().positive(),
  /** Tells two chains with the same id apart. */
  genesisHash: hash,
  /** The first voter. */
  deployer: address,
  /** The first block with a contract of this community: events are read from here on. */
  block: z.number().int().nonnegative(),
  contracts: z.object(
    Object.fromEntries(contractNames.map((name) => [name, deployed])) as Record<
      (typeof contractNames)[number],
      typeof deployed
    >,
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A manifest that says something that cannot be. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
  readonly hint = "Write it anew with: ./powerchain deploy --network NAME";
}

/** A manifest from parsed JSON. @throws ManifestError naming every bad field */
export function parseManifest(json: unknown): Manifest {
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new ManifestError(`The deployment manifest is damaged. ${issues.join("; ")}.`);
}

/** Only where the contracts are. */
export function addressesOf(manifest: Manifest): Addresses {
  return Object.fromEntries(contractNames.map((name) => [name, manifest.contracts[name].address])) as Addresses;
}
