import { createRequire } from "node:module";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers],
  solidity: {
    // The compiler comes from npm (`solc`, pinned to the same version): nothing is downloaded at build time.
    version: "0.8.30",
    path: require.resolve("solc/soljson.js"),
    settings: {
      evmVersion: "berlin",
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000_000 },
    },
  },
  networks: {
    // The rules of the product's own chain (Geth Clique): Berlin, and no price on gas.
    default: {
      type: "edr-simulated",
      chainType: "generic",
      hardfork: "berlin",
      gasPrice: 0,
      minGasPrice: 0,
      blockGasLimit: 1_000_000_000,
      allowUnlimitedContractSize: false,
      allowBlocksWithSameTimestamp: true,
    },
  },
  paths: { tests: { mocha: "./test", solidity: "./test" } },
});
