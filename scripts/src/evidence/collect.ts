import type { PowerChain, PowerChainEvent } from "@powerchain/sdk";
import { type Address, type Hex, type Transaction, isAddressEqual } from "viem";
import { type Booked, faultOf } from "./proof.ts";
import { type Burn, EntSources, type Source } from "./sources.ts";

/** One reading of a resident, with all that stands behind it. */
export interface Evidence extends Booked {
  what: "produced" | "consumed";
  /** What is wrong with reading, signature or transaction. */
  fault: string | undefined;
  /** Produced: ENT units minted to the resident. Consumed: burned for it. */
  ent: bigint;
  /** Consumed: what of it a session paid for, the transaction that opened or renewed it, and where its ENT had come from. */
  coveredWh: bigint;
  session: Hex | undefined;
  sources: Source[];
}

export interface Collected {
  evidence: Evidence[];
  /** Everything that does not add up, in words. */
  faults: string[];
  /** ENT units that the resident owns by the history. */
  ent: bigint;
}

export interface Question {
  resident: Address;
  /** Unix seconds: readings whose intervals end after `from` and not after `to`. */
  from: number;
  to: number;
}

/** Goes through a community's history and holds every reading of a resident against what its unit signed and what paid for it. */
export async function collectEvidence(
  chain: PowerChain,
  events: readonly PowerChainEvent[],
  question: Question,
): Promise<Collected> {
  const story = new Story(question.resident, events);
  for (const event of events) story.take(event);
  const inside = story.evidence.filter(
    ({ intervalEnd }) => Number(intervalEnd) > question.from && Number(intervalEnd) <= question.to,
  );
  const transactions = new Map<Hex, Promise<Transaction>>();
  const read = async (hash: Hex): Promise<Transaction> => {
    const known = transactions.get(hash) ?? chain.publicClient.getTransaction({ hash });
    transactions.set(hash, known);
    return await known;
  };
  const faults: string[] = [];
  for (const one of inside) {
    one.fault = await faultOf(chain, one, read);
    for (const fault of [one.fault, story.paymentFault(one)])
      if (fault !== undefined)
        faults.push(`reading ${one.sequence} of unit ${one.unit} (${one.energyWh} Wh ${one.what}): ${fault}`);
  }
  faults.push(...gapsOf(events, new Set(inside.map(({ unit }) => unit.toLowerCase()))));
  const [account] = await chain.lens.accounts([question.resident]);
  const owned = (account?.entAvailable ?? 0n) + (account?.entLocked ?? 0n);
  if (owned !== story.ent) faults.push(`the account holds ${owned} ENT units, its history comes to ${story.ent}`);
  if (story.missingEnt > 0n)
    faults.push(`${story.missingEnt} ENT units left the account without ever having come to it`);
  return { evidence: inside, faults, ent: story.ent };
}

class Story {
  readonly evidence: Evidence[] = [];
  readonly #resident: Address;
  readonly #sources: EntSources;
  readonly #sessions = new Map<string, Hex>();
  readonly #registered = new Set<string>();
  readonly #unregistered = new Set<Evidence>();
  /** A consumption whose burn comes next. */
  #unpaid: Evidence | undefined;

  constructor(resident: Address, events: readonly PowerChainEvent[]) {
    this.#resident = resident;
    this.#sources = new EntSources(resident, events);
  }

  get ent(): bigint {
    return this.#sources.ent;
  }

  get missingEnt(): bigint {
    return this.#sources.missing;
  }

  take(event: PowerChainEvent): void {
    this.#attach(this.#sources.take(event));
    if (event.contract !== "energyPool") return;
    const mine = (who: Address): boolean => isAddressEqual(who, this.#resident);
    if (event.name === "StorageUnitRegistered") this.#registered.add(event.args.unit.toLowerCase());
    if (event.name === "SessionStarted" && mine(event.args.consumer))
      this.#sessions.set(event.args.unit.toLowerCase(), event.transactionHash);
    if (event.name === "EnergyProduced" && mine(event.args.producer)) {
      const { unit, energyWh, intervalEnd, sequence, toProducer } = event.args;
      this.#add(
        {
          kind: 0,
          what: "produced",
          unit,
          energyWh,
          intervalEnd,
          sequence,
          ent: toProducer,
          coveredWh: 0n,
          session: undefined,
          sources: [],
        },
        event,
      );
    }
    if (event.name === "EnergyConsumed" && mine(event.args.consumer)) {
      const { unit, energyWh, intervalEnd, sequence, coveredWh, burned } = event.args;
      const session = coveredWh > 0n ? this.#sessions.get(unit.toLowerCase()) : undefined;
      this.#unpaid = this.#add(
        {
          kind: 1,
          what: "consumed",
          unit,
          energyWh,
          intervalEnd,
          sequence,
          ent: burned,
          coveredWh,
          session,
          sources: [],
        },
        event,
      );
    }
  }

  #add(
    reading: Omit<Evidence, "resident" | "transaction" | "fault">,
    { transactionHash }: { transactionHash: Hex },
  ): Evidence {
    const one: Evidence = { ...reading, resident: this.#resident, transaction: transactionHash, fault: undefined };
    if (!this.#registered.has(one.unit.toLowerCase())) this.#unregistered.add(one);
    this.evidence.push(one);
    return one;
  }

  /** The tokens burn right after the pool has said for what. */
  #attach(burn: Burn | undefined): void {
    if (burn?.transaction !== this.#unpaid?.transaction || burn?.ent !== this.#unpaid?.ent || !burn) return;
    (this.#unpaid as Evidence).sources = burn.sources;
    this.#unpaid = undefined;
  }

  /** What is wrong with how a reading was paid. */
  paymentFault(one: Evidence): string | undefined {
    if (this.#unregistered.has(one)) return "nobody had registered its unit";
    if (one.what === "produced") return undefined;
    if (one.coveredWh > one.energyWh) return `${one.coveredWh} Wh of it are said to be covered`;
    if (one.coveredWh > 0n && one.session === undefined) return "no session was opened that could have paid for it";
    if (one.ent < one.coveredWh * 1_000_000n) return `${one.ent} ENT units were burned for ${one.coveredWh} covered Wh`;
    const found = one.sources.reduce((sum, { ent }) => sum + ent, 0n);
    return found === one.ent
      ? undefined
      : `${one.ent} ENT units were burned, ${found} of them can be followed to where they came from`;
  }
}

/** Units count their readings from 1: a number that nobody booked or rejected was kept from us. */
function gapsOf(events: readonly PowerChainEvent[], units: ReadonlySet<string>): string[] {
  const numbers = new Map<string, bigint[]>();
  for (const { contract, name, args } of events) {
    if (contract !== "energyPool" || name === "StorageUnitRegistered") continue;
    const { unit, sequence } = args as { unit?: Address; sequence?: bigint };
    if (unit === undefined || sequence === undefined || sequence === 0n || !units.has(unit.toLowerCase())) continue;
    const list = numbers.get(unit);
    if (list) list.push(sequence);
    else numbers.set(unit, [sequence]);
  }
  return [...numbers].flatMap(([unit, own]) => {
    const there = new Set(own);
    const last = own.reduce((a, b) => (a > b ? a : b));
    const missing: bigint[] = [];
    for (let n = 1n; n <= last; n++) if (!there.has(n)) missing.push(n);
    return missing.length === 0
      ? []
      : [
          `unit ${unit}: the node tells nothing of its readings ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", …" : ""}`,
        ];
  });
}
