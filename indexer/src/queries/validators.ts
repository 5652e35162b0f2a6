import type { Community } from "../api/context.ts";
import type { Validators } from "../api/types.ts";
import { blockItems } from "./explorer.ts";

const LOOK_BACK = 64;
/** Bytes before and after the signers in a checkpoint's extra data (EIP-225). */
const VANITY_DIGITS = 64;
const SEAL_DIGITS = 130;

/** Who seals a Clique chain, by the chain's own blocks; on a chain without seals nobody does. */
export async function validatorsOf(community: Community): Promise<Validators> {
  const { follower, names } = community;
  const blocks = await blockItems(community, follower.index.chainHead, LOOK_BACK);
  const signers = await signersOf(
    community,
    blocks.flatMap(({ sealer }) => sealer ?? []),
  );
  const items = signers.map((address): Validators["items"][number] => {
    const sealed = blocks.filter(({ sealer }) => sealer === address);
    const last = sealed[0];
    const turns = blocks.length / signers.length;
    return {
      address,
      label: names.get(address),
      inTurnShare: turns === 0 ? null : Math.min(1, sealed.length / turns),
      lastSealed: last?.number ?? null,
      lastSealedAt: last?.at ?? null,
      state: last === undefined ? "silent" : "sealing",
    };
  });
  const sealing = items.filter(({ state }) => state === "sealing").length;
  const needed = items.length === 0 ? 0 : Math.floor(items.length / 2) + 1;
  return { items, sealing, needed, words: wordsOf(items.length, sealing, needed) };
}

function wordsOf(all: number, sealing: number, needed: number): string {
  if (all === 0) return "This chain is not sealed by validators.";
  const spare = sealing - needed;
  const may = spare > 0 ? `${spare} may fail` : "none may fail now";
  return `${sealing} of ${all} validator${all === 1 ? " seals" : "s seal"}; ${may}.`;
}

/** The validators in office as the node says; where it does not, those of the first block and those that seal. */
async function signersOf({ follower }: Community, sealers: string[]): Promise<string[]> {
  const { rpc } = follower.index.reader;
  const asked = await rpc.request({ method: "clique_getSigners", params: [] }).catch(() => undefined);
  if (Array.isArray(asked)) return asked.map((address) => String(address).toLowerCase()).sort();
  if (sealers.length === 0) return [];
  const first = (await rpc.request({ method: "eth_getBlockByNumber", params: ["0x0", false] })) as {
    extraData: string;
  };
  const digits = first.extraData.slice(2 + VANITY_DIGITS, -SEAL_DIGITS);
  const early = digits.match(/.{40}/g)?.map((address) => `0x${address.toLowerCase()}`) ?? [];
  return [...new Set([...early, ...sealers])].sort();
}
