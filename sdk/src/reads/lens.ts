import { type Address, zeroAddress } from "viem";
import type { SessionKey } from "../commands/pool.ts";
import { type ParameterName, parameterNames, parameters } from "../parameters.ts";
import { readPages } from "./governance.ts";
import type { Reader } from "./reader.ts";

/** The whole community in one look. ENT and eEuro in units, energy in Wh, rates in millionths. */
export interface NetworkView {
  ent: bigint;
  energyWh: bigint;
  /** ENT minus KWH, in ENT units: above 0 a deficit, below a surplus. */
  imbalance: bigint;
  /** R, before the caps. */
  rate: bigint;
  /** min(R, M) */
  mintingRate: bigint;
  /** min(R, B) */
  burningRate: bigint;
  eur: bigint;
  voters: bigint;
  /** Ever opened. */
  ballots: bigint;
  /** Ever registered. */
  units: bigint;
  banker: Address | undefined;
  mintedToday: bigint;
  parameters: Record<ParameterName, bigint>;
  blockNumber: bigint;
  /** Of that block, Unix seconds. */
  timestamp: bigint;
}

export interface UnitView {
  unit: Address;
  /** Undefined: not registered now. */
  owner: Address | undefined;
  storedWh: bigint;
  lockedWh: bigint;
  /** 0: not declared. */
  capacityWh: bigint;
  /** 0: not declared. */
  powerW: bigint;
  /** Of the last reading, or the registration when that is later; Unix seconds. */
  lastIntervalEnd: bigint;
  /** 0: has never sent a signed report. */
  lastSequence: bigint;
  givenAwayWh: bigint;
}

type RawUnit = Omit<UnitView, "unit" | "owner"> & { owner: Address };

function toUnit(unit: Address, { owner, ...info }: RawUnit): UnitView {
  return { unit, owner: owner === zeroAddress ? undefined : owner, ...info };
}

interface RawSession {
  unit: Address;
  consumer: Address;
  info: {
    open: boolean;
    live: boolean;
    dead: boolean;
    ent: bigint;
    energyWh: bigint;
    rate: bigint;
    endsAt: bigint;
    closableFrom: bigint;
  };
}

const NEVER = 2n ** 256n - 1n;

function toSession({ unit, consumer, info }: RawSession) {
  return { unit, consumer, ...info, closableFrom: info.closableFrom === NEVER ? undefined : info.closableFrom };
}
/** A session as it is now; `live`: it covers a reading now; `closableFrom` is undefined when there is nothing to close. */
export type SessionView = ReturnType<typeof toSession>;

export function lensReads(read: Reader) {
  return {
    wiring: () => read("lens", "wiring"),

    network: async (): Promise<NetworkView> => {
      const { banker, parameters: values, ...rest } = await read("lens", "network");
      const named = parameterNames.map((name) => [name, values[parameters[name].index]]);
      return {
        ...rest,
        banker: banker === zeroAddress ? undefined : banker,
        parameters: Object.fromEntries(named) as Record<ParameterName, bigint>,
      };
    },

    account: (who: Address) => read("lens", "account", who),
    accounts: (list: readonly Address[]) => read("lens", "accounts", list),

    storageUnit: async (unit: Address): Promise<UnitView> =>
      toUnit(unit, await read("energyPool", "storageUnit", unit)),

    /** All units ever registered, in the order of their first registration. */
    storageUnits: async (): Promise<UnitView[]> => {
      const total = await read("energyPool", "unitCount");
      const units = await readPages(total, (from, count) => read("lens", "storageUnits", from, count));
      return units.map(({ unit, info }) => toUnit(unit, info));
    },

    session: async ({ unit, consumer }: SessionKey): Promise<SessionView> =>
      toSession(await read("lens", "session", unit, consumer)),

    sessions: async (keys: readonly SessionKey[]): Promise<SessionView[]> => {
      const units = keys.map(({ unit }) => unit);
      const consumers = keys.map(({ consumer }) => consumer);
      return (await read("lens", "sessions", units, consumers)).map(toSession);
    },

    /** What `startConsumptionSession` would give this consumer now. */
    quoteSession: ({ unit, consumer, ent }: SessionKey & { ent: bigint }) =>
      read("lens", "quoteSession", unit, consumer, ent),

    /** In the parameter's own unit. */
    parameter: (name: ParameterName) => read("lens", "parameter", parameters[name].index),
  };
}
