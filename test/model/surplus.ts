import { divideUp, ENT, least, most, PER_WH } from "./common.ts";

/** Three ways to treat a surplus of energy over tokens, in sums alone: who moves energy, R and D. Nothing else of the protocol. */
export type Treatment = "thesis" | "bonus" | "reserve";

/** A network of one producer and consumer, who has tokens and puts energy in and out. */
export class SurplusModel {
  ent = 0n;
  energyWh = 0n;
  rate = 0n;
  /** What he could spend. */
  purse = 0n;
  private readonly treatment: Treatment;
  private readonly growth: bigint;

  constructor(treatment: Treatment, growth = 50_000n) {
    this.treatment = treatment;
    this.growth = growth;
  }

  /** D, in ENT units. */
  imbalance(): bigint {
    return this.ent - this.energyWh * PER_WH;
  }

  /** Energy appears or vanishes: a meter is corrected. */
  correct(energyWh: bigint): void {
    this.book(() => {
      this.energyWh += energyWh;
    });
  }

  produce(energyWh: bigint): bigint {
    const minted = energyWh * PER_WH - this.cost(energyWh);
    this.book(() => {
      this.energyWh += energyWh;
      this.ent += minted;
    });
    this.purse += minted;
    return minted;
  }

  consume(energyWh: bigint): bigint {
    const burned = energyWh * PER_WH + this.cost(energyWh);
    this.book(() => {
      this.energyWh -= energyWh;
      this.ent -= burned;
    });
    this.purse -= burned;
    return burned;
  }

  /**
   * The cost of moving energy (negative: a bonus). The thesis (section 4.3) takes |KWH - ENT| whatever its sign; a bonus
   * takes the sign as well; a reserve costs nothing and gives nothing.
   */
  private cost(energyWh: bigint): bigint {
    const D = this.imbalance();
    const size = D < 0n ? -D : D;
    const cost = least(this.rate * energyWh, size);
    if (D >= 0n || this.treatment === "thesis") return cost;
    return this.treatment === "bonus" ? -cost : 0n;
  }

  private book(change: () => void): void {
    const before = this.measure();
    change();
    const after = this.measure();
    if (after <= 0n) this.rate = 0n;
    else if (after > before) this.rate = most(this.rate, divideUp(after * this.growth, ENT));
  }

  /** What R follows: D where only a deficit counts, else its size. */
  private measure(): bigint {
    const D = this.imbalance();
    return this.treatment !== "reserve" && D < 0n ? -D : D;
  }
}
