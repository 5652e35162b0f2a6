import { divideUp, least, most, PER_WH, Refused, refuseIf, WHOLE, ENT, ZERO, type Address } from "./common.ts";
import { type LedgerModel } from "./ledger.ts";
import { type ParametersModel } from "./parameters.ts";

/** All energy that the books can hold, in Wh. */
export const MOST_ENERGY = 2n ** 48n - 1n;
/** How far ahead of the block's time an interval may end. */
export const AHEAD = 15n * 60n;

export const KINDS = ["produced", "consumed", "actual"] as const;
export const REJECTIONS = [
  "None",
  "UnknownKind",
  "ZeroResident",
  "UnitItself",
  "IntervalTooOld",
  "AboveCapacity",
  "AbovePower",
  "TooLarge",
] as const;
export type Rejection = (typeof REJECTIONS)[number];
export const STOPS = ["None", "NotAUnit", "BadSignature", "SequenceGap", "AheadOfTime"] as const;
export type Stop = (typeof STOPS)[number];

export interface Reading {
  kind: number; // by KINDS
  resident: Address;
  energyWh: bigint;
  intervalEnd: bigint;
  sequence: bigint;
}

export interface Unit {
  registered: boolean;
  /** Counts registrations: sessions of an earlier one are dead. */
  registration: number;
  owner: Address;
  storedWh: bigint;
  lockedWh: bigint;
  capacityWh: bigint;
  powerW: bigint;
  /** End of the last interval, or the registration where that is later. */
  lastIntervalEnd: bigint;
  /** From where the last interval's power counts. */
  intervalStart: bigint;
  /** Produced and consumed in the last interval. */
  intervalWh: bigint;
  lastSequence: bigint;
  givenAwayWh: bigint;
}

export interface Session {
  registration: number;
  ent: bigint;
  energyWh: bigint;
  rate: bigint;
  endsAt: bigint;
}

/** What became of each reading of a batch, and of the batch. */
export interface BatchResult {
  accepted: bigint;
  skipped: bigint;
  rejected: { sequence: bigint; reasons: Rejection[] }[];
  stop: { sequence: bigint | null; reasons: Stop[] } | null;
}

const PLAIN_ERROR: Record<Rejection, string> = {
  None: "none",
  UnknownKind: "none",
  ZeroResident: "EnergyPoolZeroAddress",
  UnitItself: "EnergyPoolUnitItself",
  IntervalTooOld: "EnergyPoolIntervalTooOld",
  AboveCapacity: "EnergyPoolAboveCapacity",
  AbovePower: "EnergyPoolAbovePower",
  TooLarge: "EnergyPoolTooLarge",
};

/** Units, sessions, debts, D and R. */
export class PoolModel {
  rate = 0n;
  readonly units = new Map<Address, Unit>();
  readonly debts = new Map<Address, bigint>();
  private readonly sessions = new Map<string, Session>();
  private readonly everHad = new Set<string>();
  private readonly ledger: LedgerModel;
  private readonly parameters: ParametersModel;

  constructor(ledger: LedgerModel, parameters: ParametersModel) {
    this.ledger = ledger;
    this.parameters = parameters;
  }

  // --- reads ---

  energyWh(): bigint {
    let sum = 0n;
    for (const unit of this.units.values()) sum += unit.storedWh;
    return sum;
  }

  /** D, in ENT units. */
  imbalance(): bigint {
    return this.ledger.total("ent") - this.energyWh() * PER_WH;
  }

  isUnit(unit: Address): boolean {
    return this.units.get(unit)?.registered === true;
  }

  owedBy(resident: Address): bigint {
    return this.debts.get(resident) ?? 0n;
  }

  session(unit: Address, consumer: Address): Session | undefined {
    return this.sessions.get(`${unit} ${consumer}`);
  }

  hasEverHadSession(unit: Address, consumer: Address): boolean {
    return this.everHad.has(`${unit} ${consumer}`);
  }

  isDead(unit: Address, session: Session): boolean {
    return !this.isUnit(unit) || this.units.get(unit)!.registration !== session.registration;
  }

  /** From when on a session can be closed, as things stand; 0: already, whatever the time. */
  closableFrom(unit: Address, session: Session): bigint {
    if (this.isDead(unit, session)) return 0n;
    const firstEnded = session.endsAt + 1n;
    if (this.units.get(unit)!.lastIntervalEnd > session.endsAt) return firstEnded;
    return most(firstEnded, session.endsAt + this.parameters.get("grace"));
  }

  // --- storage units, by a passed ballot ---

  register(now: bigint, address: Address, owner: Address, capacityWh: bigint, powerW: bigint): void {
    const before = this.units.get(address);
    const goesOn = before !== undefined && before.lastIntervalEnd > now;
    this.units.set(address, {
      registered: true,
      registration: (before?.registration ?? 0) + 1,
      owner,
      storedWh: 0n,
      lockedWh: 0n,
      capacityWh,
      powerW,
      lastIntervalEnd: goesOn ? before.lastIntervalEnd : now,
      intervalStart: goesOn ? before.intervalStart : now,
      intervalWh: goesOn ? before.intervalWh : 0n,
      lastSequence: before?.lastSequence ?? 0n,
      givenAwayWh: before?.givenAwayWh ?? 0n,
    });
  }

  remove(address: Address): void {
    const unit = this.units.get(address)!;
    this.book(() => {
      unit.storedWh = 0n;
    });
    Object.assign(unit, { registered: false, owner: ZERO, lockedWh: 0n, capacityWh: 0n, powerW: 0n });
  }

  // --- readings ---

  /** A unit's own plain command: a reading whose interval ends now. */
  plain(now: bigint, address: Address, kind: number, resident: Address, energyWh: bigint): void {
    const unit = this.units.get(address);
    if (!unit?.registered) throw new Refused(["EnergyPoolNotAUnit"]);
    const reading = { kind, resident, energyWh, intervalEnd: now, sequence: 0n };
    const faults = this.rejections(address, unit, reading).map((reason) => PLAIN_ERROR[reason]);
    if (unit.lastSequence > 0n) faults.push("EnergyPoolSignedReportsOnly");
    refuseIf(faults);
    this.accept(now, address, unit, reading);
  }

  /** A batch of signed readings; `signed`: the signature is the unit's over exactly this. */
  batch(now: bigint, address: Address, readings: Reading[], signed: boolean): BatchResult {
    const result: BatchResult = { accepted: 0n, skipped: 0n, rejected: [], stop: null };
    const unit = this.units.get(address);
    const stops: Stop[] = [];
    if (!unit?.registered) stops.push("NotAUnit");
    if (!signed) stops.push("BadSignature");
    if (stops.length > 0) return { ...result, stop: { sequence: null, reasons: stops } };
    for (const reading of readings) {
      if (result.stop === null) this.next(now, address, unit!, reading, result);
    }
    return result;
  }

  private next(now: bigint, address: Address, unit: Unit, reading: Reading, result: BatchResult): void {
    const { sequence } = reading;
    if (sequence <= unit.lastSequence) {
      result.skipped += 1n;
      return;
    }
    const stops: Stop[] = [];
    if (sequence > unit.lastSequence + 1n) stops.push("SequenceGap");
    if (reading.intervalEnd > now + AHEAD) stops.push("AheadOfTime");
    if (stops.length > 0) {
      result.stop = { sequence, reasons: stops };
      return;
    }
    unit.lastSequence = sequence;
    const reasons = this.rejections(address, unit, reading);
    if (reasons.length > 0) {
      result.rejected.push({ sequence, reasons });
      return;
    }
    this.accept(now, address, unit, reading);
    result.accepted += 1n;
  }

  /** Everything for which a reading cannot be. */
  private rejections(address: Address, unit: Unit, reading: Reading): Rejection[] {
    const { kind, resident, energyWh, intervalEnd } = reading;
    const name = KINDS[kind];
    if (!name) return ["UnknownKind"];
    const reasons: Rejection[] = [];
    if (intervalEnd < unit.lastIntervalEnd) reasons.push("IntervalTooOld");
    const after = name === "produced" ? unit.storedWh + energyWh : name === "actual" ? energyWh : 0n;
    if (unit.capacityWh > 0n && after > unit.capacityWh) reasons.push("AboveCapacity");
    if (this.isTooLarge(unit, name, energyWh)) reasons.push("TooLarge");
    if (name === "actual") return reasons;
    if (resident === ZERO) reasons.push("ZeroResident");
    if (resident === address) reasons.push("UnitItself");
    if (this.isAbovePower(unit, energyWh, intervalEnd)) reasons.push("AbovePower");
    return reasons;
  }

  private isAbovePower(unit: Unit, energyWh: bigint, intervalEnd: bigint): boolean {
    if (unit.powerW === 0n || energyWh === 0n || intervalEnd < unit.lastIntervalEnd) return false;
    const same = intervalEnd === unit.lastIntervalEnd;
    const energy = same ? unit.intervalWh + energyWh : energyWh;
    const seconds = intervalEnd - (same ? unit.intervalStart : unit.lastIntervalEnd);
    return energy * 3_600n > unit.powerW * seconds;
  }

  /** What the books have no room for. A consumption always has: it can only take out. */
  private isTooLarge(unit: Unit, name: (typeof KINDS)[number], energyWh: bigint): boolean {
    if (name === "consumed") return false;
    const others = name === "actual" ? this.energyWh() - unit.storedWh : this.energyWh();
    if (others + energyWh > MOST_ENERGY) return true;
    return name === "produced" && !this.ledger.hasRoomFor("ent", energyWh * PER_WH);
  }

  private accept(now: bigint, address: Address, unit: Unit, reading: Reading): void {
    const { kind, resident, energyWh, intervalEnd } = reading;
    if (intervalEnd > unit.lastIntervalEnd) {
      unit.intervalStart = unit.lastIntervalEnd;
      unit.intervalWh = 0n;
      unit.lastIntervalEnd = intervalEnd;
    }
    // what moves while no power is declared is not measured against one declared later
    if (kind !== 2 && unit.powerW > 0n) unit.intervalWh += energyWh;
    if (kind === 0) this.produce(unit, resident, energyWh);
    if (kind === 1) this.consume(address, unit, resident, energyWh, least(intervalEnd, now));
    if (kind === 2) {
      this.book(() => {
        unit.storedWh = energyWh;
      });
    }
  }

  private produce(unit: Unit, producer: Address, energyWh: bigint): void {
    this.book(() => {
      const minted = energyWh * PER_WH - this.cost(least(this.rate, this.parameters.get("M")), energyWh);
      const toProvider = (minted * this.parameters.get("F")) / WHOLE;
      const share = minted - toProvider;
      const paidOff = least(share, this.owedBy(producer));
      this.debts.set(producer, this.owedBy(producer) - paidOff);
      this.ledger.mint("ent", unit.owner, toProvider);
      this.ledger.mint("ent", producer, share - paidOff);
      unit.storedWh += energyWh;
    });
  }

  private consume(address: Address, unit: Unit, consumer: Address, energyWh: bigint, time: bigint): void {
    const covered = this.cover(address, unit, consumer, energyWh, time);
    const rest = energyWh - covered;
    this.book(() => {
      unit.storedWh -= least(rest, unit.storedWh);
    });
    if (!this.hasEverHadSession(address, consumer)) {
      unit.givenAwayWh += rest;
      return;
    }
    const rate = least(this.rate, this.parameters.get("B"));
    this.debts.set(consumer, this.owedBy(consumer) + rest * (PER_WH + rate));
  }

  /** Burns what the covering session pays for; gives that energy. */
  private cover(address: Address, unit: Unit, consumer: Address, energyWh: bigint, time: bigint): bigint {
    const session = this.session(address, consumer);
    if (!session) return 0n;
    if (time > session.endsAt) {
      this.close(address, consumer, session);
      return 0n;
    }
    if (this.isDead(address, session)) return 0n;
    const covered = least(energyWh, session.energyWh);
    this.book(() => {
      const rate = least(this.rate, this.parameters.get("B"), session.rate);
      const burned = covered * PER_WH + this.cost(rate, covered);
      this.ledger.burnLocked("ent", consumer, burned);
      session.ent -= burned;
      session.energyWh -= covered;
      unit.lockedWh -= covered;
      unit.storedWh -= least(covered, unit.storedWh);
    });
    if (session.energyWh === 0n) this.close(address, consumer, session);
    return covered;
  }

  /** What a deficit costs whoever moves this much energy. */
  private cost(rate: bigint, energyWh: bigint): bigint {
    const deficit = this.imbalance();
    return deficit > 0n ? least(rate * energyWh, deficit) : 0n;
  }

  /** One booking: R follows D. */
  private book(change: () => void): void {
    const before = this.imbalance();
    change();
    const after = this.imbalance();
    if (after <= 0n) this.rate = 0n;
    else if (after > before) this.rate = most(this.rate, divideUp(after * this.parameters.get("C"), ENT));
  }

  // --- residents ---

  start(now: bigint, consumer: Address, address: Address, ent: bigint): void {
    const unit = this.units.get(address);
    const old = this.session(address, consumer);
    const dead = old !== undefined && this.isDead(address, old);
    const left = old && !dead ? old : { ent: 0n, energyWh: 0n };
    const available = this.ledger.available("ent", consumer) + (dead ? old.ent : 0n);
    const rate = least(this.rate, this.parameters.get("B"));
    const energyWh = (left.ent + ent) / (PER_WH + rate);
    const free = (unit?.storedWh ?? 0n) - (unit?.lockedWh ?? 0n) + left.energyWh;

    const faults: string[] = [];
    if (!unit?.registered) faults.push("EnergyPoolNotAUnit");
    if (consumer === address) faults.push("EnergyPoolUnitItself");
    if (ent === 0n) faults.push("EnergyPoolZeroAmount");
    if (energyWh === 0n) faults.push("EnergyPoolUnderOneWh");
    if (ent > available) faults.push("insufficient");
    if (energyWh > free) faults.push("EnergyPoolInsufficientEnergy");
    if (this.owedBy(consumer) > this.parameters.get("owedLimit")) faults.push("EnergyPoolOwesTooMuch");
    refuseIf(faults);

    if (dead) this.close(address, consumer, old);
    this.ledger.lock("ent", consumer, ent);
    unit!.lockedWh += energyWh - left.energyWh;
    const endsAt = now + this.parameters.get("H");
    const session = { registration: unit!.registration, ent: left.ent + ent, energyWh, rate, endsAt };
    this.sessions.set(`${address} ${consumer}`, session);
    this.everHad.add(`${address} ${consumer}`);
  }

  closeSession(now: bigint, address: Address, consumer: Address): void {
    const session = this.session(address, consumer);
    if (!session) throw new Refused(["EnergyPoolNoSession"]);
    if (now < this.closableFrom(address, session)) throw new Refused(["EnergyPoolSessionNotClosable"]);
    this.close(address, consumer, session);
  }

  clear(now: bigint, pairs: [Address, Address][]): void {
    for (const [address, consumer] of pairs) {
      const session = this.session(address, consumer);
      if (session && now >= this.closableFrom(address, session)) this.close(address, consumer, session);
    }
  }

  repay(sender: Address, resident: Address, ent: bigint): void {
    const owed = this.owedBy(resident);
    const paid = least(ent, owed);
    const faults: string[] = [];
    if (ent === 0n) faults.push("EnergyPoolZeroAmount");
    if (owed === 0n) faults.push("EnergyPoolNothingOwed");
    if (paid > this.ledger.available("ent", sender)) faults.push("insufficient");
    refuseIf(faults);
    this.book(() => this.ledger.burn("ent", sender, paid));
    this.debts.set(resident, owed - paid);
  }

  private close(address: Address, consumer: Address, session: Session): void {
    this.ledger.unlock("ent", consumer, session.ent);
    if (!this.isDead(address, session)) this.units.get(address)!.lockedWh -= session.energyWh;
    this.sessions.delete(`${address} ${consumer}`);
  }
}
