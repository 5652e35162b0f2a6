import { type PowerChain, parseParameter } from "@powerchain/sdk";
import { voters } from "./people.ts";

type Three = [PowerChain, PowerChain, PowerChain];

const asVoters = (chain: PowerChain): Three => voters.map(({ account }) => chain.as(account)) as Three;

/** Gives a fresh community, whose first voter set up all the rest alone, more voters. */
export async function foundDemo(chain: PowerChain): Promise<void> {
  const [first, second, third] = asVoters(chain);
  await first.governance.addVoter({ voter: second.account as `0x${string}` });
  await first.governance.addVoter({ voter: third.account as `0x${string}` });
  await second.governance.addVoter({ voter: third.account as `0x${string}` });
}

/** Gives the voters something to decide on: when the past is over, so that it is open for the whole voting period. */
export async function propose(chain: PowerChain): Promise<void> {
  const [, , third] = asVoters(chain);
  await third.governance.setParameter({ name: "F", value: parseParameter("F", "25 %") });
}
