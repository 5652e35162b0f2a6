import { type PowerChainEvent, decodeEvents } from "@powerchain/sdk";
import type { Address, Log } from "viem";
import type { Cast } from "./cast.ts";

/** What a chain's events say of energy, Wh; addresses are residents' or units'. */
export interface EnergySums {
  produced(who: Address): bigint;
  /** All that meters reported as taken out. */
  consumed(who: Address): bigint;
  /** What of it sessions paid for. */
  covered(who: Address): bigint;
  /** ENT units minted for energy, and burned for it. */
  minted: bigint;
  burned: bigint;
  /** Events of energy that left without tokens. */
  losses: bigint;
  /** Rejected readings and stopped batches. */
  faults: bigint;
}

/** Adds up all energy events of a community since it was made. */
export async function energySums(cast: Cast): Promise<EnergySums> {
  const total = new Map<string, bigint>();
  const add = (what: string, who: Address | "", amount: bigint): void => {
    const key = `${what} ${who.toLowerCase()}`;
    total.set(key, (total.get(key) ?? 0n) + amount);
  };
  await eachPage(cast, (events) => events.forEach((event) => count(event, add)));
  const of = (what: string) => (who: Address) => total.get(`${what} ${who.toLowerCase()}`) ?? 0n;
  const all = (what: string): bigint => total.get(`${what} `) ?? 0n;
  return {
    produced: of("produced"),
    consumed: of("consumed"),
    covered: of("covered"),
    minted: all("minted"),
    burned: all("burned"),
    losses: all("losses"),
    faults: all("faults"),
  };
}

function count(event: PowerChainEvent, add: (what: string, who: Address | "", amount: bigint) => void): void {
  switch (event.name) {
    case "EnergyProduced": {
      const { producer, unit, energyWh, toProducer, toProvider } = event.args;
      add("produced", producer, energyWh);
      add("produced", unit, energyWh);
      return add("minted", "", toProducer + toProvider);
    }
    case "EnergyConsumed": {
      const { consumer, unit, energyWh, coveredWh, burned } = event.args;
      for (const who of [consumer, unit]) {
        add("consumed", who, energyWh);
        add("covered", who, coveredWh);
      }
      return add("burned", "", burned);
    }
    case "EnergyLost":
      return add("losses", "", 1n);
    case "ReadingRejected":
    case "BatchStopped":
      return add("faults", "", 1n);
    default:
  }
}

/** Blocks whose logs are read in one piece: a block of reports has hundreds, and clients take 10 MB at a time. */
const PAGE = 20n;

/** Hands over all events of the energy pool and the meter gateway since the community was made, page by page. */
export async function eachPage(
  { chain, manifest }: Pick<Cast, "chain" | "manifest">,
  take: (events: PowerChainEvent[]) => void,
): Promise<void> {
  const last = await chain.publicClient.getBlockNumber();
  const address = [chain.addresses.energyPool, chain.addresses.meterGateway];
  for (let fromBlock = BigInt(manifest.block); fromBlock <= last; fromBlock += PAGE) {
    const toBlock = fromBlock + PAGE - 1n < last ? fromBlock + PAGE - 1n : last;
    const logs: Log[] = await chain.publicClient.getLogs({ address, fromBlock, toBlock });
    take(decodeEvents(chain.addresses, logs));
  }
}
