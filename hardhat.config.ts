import { createRequire } from "node:module";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import { chainRules } from "./scripts/src/chain/rules.ts";

const require = createRequire(import.meta.url);
const longCode = process.env["POWERCHAIN_LONG_CODE"] === "true";
const seed = process.env["POWERCHAIN_FUZZ_SEED"];

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
    // Code that counts which of its lines were run, or has mutants inside, is longer than a contract may be, and may never end.
    default: longCode ? { ...chainRules, allowUnlimitedContractSize: true, blockGasLimit: 100_000_000 } : chainRules,
  },
  // The sdk generates the types that are used; a second set would only make compiling slower.
  typechain: { dontOverrideCompile: true },
  // Small in `npm test`; `./powerchain audit invariants` runs them long.
  test: {
    solidity: {
      fuzz: { runs: 256, ...(seed === undefined ? {} : { seed }) },
      invariant: { runs: Number(process.env["POWERCHAIN_INVARIANT_RUNS"] ?? 16), depth: 64 },
    },
  },
  paths: { tests: { mocha: "./test", solidity: "./test/solidity" } },
});
