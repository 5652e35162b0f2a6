// A community on the embedded chain to whom anything may happen: random commands at random times, extremes included, and
// random orders among them. Everything comes from the seed.
import { type Manifest, parseManifest } from "@powerchain/sdk";
import type { Rpc } from "../../src/chain/rpc.ts";
import { type Deployment, PARTS, deployCommunity } from "../../../test/helpers/community.ts";
import { Dice } from "../../../test/helpers/dice.ts";
import { Driver } from "../../../test/helpers/driver.ts";
import { type Cast, RandomActs } from "../../../test/helpers/random.ts";
import { CommunityModel } from "../../../test/model/community.ts";

export interface Story {
  deployment: Deployment;
  manifest: Manifest;
  rpc: Rpc;
  accounts: string[];
  head: number;
}

export async function playStory(seed: number, commands: number): Promise<Story> {
  const deployment = await deployCommunity();
  const driver = await Driver.on(deployment);
  const accounts = deployment.wallets.map(({ address }) => address.toLowerCase());
  const cast: Cast = { residents: accounts.slice(0, 6), units: accounts.slice(6, 10), outsider: accounts[10]! };
  const model = new CommunityModel(deployment.deployedAt, accounts[0]!);
  const dice = new Dice(seed);
  const acts = new RandomActs(dice, model, cast);
  const market = new RandomOrders(dice, deployment, driver, cast.residents);
  const latest = await deployment.ethers.provider.getBlock("latest");
  let now = BigInt(latest!.timestamp) + 1n;
  for (let i = 0; i < commands; i++) {
    const { time, act } = acts.next(now);
    now = time;
    const { error } = await driver.run(now, act);
    try {
      if (error === null) model.run(now, act);
    } catch {
      // Orders move and lock what the model, which has no market, thinks is elsewhere. It only gives acts that make sense.
    }
    if (i % 3 === 0) await market.order(++now);
  }
  for (let i = 0; i < commands; i++) await market.order(++now);
  const rpc = rpcOf(deployment);
  return {
    deployment,
    manifest: await manifestOf(deployment),
    rpc,
    accounts,
    head: Number(await rpc.request({ method: "eth_blockNumber" })),
  };
}

export function rpcOf({ connection }: Deployment): Rpc {
  return { request: ({ method, params = [] }) => connection.provider.request({ method, params }) as Promise<unknown> };
}

export async function manifestOf(deployment: Deployment): Promise<Manifest> {
  const { ethers } = deployment;
  const genesis = await ethers.provider.getBlock(0);
  const contracts = await Promise.all(
    PARTS.map(async ([part]) => {
      const transaction = deployment[part].deploymentTransaction()!;
      const address = deployment.wiring[part];
      const codeHash = ethers.keccak256(await ethers.provider.getCode(address));
      return [part, { address, transaction: transaction.hash, block: transaction.blockNumber, codeHash }] as const;
    }),
  );
  return parseManifest({
    protocolVersion: "1",
    network: "story",
    chainId: Number((await ethers.provider.getNetwork()).chainId),
    genesisHash: genesis!.hash,
    deployer: deployment.wallets[0]!.address,
    block: Math.min(...contracts.map(([, { block }]) => block!)),
    contracts: Object.fromEntries(contracts),
  });
}

/** Orders around one price, of all kinds, by residents who have the means or not; and removals. */
class RandomOrders {
  readonly #dice: Dice;
  readonly #deployment: Deployment;
  readonly #driver: Driver;
  readonly #residents: string[];
  readonly #placed: { id: bigint; owner: string }[] = [];

  constructor(dice: Dice, deployment: Deployment, driver: Driver, residents: string[]) {
    this.#dice = dice;
    this.#deployment = deployment;
    this.#driver = driver;
    this.#residents = residents;
  }

  async order(now: bigint): Promise<void> {
    const dice = this.#dice;
    if (this.#placed.length > 0 && dice.chance(0.2)) {
      const { id, owner } = dice.pick(this.#placed);
      await this.#send(now, dice.chance(0.9) ? owner : dice.pick(this.#residents), "removeOrder", [id]);
      return;
    }
    const by = dice.pick(this.#residents);
    const type = dice.chance(0.8) ? 0 : dice.int(0, 3);
    const expiresAt = dice.chance(0.2) ? now + BigInt(dice.int(1, 300)) : 0n;
    const terms = [
      dice.int(0, 1),
      1_000 + dice.int(-30, 30),
      BigInt(dice.int(50, 3_000)),
      type,
      BigInt(dice.int(1, 6)),
      expiresAt,
    ];
    const { logs } = await this.#send(now, by, "addOrder", terms);
    for (const log of logs) {
      const parsed = this.#deployment.abi.parseLog(log);
      if (parsed?.name === "OrderPlaced") this.#placed.push({ id: parsed.args["id"] as bigint, owner: by });
    }
  }

  #send(now: bigint, from: string, name: string, args: unknown[]) {
    const data = this.#deployment.market.interface.encodeFunctionData(name, args);
    return this.#driver.send(now, from, this.#deployment.wiring.market, data);
  }
}
