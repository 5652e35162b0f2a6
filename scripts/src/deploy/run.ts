import { type Manifest, chainOf, contractNames } from "@powerchain/sdk";
import { type LocalAccount, createPublicClient, keccak256 } from "viem";
import pc from "picocolors";
import { CommandError } from "../lib/errors.ts";
import { printTable, writeJson } from "../lib/output.ts";
import { ensureCompiled } from "./compile.ts";
import { type Deployment, deployCommunity } from "./deployCommunity.ts";
import { findManifest, writeManifest } from "./manifestFile.ts";
import { type Target, openTarget } from "./target.ts";

export interface DeployCommandOptions {
  network: string;
  as: string;
  fresh: boolean;
  json?: string;
}

type State = "deployed" | "completed" | "there already";

/** `powerchain deploy`: makes the community's contracts where they are missing, and says what is there. */
export async function runDeploy(options: DeployCommandOptions): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  await ensureCompiled(say);
  const { resolveAccount } = await import("./accounts.ts");
  const deployer = await resolveAccount(options.as);
  const target = await openTarget(options.network);
  try {
    const { manifest, state } = await deployTo(target, deployer, options.fresh, say);
    report(manifest, state, target);
    if (options.json !== undefined) writeJson(options.json, { state, manifest });
  } finally {
    await target.close();
  }
}

/** What is there stays, unless the chain or the contracts have changed since; then a new community is made. */
async function deployTo(
  target: Target,
  deployer: LocalAccount,
  fresh: boolean,
  say: (text: string) => void,
): Promise<{ manifest: Manifest; state: State }> {
  const there = fresh ? undefined : findManifest(target.name);
  if (there !== undefined && (await isThere(target, there, say))) return { manifest: there, state: "there already" };
  say(`Deploying ${contractNames.length} contracts to ${target.name} as ${deployer.address} …`);
  const { manifest, created }: Deployment = await deployCommunity({
    network: target.name,
    transport: target.transport,
    deployer,
    fresh,
    pollingInterval: target.pollingInterval,
  });
  if (target.embedded === undefined) writeManifest(manifest);
  return { manifest, state: stateOf(created.length) };
}

function stateOf(created: number): State {
  if (created === contractNames.length) return "deployed";
  return created > 0 ? "completed" : "there already";
}

/** @throws CommandError when the same chain holds other code than the manifest says */
async function isThere(target: Target, manifest: Manifest, say: (text: string) => void): Promise<boolean> {
  const client = createPublicClient({ chain: chainOf(manifest), transport: target.transport });
  const [chainId, genesis] = await Promise.all([client.getChainId(), client.getBlock({ blockNumber: 0n })]);
  if (chainId !== manifest.chainId || genesis.hash !== manifest.genesisHash) {
    say(`The network "${target.name}" is a new chain since the last deployment; its old manifest is replaced.`);
    return false;
  }
  const codes = await Promise.all(
    contractNames.map((name) => client.getCode({ address: manifest.contracts[name].address })),
  );
  const wrong = contractNames.filter((name, i) => {
    const code = codes[i];
    return code === undefined || keccak256(code) !== manifest.contracts[name].codeHash;
  });
  if (wrong.length === 0) return true;
  throw new CommandError(`On "${target.name}" these contracts are not what the manifest says: ${wrong.join(", ")}.`, {
    hint: `The node may still be catching up; try again later. To make another community: ./powerchain deploy --network ${target.name} --fresh`,
    retry: true,
  });
}

function report(manifest: Manifest, state: State, target: Target): void {
  const words: Record<State, string> = {
    deployed: "A new community was deployed",
    completed: "The deployment that an earlier run began was completed",
    "there already": "The community is there already",
  };
  process.stdout.write(
    `${pc.green("ok")} ${words[state]} on ${manifest.network} (chain ${manifest.chainId}), first voter ${manifest.deployer}.\n`,
  );
  printTable(
    ["contract", "address", { title: "block", align: "right" }, "code hash"],
    contractNames.map((name) => {
      const { address, block, codeHash } = manifest.contracts[name];
      return [name, address, String(block), `${codeHash.slice(0, 18)}…`];
    }),
  );
  if (target.embedded === undefined) {
    process.stdout.write(`Manifest: deployments/${manifest.network}.json\n`);
  } else {
    process.stdout.write("The embedded chain ends with this command, and these contracts with it.\n");
  }
}
