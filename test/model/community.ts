import { BankModel } from "./bank.ts";
import { ZERO, type Address } from "./common.ts";
import { GovernanceModel, type Command } from "./governance.ts";
import { LedgerModel } from "./ledger.ts";
import { ParametersModel } from "./parameters.ts";
import { PoolModel, type BatchResult, type Reading } from "./pool.ts";

/** Everything that anyone can do, but for the market. `by` is the sender. */
export type Act =
  | { do: "command"; by: Address; command: Command }
  | { do: "vote"; by: Address; ballot: bigint; support: boolean }
  | { do: "executeBallot"; by: Address; ballot: bigint }
  | { do: "retireVoter"; by: Address; voter: Address }
  | { do: "energyProduced"; by: Address; producer: Address; energyWh: bigint }
  | { do: "energyConsumed"; by: Address; consumer: Address; energyWh: bigint }
  | { do: "reportActualEnergy"; by: Address; energyWh: bigint }
  | { do: "submitReports"; by: Address; batches: SignedBatch[] }
  | { do: "startConsumptionSession"; by: Address; unit: Address; ent: bigint }
  | { do: "closeSession"; by: Address; unit: Address; consumer: Address }
  | { do: "clearOldSessions"; by: Address; pairs: [Address, Address][] }
  | { do: "repay"; by: Address; resident: Address; ent: bigint }
  | { do: "transferEnt" | "transferEur"; by: Address; to: Address; amount: bigint }
  | { do: "mintEuro"; by: Address; to: Address; amount: bigint; reference: string }
  | { do: "burnEuro"; by: Address; from: Address; amount: bigint; reference: string }
  | { do: "lockEuro"; by: Address; amount: bigint }
  | { do: "unlockEuro"; by: Address; account: Address; amount: bigint };

/** A batch, and who signed it over exactly these readings. */
export interface SignedBatch {
  unit: Address;
  readings: Reading[];
  signer: Address;
}

/** A whole community without contracts. Acts throw `Refused`, and then change nothing. */
export class CommunityModel {
  readonly ledger = new LedgerModel();
  readonly parameters = new ParametersModel();
  readonly pool = new PoolModel(this.ledger, this.parameters);
  readonly bank = new BankModel(this.ledger, this.parameters);
  readonly governance: GovernanceModel;

  constructor(deployedAt: bigint, deployer: Address) {
    this.governance = new GovernanceModel(deployedAt, deployer, this.parameters, {
      isUnit: (unit) => this.pool.isUnit(unit),
      banker: () => this.bank.banker,
      registerStorageUnit: (...args) => this.pool.register(...args),
      removeStorageUnit: (unit) => this.pool.remove(unit),
      changeBanker: (banker) => {
        this.bank.banker = banker;
      },
    });
  }

  /** Does it at this block time. Only `submitReports` has an answer. */
  run(now: bigint, act: Act): BatchResult[] {
    switch (act.do) {
      case "submitReports":
        return act.batches.map(({ unit, readings, signer }) =>
          this.pool.batch(now, unit, readings, signer === unit && unit !== ZERO),
        );
      case "command":
      case "vote":
      case "executeBallot":
      case "retireVoter":
        this.govern(now, act);
        return [];
      case "mintEuro":
      case "burnEuro":
      case "lockEuro":
      case "unlockEuro":
        this.banking(now, act);
        return [];
      default:
        this.energy(now, act);
        return [];
    }
  }

  private govern(now: bigint, act: Extract<Act, { do: "command" | "vote" | "executeBallot" | "retireVoter" }>): void {
    if (act.do === "command") this.governance.send(now, act.by, act.command);
    else if (act.do === "vote") this.governance.vote(now, act.by, act.ballot, act.support);
    else if (act.do === "executeBallot") this.governance.execute(now, act.ballot);
    else this.governance.retire(now, act.voter);
  }

  private banking(now: bigint, act: Extract<Act, { do: "mintEuro" | "burnEuro" | "lockEuro" | "unlockEuro" }>): void {
    if (act.do === "mintEuro") this.bank.mint(now, act.by, act.to, act.amount, act.reference);
    else if (act.do === "burnEuro") this.bank.burn(act.by, act.from, act.amount, act.reference);
    else if (act.do === "lockEuro") this.bank.lock(act.by, act.amount);
    else this.bank.unlock(act.by, act.account, act.amount);
  }

  private energy(now: bigint, act: Act): void {
    switch (act.do) {
      case "energyProduced":
        return this.pool.plain(now, act.by, 0, act.producer, act.energyWh);
      case "energyConsumed":
        return this.pool.plain(now, act.by, 1, act.consumer, act.energyWh);
      case "reportActualEnergy":
        return this.pool.plain(now, act.by, 2, ZERO, act.energyWh);
      case "startConsumptionSession":
        return this.pool.start(now, act.by, act.unit, act.ent);
      case "closeSession":
        return this.pool.closeSession(now, act.unit, act.consumer);
      case "clearOldSessions":
        return this.pool.clear(now, act.pairs);
      case "repay":
        return this.pool.repay(act.by, act.resident, act.ent);
      case "transferEnt":
        return this.ledger.transfer("ent", act.by, act.to, act.amount);
      case "transferEur":
        return this.ledger.transfer("eur", act.by, act.to, act.amount);
      default:
        throw new Error(`no such act: ${act.do}`);
    }
  }
}
