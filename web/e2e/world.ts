// The real thing, small: a chain, the contracts, a community with a little past, and the API that serves the built panel.
import path from "node:path";
import { createPowerChain, parseEnt, parseEur, parseKwh, parsePrice, type PowerChain } from "@powerchain/sdk";
import { custom, http, type Transport } from "viem";
import { type RunningApi, startApi } from "../../indexer/src/api/start.ts";
import { type EmbeddedChain, startEmbeddedChain } from "../../scripts/src/chain/embedded.ts";
import { ensureCompiled } from "../../scripts/src/deploy/compile.ts";
import { deployCommunity } from "../../scripts/src/deploy/deployCommunity.ts";
import { accountOf, type Name, people, unitNames, unitOf } from "./people.ts";

export interface World {
  url: string;
  rpcUrl: string;
  chainId: number;
  api: RunningApi;
  /** The chain in this process; undefined on a network. */
  embedded: EmbeddedChain | undefined;
  as: (name: Name) => PowerChain;
  unit: (unit: keyof typeof unitNames) => PowerChain;
  close: () => Promise<void>;
}

export interface WorldOptions {
  /** A network of this machine (`powerchain network`) or a URL, instead of a chain in this process. */
  network?: string;
  /** Seconds between blocks of the chain in this process. */
  blockSeconds?: number;
  port?: number;
  /** Quarter-hours of past, each with readings and a trade. */
  pastSteps?: number;
}

const dist = path.resolve(import.meta.dirname, "../dist");
const QUARTER = 900;

interface Node {
  transport: Transport;
  rpcUrl: string;
  embedded: EmbeddedChain | undefined;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  await ensureCompiled();
  const pastSteps = options.network === undefined ? (options.pastSteps ?? 24) : 0;
  const node = await openNode(options.network, pastSteps);
  try {
    const { manifest } = await deployCommunity({
      network: "web",
      transport: node.transport,
      deployer: accountOf("Vera"),
      fresh: true,
      pollingInterval: 20,
    });
    const chain = createPowerChain({
      manifest,
      transport: node.transport,
      pollingInterval: 20,
      simulateAt: node.embedded ? "pending" : "latest",
    });
    const as = (name: Name): PowerChain => chain.as(accountOf(name));
    const unit = (which: keyof typeof unitNames): PowerChain => chain.as(unitOf(which));
    await found(as);
    await live({ as, unit, node, steps: pastSteps });
    await node.embedded?.makeBlocksEvery(options.blockSeconds ?? 0.3);
    const api = await startApi({
      communities: [
        {
          manifest,
          rpc: node.rpcUrl,
          name: "web",
          title: "Sunny Street",
          timeZone: "Europe/Athens",
          confirmations: 2,
          blockTime: node.embedded === undefined ? 1 : (options.blockSeconds ?? 0.3),
          tariff: { name: "Supplier", retailTicks: 3_100, feedInTicks: 800 },
          labels: labels(),
        },
      ],
      database: ":memory:",
      port: options.port ?? 0,
      panel: dist,
      pollMs: 100,
      limit: { perSecond: 5_000, burst: 20_000 },
      demo: { accounts: people },
    });
    return {
      url: api.url,
      rpcUrl: node.rpcUrl,
      chainId: manifest.chainId,
      api,
      embedded: node.embedded,
      as,
      unit,
      close: async () => {
        await api.stop();
        await node.embedded?.close();
      },
    };
  } catch (error) {
    await node.embedded?.close();
    throw error;
  }
}

async function openNode(network: string | undefined, pastSteps: number): Promise<Node> {
  if (network !== undefined) {
    const { resolveNetwork } = await import("../../scripts/src/network/index.ts");
    const { rpcUrl } = await resolveNetwork(network);
    return { transport: http(rpcUrl), rpcUrl, embedded: undefined };
  }
  const startsAt = new Date(Date.now() - (pastSteps * QUARTER + 300) * 1000);
  const embedded = await startEmbeddedChain({ clock: "exact", startsAt, rpcPort: 0 });
  return { transport: custom(embedded.provider as never, { retryCount: 0 }), rpcUrl: embedded.rpcUrl ?? "", embedded };
}

function labels(): Record<string, string> {
  const units = (Object.keys(unitNames) as (keyof typeof unitNames)[]).map((unit) => [
    unitOf(unit).address,
    unitNames[unit],
  ]);
  return Object.fromEntries([...people.map(({ address, name }) => [address, name]), ...units]) as Record<
    string,
    string
  >;
}

/** Two voters, two batteries of Dora, a banker, and euros for everybody. */
async function found(as: World["as"]): Promise<void> {
  const vera = as("Vera").governance;
  const units = { north: parseKwh("40"), south: parseKwh("16") };
  for (const [unit, capacityWh] of Object.entries(units)) {
    // No power is declared: the little past below reports faster than a meter would.
    await vera.registerStorageUnit({
      unit: unitOf(unit as keyof typeof units).address,
      owner: accountOf("Dora").address,
      capacityWh,
    });
  }
  await vera.changeBanker({ banker: accountOf("Yuri").address });
  await vera.addVoter({ voter: accountOf("Walt").address });
  for (const name of ["Ann", "Bob", "Dora"] as const) {
    const to = accountOf(name).address;
    await as("Yuri").bank.mintEuro({ to, amount: parseEur("50"), reference: `DEPOSIT ${name}` });
  }
}

interface Life extends Pick<World, "as" | "unit"> {
  node: Node;
  steps: number;
}

/** A day of sun, evening draws and trades; ends with a book on both sides. */
async function live({ as, unit, node, steps }: Life): Promise<void> {
  const [ann, bob] = [accountOf("Ann").address, accountOf("Bob").address];
  const start = (await node.embedded?.now()) ?? 0n;
  await unit("north").pool.energyProduced({ producer: ann, energyWh: 1_500n });
  await unit("south").pool.energyProduced({ producer: bob, energyWh: 3_000n });
  for (let i = 0; i < steps; i++) {
    await waitUntil(node, start + BigInt((i + 1) * QUARTER));
    await unit("north").pool.energyProduced({ producer: ann, energyWh: BigInt(240 + ((i * 53) % 200)) });
    if (i % 3 === 0)
      await unit("south").pool.energyProduced({ producer: bob, energyWh: BigInt(150 + ((i * 31) % 90)) });
    if (i % 8 === 2)
      await as("Bob").pool.startConsumptionSession({ unit: unitOf("north").address, ent: parseEnt("0.3") });
    if (i % 4 === 3) await unit("north").pool.energyConsumed({ consumer: bob, energyWh: 70n });
    await trade(as, i);
  }
  for (let i = 0; i < 6; i++) {
    const lots = BigInt(210 + i * 45);
    await as("Bob").market.addOrder({ side: "sell", lots: lots / 2n, priceTicks: parsePrice("0.18") + BigInt(i * 15) });
    await as("Dora").market.addOrder({ side: "buy", lots, priceTicks: parsePrice("0.17") - BigInt(i * 15) });
  }
}

async function trade(as: World["as"], i: number): Promise<void> {
  const priceTicks = BigInt(1_600 + ((i * 67) % 260));
  await as("Ann").market.addOrder({ side: "sell", lots: 110n, priceTicks });
  await as("Dora").market.addOrder({ side: "buy", lots: 110n, priceTicks });
}

async function waitUntil({ embedded }: Node, time: bigint): Promise<void> {
  const left = time - ((await embedded?.now()) ?? time);
  if (left > 0n) await embedded?.wait(left);
}
