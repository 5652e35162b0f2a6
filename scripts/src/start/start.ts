import { type PowerChain, createPowerChain } from "@powerchain/sdk";
import pc from "picocolors";
import { type Transport, custom } from "viem";
import { type EmbeddedChain, startEmbeddedChain } from "../chain/embedded.ts";
import { ensureCompiled } from "../deploy/compile.ts";
import { deployCommunity } from "../deploy/deployCommunity.ts";
import { formatTable } from "../lib/output.ts";
import { withProgress } from "../lib/progress.ts";
import { runUntilSignal } from "../network/serviceShell.ts";
import { follow } from "./follow.ts";
import { foundCommunity } from "./found.ts";
import { Narrator } from "./narrator.ts";
import { type People, demoPeople, everybody, namesOf } from "./people.ts";

export interface StartOptions {
  rpcPort: number;
}

type Close = () => Promise<void> | void;

const BLOCK_SECONDS = 1;

/** `powerchain start`: a community on a chain in this process, until Ctrl-C. Nothing is kept. */
export async function start(options: StartOptions): Promise<void> {
  const opened: Close[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    await open(options, opened);
    await runUntilSignal("start", async () => {
      print("\nStopping …");
      await closeAll();
    });
    print("Stopped. Nothing was kept.");
  } finally {
    await closeAll();
  }
}

/** Starts the parts one after the other; what must be closed at the end is noted at once. */
async function open({ rpcPort }: StartOptions, opened: Close[]): Promise<void> {
  const people = demoPeople();
  await withProgress("Compile the contracts", ensureCompiled);
  const chain = await withProgress("Start the chain", () => startEmbeddedChain({ rpcPort }));
  opened.push(() => chain.close());
  const transport = custom(chain.provider as never, { retryCount: 0 });
  const community = await withProgress("Deploy the contracts", (say) => deploy(transport, people, say));
  await withProgress("Found the community", (say) => foundCommunity(community, people, say));
  await chain.makeBlocksEvery(BLOCK_SECONDS);
  introduce(chain, people);
  const narrator = new Narrator(namesOf(people));
  const following = await follow(community.publicClient, community.addresses, narrator, print);
  opened.push(() => following.stop());
}

async function deploy(transport: Transport, people: People, say: (text: string) => void): Promise<PowerChain> {
  const { manifest } = await deployCommunity({
    network: "embedded",
    transport,
    deployer: people.voters[0].account,
    pollingInterval: 10,
    onProgress: (done, of) => say(`${done} of ${of}`),
  });
  return createPowerChain({ manifest, transport, pollingInterval: 10 });
}

const roles = { voter: "voter", banker: "banker", storageProvider: "storage provider", resident: "resident" } as const;

function introduce(chain: EmbeddedChain, people: People): void {
  const rows = everybody(people).map(({ name, role, account, privateKey }) => [
    name,
    roles[role],
    account.address,
    privateKey,
  ]);
  print(`\n${formatTable(["name", "role", "address", "private key (for trying only: everybody knows it)"], rows)}`);
  print(`\nJSON-RPC   ${pc.cyan(chain.rpcUrl ?? "")}   chain id ${chain.chainId}, gas costs nothing`);
  print("\nCtrl-C ends it. What happens:\n");
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
