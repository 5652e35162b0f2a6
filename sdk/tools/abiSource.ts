import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The contracts of a community, by the names that `Wiring` gives them, and the Solidity contract behind each. */
const CONTRACTS = {
  ledger: "Ledger",
  energyToken: "EnergyToken",
  euroToken: "EuroToken",
  governance: "Governance",
  energyPool: "EnergyPool",
  meterGateway: "MeterGateway",
  market: "Market",
  bank: "Bank",
  lens: "Lens",
} as const;

interface Fragment {
  type: string;
  name?: string;
}

/** The text of `sdk/src/generated/abi.ts`, made from the artifacts of the last `hardhat build`. */
export function abiSource(artifacts: string): string {
  const parts = Object.entries(CONTRACTS).map(([name, contract]) => {
    const lines = abiOf(artifacts, contract).map((fragment) => `  ${JSON.stringify(fragment)},\n`);
    return `export const ${name}Abi = [\n${lines.join("")}] as const;\n`;
  });
  return `// Made from the compiled contracts by \`node sdk/tools/generateAbi.ts\`. Change the contracts, not this file.\n\n${parts.join("\n")}`;
}

/** Sorted by kind and name, so that moving a function in its file changes nothing here. The constructor is deployment's own. */
function abiOf(artifacts: string, contract: string): Fragment[] {
  const file = path.join(artifacts, "contracts", `${contract}.sol`, `${contract}.json`);
  if (!existsSync(file)) throw new Error(`${file} is missing: compile the contracts first (npx hardhat build).`);
  const { abi } = JSON.parse(readFileSync(file, "utf8")) as { abi: Fragment[] };
  const key = (fragment: Fragment): string => `${fragment.type} ${fragment.name ?? ""} ${JSON.stringify(fragment)}`;
  return abi.filter(({ type }) => type !== "constructor").sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
