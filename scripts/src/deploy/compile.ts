import { ensureBuilt } from "../lib/built.ts";

/** Compiles the contracts if their sources have changed since they were last compiled; says so before it does. */
export async function ensureCompiled(say?: (text: string) => void): Promise<void> {
  await ensureBuilt(
    {
      name: "contracts",
      title: "Compiling the contracts (about a minute) …",
      sources: ["contracts/**/*.sol", "hardhat.config.ts"],
      output: "artifacts/contracts/Lens.sol/Lens.json",
      command: ["hardhat", "build"],
    },
    say,
  );
}
