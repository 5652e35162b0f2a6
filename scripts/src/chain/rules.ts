/** The rules that the embedded chain shares with the product's own (Geth Clique): Berlin, room for large blocks, no price on gas. */
export const chainRules = {
  type: "edr-simulated",
  chainType: "generic",
  hardfork: "berlin",
  gasPrice: 0,
  minGasPrice: 0,
  blockGasLimit: 1_000_000_000,
  allowBlocksWithSameTimestamp: true,
} as const;

/** Chain id of the embedded chain. */
export const embeddedChainId = 31_337;
