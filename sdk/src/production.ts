/** What the one word of an EnergyProduced event says (contracts/interfaces/IEnergyPool.sol, Production). */
export interface ProductionFields {
  energyWh: bigint;
  /** Unix seconds. */
  intervalEnd: bigint;
  /** 0: a plain command. */
  sequence: bigint;
  /** ENT units minted to the producer; what paid a debt is not minted. */
  toProducer: bigint;
  /** ENT units minted to the unit's owner. */
  toProvider: bigint;
}

/** Bits of each field, lowest first. */
const layout = [
  ["energyWh", 48n],
  ["intervalEnd", 40n],
  ["sequence", 40n],
  ["toProducer", 64n],
  ["toProvider", 64n],
] as const;

/** Takes a production's word apart. */
export function unpackProduction(word: bigint): ProductionFields {
  const fields = {} as ProductionFields;
  let rest = word;
  for (const [name, bits] of layout) {
    fields[name] = BigInt.asUintN(Number(bits), rest);
    rest >>= bits;
  }
  return fields;
}

/** Puts a production's word together, as the contracts do. */
export function packProduction(fields: ProductionFields): bigint {
  let word = 0n;
  for (const [name, bits] of layout.toReversed()) word = (word << bits) | BigInt.asUintN(Number(bits), fields[name]);
  return word;
}
