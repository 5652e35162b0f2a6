import { type PowerChain, createPowerChain, findContractError } from "@powerchain/sdk";
import type { LocalAccount } from "viem";
import { resolveAccount } from "../deploy/accounts.ts";
import { readManifest, readManifestFile } from "../deploy/manifestFile.ts";
import { EMBEDDED, type Target, openTarget } from "../deploy/target.ts";
import { CommandError } from "../lib/errors.ts";
import { nameOf } from "./show.ts";

/** Which community, and as whom. */
export interface CommunityOptions {
  network: string;
  /** A demo account's name or a key file; without it nothing can be sent. */
  as?: string;
  /** A manifest's file, of a community that is not the network's own. */
  manifest?: string;
}

/** A community on a chain that runs. */
export interface Community {
  chain: PowerChain;
  account: LocalAccount | undefined;
  target: Target;
}

/**
 * Opens the community of a network that is running, for as long as `work` takes.
 * @throws CommandError when there is none, or when the chain was made anew since it was deployed
 */
export async function withCommunity<Result>(
  { network, as, manifest: file }: CommunityOptions,
  work: (community: Community) => Promise<Result>,
): Promise<Result> {
  const account = as === undefined ? undefined : await resolveAccount(as);
  if (network === EMBEDDED) {
    throw new CommandError("The embedded chain ends with its command, so nothing is deployed on it to call.", {
      hint: "Start one that stays (./powerchain start) and give its URL, or name a network: --network geth",
    });
  }
  const target = await openTarget(network);
  try {
    const { transport, pollingInterval, simulateAt } = target;
    const manifest = file === undefined ? readManifest(target.name) : readManifestFile(file);
    const chain = createPowerChain({ manifest, transport, pollingInterval, simulateAt, account });
    await requireSameChain(chain, network);
    return await work({ chain, account, target });
  } finally {
    await target.close();
  }
}

/** A network that was made anew has the old manifest still: its addresses are empty there. */
async function requireSameChain(chain: PowerChain, network: string): Promise<void> {
  const genesis = await chain.publicClient.getBlock({ blockNumber: 0n });
  if (genesis.hash === chain.manifest.genesisHash) return;
  throw new CommandError(`"${network}" is another chain than the one that the manifest was written for.`, {
    hint: `Deploy on it with: ./powerchain deploy --network ${network}`,
  });
}

/** What the contracts refuse is no fault of this program: said by its name, in words, with names for demo accounts. */
export async function refusalsInWords<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const refused = findContractError(error);
    if (refused === undefined) throw error;
    const { sentence, next } = refused.explain(nameOf);
    throw new CommandError(`${refused.errorName}: ${sentence}`, { hint: next, cause: error });
  }
}
