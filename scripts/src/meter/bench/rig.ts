import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type Address,
  Meter,
  type Sample,
  type Source,
  Store,
  type UnitKey,
  jsonRpcChain,
  openDatabase,
  senderKey,
  unitKey,
} from "@powerchain/smart-meter";
import { type LoadAccount, loadAccounts } from "../../network/bench/signing.ts";

/** Where a measured meter reports to. */
export interface RigChain {
  rpcUrl: string;
  chainId: number;
  genesisHash: string;
  gateway: Address;
  pool: Address;
  fromBlock: number;
}

export interface RigOptions {
  chain: RigChain;
  units: number;
  /** Seconds of an interval. */
  interval: number;
  source: (units: readonly UnitKey[]) => Source;
  onConfirmed?: (info: { readings: number; rejected: number; latencies: number[] }) => void;
  onStored?: (readings: number) => void;
  onWarning?: (message: string) => void;
}

export interface Rig {
  meter: Meter;
  store: Store;
  units: UnitKey[];
  close: () => void;
}

const RESIDENTS = 1_000;

/** Keys of so many units, the same on every machine. */
export const benchUnits = (count: number): UnitKey[] =>
  loadAccounts("meter unit", count).map(({ key }) => unitKey(key));

export const channelOf = (unit: number): string => `c${unit}`;

/** A meter as `meter run` makes it, with keys of its own and a folder that goes away with it. */
export function makeRig({ chain, units: count, interval, source, ...observers }: RigOptions): Rig {
  const folder = mkdtempSync(path.join(tmpdir(), "powerchain-bench-meter-"));
  const units = benchUnits(count);
  const residents = loadAccounts("resident", RESIDENTS).map(({ address }) => address.toLowerCase() as Address);
  const store = new Store(openDatabase(path.join(folder, "outbox.db")));
  const [sender] = loadAccounts("meter sender", 1) as [LoadAccount];
  const channels = new Map(
    units.map(({ address }, u) => [
      channelOf(u),
      {
        id: channelOf(u),
        unit: address,
        kind: "produced" as const,
        resident: residents[u % RESIDENTS] as Address,
        maxPowerW: 1_000_000n,
        futureTolerance: 60,
        interval,
      },
    ]),
  );
  const { onWarning, onConfirmed, onStored } = observers;
  const meter = new Meter({
    store,
    units,
    sources: [source(units)],
    chain: jsonRpcChain(chain),
    domain: chain,
    sender: senderKey(sender.key, chain.chainId, chain.gateway),
    pipeline: { channels, grace: 0 },
    mostWaiting: 5_000_000,
    keepMs: 86_400_000,
    log: {
      info: () => undefined,
      warn: (fields, message) => onWarning?.(`${message} ${JSON.stringify(fields)}`),
    },
    onConfirmed,
    onStored,
  });
  const close = (): void => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { meter, store, units, close };
}

/** One interval of every unit. */
export function samplesAt(units: number, at: number, step: number): Sample[] {
  return Array.from({ length: units }, (_, u) => ({
    type: "interval",
    channel: channelOf(u),
    at,
    microWh: BigInt(((u * 7 + step * 13) % 900) + 1) * 1_000_000n,
  }));
}
