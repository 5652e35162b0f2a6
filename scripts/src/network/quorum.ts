/** What Clique needs of N validators. Nothing here knows a chain; see docs/operations.md for the reasons. */
export interface Quorum {
  validators: number;
  /** Validators that must seal for blocks to come: floor(N/2) + 1. */
  needed: number;
  /** Validators that may fail while blocks still come. */
  mayFail: number;
  /** Blocks to wait until a transaction is taken as settled: Clique has no finality. */
  confirmations: number;
}

export function quorumOf(validators: number): Quorum {
  if (!Number.isInteger(validators) || validators < 1)
    throw new RangeError(`validators must be 1 or more, not ${validators}`);
  const needed = Math.floor(validators / 2) + 1;
  return { validators, needed, mayFail: validators - needed, confirmations: needed };
}

/** What an operator should know before running N validators; empty when there is nothing to say. */
export function quorumWarnings(validators: number): string[] {
  if (validators === 1)
    return ["One validator: when it stops, so does the chain. Three are the fewest that survive a failure."];
  if (validators === 2)
    return ["Two validators: when either stops, so does the chain. That is worse than one; run one or three."];
  if (validators % 2 === 0) {
    const { mayFail } = quorumOf(validators);
    return [
      `${validators} validators tolerate ${mayFail} failed, no more than ${validators - 1} would: an odd number is better.`,
    ];
  }
  return [];
}
