import type { ErrorName } from "../contracts.ts";
import type { Explanations } from "./index.ts";

export const energy: Explanations<Extract<ErrorName, `EnergyPool${string}`>> = {
  EnergyPoolListsDiffer: ({ units, consumers }) => ({
    sentence: `Each session is a unit and a consumer, and here are ${units} units and ${consumers} consumers.`,
    next: "Give two lists of the same length.",
  }),
  EnergyPoolNotAUnit: ({ unit }, { who }) => ({
    sentence: `${who(unit)} is not a registered storage unit.`,
    next: "Choose a unit of the list, or ask the voters to register this one.",
  }),
  EnergyPoolNotGateway: ({ caller }, { who }) => ({
    sentence: `Signed readings come through the meter gateway only, not from ${who(caller)}.`,
    next: "Send them with submitReports.",
  }),
  EnergyPoolNotGovernance: ({ caller }, { who }) => ({
    sentence: `Only the voters' ballots may do this, not ${who(caller)}.`,
    next: "Ask a voter to propose it.",
  }),
  EnergyPoolAlreadyAUnit: ({ unit }, { who }) => ({
    sentence: `${who(unit)} is a registered storage unit already.`,
    next: "Remove it first to register it with other values.",
  }),
  EnergyPoolSignedReportsOnly: ({ unit }, { who }) => ({
    sentence: `${who(unit)} sends signed reports, so its plain commands are closed: nothing may be booked twice.`,
    next: "Send the reading as a signed report with the next sequence number.",
  }),
  EnergyPoolUnitItself: ({ unit }, { who }) => ({
    sentence: `${who(unit)} is the storage unit itself: it neither produces nor consumes.`,
    next: "Name the resident who produced or consumed.",
  }),
  EnergyPoolZeroAddress: () => ({
    sentence: "The zero address belongs to nobody.",
    next: "Give the address of a resident.",
  }),
  EnergyPoolZeroAmount: () => ({
    sentence: "Nothing was offered: the amount is 0.",
    next: "Give an amount above 0.",
  }),
  EnergyPoolAboveCapacity: ({ unit, storedWh, capacityWh }, { who, energy: kwh }) => ({
    sentence: `${who(unit)} would hold ${kwh(storedWh)}, and its declared capacity is ${kwh(capacityWh)}.`,
    next: "Check the reading; if the battery has grown, ask the voters to register it anew.",
  }),
  EnergyPoolAbovePower: ({ unit, energyWh, allowedWh }, { who, energy: kwh }) => ({
    sentence: `${who(unit)} cannot have moved ${kwh(energyWh)} in this time: its declared power allows ${kwh(allowedWh)}.`,
    next: "Check the reading and its interval; if the inverter has grown, ask the voters to register the unit anew.",
  }),
  EnergyPoolTooLarge: ({ value }) => ({
    sentence: `${value} is more than the books can hold.`,
    next: "Check the amount: so much energy or ENT does not exist.",
  }),
  EnergyPoolIntervalTooOld: ({ unit, intervalEnd, lastIntervalEnd }, { who, when }) => ({
    sentence: `The interval that ended ${when(intervalEnd)} lies before the last one of ${who(unit)}, which ended ${when(lastIntervalEnd)}.`,
    next: "Send readings in the order of their intervals.",
  }),
  EnergyPoolUnderOneWh: ({ ent: offered, rate: at }, { ent, rate }) => ({
    sentence: `${ent(offered)} is less than one Wh costs at a burning rate of ${rate(at)}.`,
    next: "Offer at least 0.002 ENT.",
  }),
  EnergyPoolInsufficientEnergy: ({ unit, freeWh, neededWh }, { who, energy: kwh }) => ({
    sentence: `${who(unit)} has ${kwh(freeWh)} free, and the session needs ${kwh(neededWh)}.`,
    next: "Start a smaller session, or one with another unit.",
  }),
  EnergyPoolOwesTooMuch: ({ resident, owed, limit }, { who, ent }) => ({
    sentence: `${who(resident)} owes ${ent(owed)}; above ${ent(limit)} no session starts.`,
    next: "Repay the debt first.",
  }),
  EnergyPoolRemovedTooOften: ({ unit }, { who }) => ({
    sentence: `${who(unit)} was registered and removed so often that the books cannot tell its sessions apart any more.`,
    next: "Register the storage under a new key.",
  }),
  EnergyPoolNoSession: ({ unit, consumer }, { who }) => ({
    sentence: `${who(consumer)} has no session with ${who(unit)}.`,
    next: "See the list of sessions.",
  }),
  EnergyPoolSessionNotClosable: ({ unit, consumer, closableFrom }, { who, when }) => ({
    sentence: `The session of ${who(consumer)} with ${who(unit)} cannot be closed yet: a late reading may still need it.`,
    next: `Close it once the unit has reported a later interval, or from ${when(closableFrom)} on.`,
  }),
  EnergyPoolNothingOwed: ({ resident }, { who }) => ({
    sentence: `${who(resident)} owes nothing.`,
    next: "There is nothing to repay.",
  }),
  EnergyPoolUnknownParameter: () => ({
    sentence: "EnergyPool keeps no such parameter.",
    next: "Read it from Governance or Lens.",
  }),
};
