import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ContractName } from "@powerchain/sdk";
import type { Abi, Hex } from "viem";
import { CommandError } from "../lib/errors.ts";
import { projectRoot } from "../lib/paths.ts";

const SOLIDITY_NAMES: Record<ContractName, string> = {
  ledger: "Ledger",
  energyToken: "EnergyToken",
  euroToken: "EuroToken",
  governance: "Governance",
  energyPool: "EnergyPool",
  meterGateway: "MeterGateway",
  market: "Market",
  bank: "Bank",
  lens: "Lens",
};

/** What deployment needs of a compiled contract. */
export interface Artifact {
  abi: Abi;
  bytecode: Hex;
  deployedBytecode: Hex;
  /** Where the constructor writes values into the code: byte offsets. */
  immutableReferences: Record<string, { start: number; length: number }[]>;
}

/** @throws CommandError when the contract was not compiled */
export function readArtifact(contract: ContractName): Artifact {
  const name = SOLIDITY_NAMES[contract];
  const file = path.join(projectRoot, "artifacts/contracts", `${name}.sol`, `${name}.json`);
  if (!existsSync(file)) {
    throw new CommandError(`The contract ${name} is not compiled.`, { hint: "Run: npx hardhat build" });
  }
  return JSON.parse(readFileSync(file, "utf8")) as Artifact;
}

/** The code with everything that the constructor fills in blanked, so that two deployments of one contract compare equal. */
export function withoutImmutables(code: Hex, { immutableReferences }: Artifact): string {
  const bytes = Buffer.from(code.slice(2), "hex");
  for (const { start, length } of Object.values(immutableReferences).flat())
    bytes.subarray(start, start + length).fill(0);
  return bytes.toString("hex");
}
