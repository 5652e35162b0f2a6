import { type PowerChain, parseEur } from "@powerchain/sdk";
import type { People, Person } from "./people.ts";

/** What each resident paid in by bank before the story begins. */
const DEPOSIT = parseEur("50");

/**
 * Makes the freshly deployed contracts a community: voters, storage units, a banker, and euros in everybody's account. All of it
 * by ballots and the banker, as in any other community.
 */
export async function foundCommunity(chain: PowerChain, people: People, say: (text: string) => void): Promise<void> {
  const [first, ...others] = people.voters;
  const inOffice = [first];
  for (const voter of others) {
    say(`${voter.name} becomes a voter`);
    await decide(chain, inOffice, (as) => as.governance.addVoter({ voter: voter.account.address }));
    inOffice.push(voter);
  }
  for (const { name, account, capacityWh, powerW } of people.units) {
    say(`the battery ${name} is registered`);
    const unit = { unit: account.address, owner: people.provider.account.address, capacityWh, powerW };
    await decide(chain, inOffice, (as) => as.governance.registerStorageUnit(unit));
  }
  say(`${people.banker.name} becomes the banker`);
  await decide(chain, inOffice, (as) => as.governance.changeBanker({ banker: people.banker.account.address }));
  say("euros paid in by bank are credited");
  const banker = chain.as(people.banker.account);
  for (const [i, { account, name }] of people.residents.entries()) {
    await banker.bank.mintEuro({ to: account.address, amount: DEPOSIT, reference: `DEPOSIT-${i + 1} ${name}` });
  }
}

/** As many voters as it takes send the command. */
async function decide(chain: PowerChain, voters: Person[], cast: (as: PowerChain) => Promise<unknown>): Promise<void> {
  const majority = Math.floor(voters.length / 2) + 1;
  for (const { account } of voters.slice(0, majority)) await cast(chain.as(account));
}
