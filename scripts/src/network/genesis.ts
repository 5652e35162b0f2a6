export interface GenesisOptions {
  chainId: number;
  blockTimeS: number;
  epochBlocks: number;
  gasLimit: number;
  /** Seconds since 1970. */
  createdAt: number;
  validators: readonly string[];
}

const VANITY_BYTES = 32;
const SEAL_BYTES = 65;

/**
 * The extra data of a Clique genesis block (EIP-225): 32 bytes of nothing, the validators' addresses ascending, 65 bytes of nothing.
 * @throws RangeError when there is no validator, or one twice
 */
export function extraData(validators: readonly string[]): `0x${string}` {
  const sorted = validators.map((address) => address.toLowerCase().replace(/^0x/, "")).sort();
  if (sorted.length === 0) throw new RangeError("a Clique genesis block needs a validator");
  const wrong = sorted.find((address) => !/^[0-9a-f]{40}$/.test(address));
  if (wrong !== undefined) throw new RangeError(`0x${wrong} is not an address`);
  if (new Set(sorted).size !== sorted.length) throw new RangeError("a validator is listed twice");
  return `0x${"00".repeat(VANITY_BYTES)}${sorted.join("")}${"00".repeat(SEAL_BYTES)}`;
}

/** The addresses that `extraData` holds, ascending; empty when it is not a Clique checkpoint. */
export function validatorsIn(extra: string): `0x${string}`[] {
  const hex = extra.replace(/^0x/, "");
  const inner = hex.slice(VANITY_BYTES * 2, hex.length - SEAL_BYTES * 2);
  if (hex.length < (VANITY_BYTES + SEAL_BYTES) * 2 || inner.length % 40 !== 0) return [];
  return (inner.match(/.{40}/g) ?? []).map((address) => `0x${address}` as const);
}

/**
 * The genesis block for `geth init`. Berlin and no later fork: London's base fee never falls below 7 wei, and Clique
 * refuses Shanghai. Nobody owns anything at first, and nobody needs to: gas has no price.
 */
export function genesis(options: GenesisOptions): object {
  return {
    config: {
      chainId: options.chainId,
      homesteadBlock: 0,
      eip150Block: 0,
      eip155Block: 0,
      eip158Block: 0,
      byzantiumBlock: 0,
      constantinopleBlock: 0,
      petersburgBlock: 0,
      istanbulBlock: 0,
      berlinBlock: 0,
      clique: { period: options.blockTimeS, epoch: options.epochBlocks },
    },
    nonce: "0x0",
    timestamp: `0x${options.createdAt.toString(16)}`,
    extraData: extraData(options.validators),
    gasLimit: `0x${options.gasLimit.toString(16)}`,
    difficulty: "0x1",
    alloc: {},
  };
}
