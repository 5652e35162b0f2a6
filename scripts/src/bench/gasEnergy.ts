import {
  type PowerChain,
  type Reading,
  type Sent,
  createPowerChain,
  readingKinds,
  signBatch,
  parseEnt,
} from "@powerchain/sdk";
import { type LocalAccount, custom } from "viem";
import { startEmbeddedChain } from "../chain/embedded.ts";
import { demoAccount } from "../deploy/demoAccounts.ts";
import { deployCommunity } from "../deploy/deployCommunity.ts";
import type { Result } from "../lib/output.ts";

/** Homes that share a unit in the batch of 32 readings: eight readings of each. */
const HOMES = 4;
const BATCH = 32;
const PAST_BALLOTS = 1_000;
const VOTERS = 7;

interface Community {
  chain: PowerChain;
  voter: LocalAccount;
  unit: LocalAccount;
  homes: LocalAccount[];
}

/** Gas of energy, token and governance commands on a fresh embedded chain, every account warm, held against the budgets. */
export async function measureEnergyGas(say: (text: string) => void): Promise<Result[]> {
  const embedded = await startEmbeddedChain({ clock: "exact" });
  try {
    say("Deploying a community …");
    const voter = demoAccount("A");
    const transport = custom(embedded.provider);
    const { manifest } = await deployCommunity({ network: "bench", transport, deployer: voter, pollingInterval: 5 });
    const chain = createPowerChain({ manifest, transport, account: voter, simulateAt: "pending", pollingInterval: 5 });
    const homes = Array.from({ length: BATCH }, (_, i) => demoAccount(`Home${i}`));
    const community = { chain, voter, unit: demoAccount("U1"), homes };
    await chain.governance.registerStorageUnit({
      unit: community.unit.address,
      owner: demoAccount("C").address,
      capacityWh: 10n ** 9n,
      powerW: 10n ** 9n,
    });
    const plain = await measurePlain(community);
    say("Measuring batches of signed readings …");
    const batches = await measureBatches(community);
    say(`Holding ${PAST_BALLOTS} ballots …`);
    return [...plain, ...batches, await measureVote(community)];
  } finally {
    await embedded.close();
  }
}

/** Commands sent by the unit itself or a resident. What warms an account comes first and is not counted. */
async function measurePlain({ chain, unit, homes }: Community): Promise<Result[]> {
  const home = homes[0]!;
  const asUnit = chain.as(unit).pool;
  const asHome = chain.as(home);
  const produce = () => asUnit.energyProduced({ producer: home.address, energyWh: 50_000n });
  const session = { unit: unit.address, ent: parseEnt("2") };
  await produce();
  const produced = await produce();
  const started = await asHome.pool.startConsumptionSession(session);
  const renewed = await asHome.pool.startConsumptionSession(session);
  const consume = () => asUnit.energyConsumed({ consumer: home.address, energyWh: 500n });
  await consume();
  const consumed = await consume();
  for (const other of homes) await asHome.ent.transfer({ to: other.address, amount: parseEnt("1") });
  const moved = await asHome.ent.transfer({ to: homes[1]!.address, amount: parseEnt("1") });
  return [
    row("report a production, sent by the unit itself", produced.gasUsed, 60_000),
    row("start a session", started.gasUsed, 80_000),
    row("renew a session", renewed.gasUsed, 65_000),
    row("consumption within a session, sent by the unit", consumed.gasUsed, 80_000),
    row("ERC-20 transfer of ENT between known accounts", moved.gasUsed, 50_000),
  ];
}

async function measureBatches(community: Community): Promise<Result[]> {
  const { chain, unit, homes } = community;
  for (const home of homes) {
    await chain.as(home).pool.startConsumptionSession({ unit: unit.address, ent: parseEnt("0.9") });
  }
  const sent = new BatchSender(community);
  await sent.batch("produced", BATCH); // the unit's first signed report closes the plain commands to it
  const reading = async (
    kind: "produced" | "consumed",
    count: number,
    whose: string,
    atMost: number,
  ): Promise<Result> =>
    row(
      `a ${kind === "produced" ? "production" : "consumption"} reading in a batch of ${BATCH}, ${whose} (per reading)`,
      await sent.batch(kind, count),
      atMost,
    );
  return [
    await reading("produced", HOMES, `${HOMES} homes`, 16_000),
    await reading("consumed", HOMES, `${HOMES} homes`, 25_000),
    await reading("produced", BATCH, "each of another home", 16_000),
    await reading("consumed", BATCH, "each of another home", 25_000),
  ];
}

/** Signs and sends one batch of the unit after the other. */
class BatchSender {
  #sequence = 0n;
  readonly #community: Community;

  constructor(community: Community) {
    this.#community = community;
  }

  /** @returns gas a reading of a batch whose readings go round so many homes */
  async batch(kind: (typeof readingKinds)[number], homes: number): Promise<bigint> {
    const { chain, unit, homes: residents } = this.#community;
    const { timestamp } = await chain.publicClient.getBlock();
    const readings = Array.from({ length: BATCH }, (_, i): Reading => ({
      kind: readingKinds.indexOf(kind),
      resident: residents[i % homes]!.address,
      energyWh: BigInt(20 + i),
      intervalEnd: timestamp,
      sequence: ++this.#sequence,
    }));
    const domain = { chainId: chain.manifest.chainId, meterGateway: chain.addresses.meterGateway };
    const batch = await signBatch(unit, domain, { unit: unit.address, readings });
    const { gasUsed } = await chain.gateway.submitReports({ batches: [batch] });
    return gasUsed / BigInt(BATCH);
  }
}

/** The vote that makes an eighth voter, after a thousand ballots have passed. */
async function measureVote({ chain, voter }: Community): Promise<Result> {
  for (let i = 0; i < PAST_BALLOTS; i++) {
    await chain.governance.setParameter({ name: "H", value: BigInt(3_600 + (i % 2)) }, { gas: 500_000n });
  }
  const voters = [voter];
  const add = async (candidate: LocalAccount): Promise<Sent<{ executed: boolean }>> => {
    for (const each of voters) {
      const vote = await chain.as(each).governance.addVoter({ voter: candidate.address });
      if (vote.executed) return vote;
    }
    throw new Error("no majority");
  };
  for (let i = voters.length; i < VOTERS; i++) {
    const candidate = demoAccount(`Voter${i}`);
    await add(candidate);
    voters.push(candidate);
  }
  const { gasUsed } = await add(demoAccount("Newcomer"));
  return row(`vote that executes addVoter, ${VOTERS} voters, ${PAST_BALLOTS} past ballots`, gasUsed, 150_000);
}

function row(name: string, gasUsed: bigint, atMost: number): Result {
  return { name, value: Number(gasUsed), unit: "gas", limit: `at most ${atMost}`, ok: gasUsed <= BigInt(atMost) };
}
