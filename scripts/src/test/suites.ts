import { hardhat, lint, mocha, type Runner, vitest } from "./runners.ts";
import type { NeedName } from "./needs.ts";

export interface Suite extends Runner {
  name: string;
  about: string;
  /** Programs that must be on the machine; see needs.ts. */
  needs: NeedName[];
}

/** Every suite of `./powerchain test`, in the order they run: quick and telling first. A suite without a single test fails. */
export const suites: Suite[] = [
  { name: "lint", about: "types, style, format, unused code", needs: [], ...lint() },
  { name: "contracts", about: "behaviour of the contracts", needs: [], ...hardhat("mocha") },
  { name: "solidity", about: "fuzz and invariant tests in Solidity", needs: [], ...hardhat("solidity") },
  { name: "sdk", about: "the typed client", needs: [], ...mocha("sdk/test/**/*.test.ts") },
  {
    name: "scripts",
    about: "the command line, the embedded chain",
    needs: [],
    ...mocha("scripts/test/**/*.test.ts", "--ignore", "scripts/test/network/live/**"),
  },
  {
    name: "network",
    about: "Geth networks through power cuts, hostile requests, backups, votes",
    needs: ["geth", "docker-compose", "prometheus"],
    ...mocha("scripts/test/network/live/**/*.test.ts"),
  },
  {
    name: "smart-meter",
    about: "meter service and models",
    needs: ["mosquitto"],
    ...mocha("smart-meter/test/**/*.test.ts"),
  },
  {
    name: "indexer",
    about: "index and HTTP API",
    needs: ["contracts", "postgresql"],
    ...mocha("indexer/test/**/*.test.ts"),
  },
  { name: "web", about: "the panel's components", needs: [], ...vitest("web") },
  {
    name: "e2e",
    about: "the panel in a browser, on a chain",
    needs: ["chromium", "panel"],
    ...mocha("web/e2e/**/*.test.ts"),
  },
];
