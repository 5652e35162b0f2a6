import { type Hex, hexToBytes, keccak256 } from "viem";

const BITS = 2_048;

/** Bit positions of addresses and topics, as blocks' log filters have them (Yellow Paper, 4.3.1, M3:2048). */
const known = new Map<string, readonly [number, number, number]>();
const MOST_KNOWN = 20_000;

function positions(value: string): readonly [number, number, number] {
  let found = known.get(value);
  if (found === undefined) {
    const hash = hexToBytes(keccak256(value as Hex));
    const bit = (at: number): number => ((((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & (BITS - 1)) >>> 0;
    found = [bit(0), bit(2), bit(4)];
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(value, found);
  }
  return found;
}

/** The filter of a block's logs: equal to the header's `logsBloom` exactly when (but for collisions) no log is missing. */
export class Bloom {
  readonly #bytes = new Uint8Array(BITS / 8);

  add(value: string): void {
    for (const bit of positions(value)) {
      const at = BITS / 8 - 1 - (bit >> 3);
      this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (bit & 7));
    }
  }

  /** As headers hold it. */
  get hex(): string {
    return `0x${Buffer.from(this.#bytes).toString("hex")}`;
  }

  /** Whether this is the filter of a header. */
  equals(hex: string): boolean {
    return this.hex === hex;
  }
}

/** Whether a block with this filter, as headers hold it, may have logs with this address or topic: false is certain. */
export function mayHold(hex: string, value: string): boolean {
  return positions(value).every(
    (bit) => ((parseInt(hex.charAt(hex.length - 1 - (bit >> 2)), 16) >> (bit & 3)) & 1) === 1,
  );
}
