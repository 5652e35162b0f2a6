import { expect } from "chai";
import { newTally, runDifferential } from "./helpers/differential.ts";

const COMMANDS = [
  ...["addVoter", "removeVoter", "registerStorageUnit", "removeStorageUnit", "changeBanker", "setParameter", "vote"],
  ...["executeBallot", "retireVoter", "energyProduced", "energyConsumed", "reportActualEnergy", "submitReports"],
  ...["startConsumptionSession", "closeSession", "clearOldSessions", "repay", "transferEnt", "transferEur"],
  ...["mintEuro", "burnEuro", "lockEuro", "unlockEuro"],
];

const REFUSALS = [
  ...["NotAUnit", "BadSignature", "SequenceGap", "AheadOfTime"],
  ...["UnknownKind", "ZeroResident", "UnitItself", "IntervalTooOld", "AboveCapacity", "AbovePower", "TooLarge"],
  ...["EnergyPoolNotAUnit", "EnergyPoolSignedReportsOnly", "EnergyPoolUnitItself", "EnergyPoolZeroAddress"],
  ...["EnergyPoolZeroAmount", "EnergyPoolAboveCapacity", "EnergyPoolAbovePower", "EnergyPoolUnderOneWh"],
  ...["EnergyPoolInsufficientEnergy", "EnergyPoolOwesTooMuch", "EnergyPoolNoSession", "EnergyPoolSessionNotClosable"],
  ...["EnergyPoolNothingOwed", "LedgerInsufficientEnt", "LedgerInsufficientEur", "ERC20InvalidReceiver"],
  ...["GovernanceNotVoter", "GovernanceAlreadyVoter", "GovernanceUnknownVoter", "GovernanceLastVoter"],
  ...["GovernanceZeroAddress", "GovernanceAlreadyAUnit", "GovernanceNotAUnit", "GovernanceAlreadyBanker"],
  ...["GovernanceParameterUnchanged", "GovernanceOutOfBounds", "GovernanceNoBallot", "GovernanceBallotNotOpen"],
  ...["GovernanceNotPassed", "GovernanceVoterActive", "BankNotBanker", "BankNotBankerOrResident", "BankZeroAmount"],
  ...[
    "BankZeroAddress",
    "BankEmptyReference",
    "BankReferenceUsed",
    "BankMintCapExceeded",
    "BankInsufficientWithdrawal",
  ],
];

describe("The contracts and the plain model", function () {
  this.timeout(0);
  const tally = newTally();

  for (const seed of [1, 2, 3, 4, 5]) {
    it(`agree after each of 2,000 random commands (seed ${seed})`, async () => {
      await runDifferential(seed, 2_000, tally);
    });
  }

  it("met every command, every refusal, deficit, surplus and equilibrium on the way", () => {
    expect(
      COMMANDS.filter((name) => !tally.done.has(name)),
      "commands that never went through",
    ).to.be.empty;
    expect(
      REFUSALS.filter((name) => !tally.refused.has(name)),
      "refusals never met",
    ).to.be.empty;
    for (const state of ["deficit", "surplus", "equilibrium"] as const) {
      expect(tally.states.get(state) ?? 0, state).to.be.greaterThan(100);
    }
  });
});
