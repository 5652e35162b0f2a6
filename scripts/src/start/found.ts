import { type PowerChain, parseParameter } from "@powerchain/sdk";
import { voters } from "./people.ts";

/** Gives a fresh community, whose first voter set up all the rest alone, more voters, and something to decide on. */
export async function foundDemo(chain: PowerChain): Promise<void> {
  const [first, second, third] = voters.map(({ account }) => chain.as(account)) as [PowerChain, PowerChain, PowerChain];
  await first.governance.addVoter({ voter: second.account as `0x${string}` });
  await first.governance.addVoter({ voter: third.account as `0x${string}` });
  await second.governance.addVoter({ voter: third.account as `0x${string}` });
  await third.governance.setParameter({ name: "F", value: parseParameter("F", "25 %") });
}
