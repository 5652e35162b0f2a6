/** The nine contracts, in the order in which they are deployed. */
export const PARTS = [
  ["ledger", "Ledger"],
  ["energyToken", "EnergyToken"],
  ["euroToken", "EuroToken"],
  ["governance", "Governance"],
  ["energyPool", "EnergyPool"],
  ["meterGateway", "MeterGateway"],
  ["market", "Market"],
  ["bank", "Bank"],
  ["lens", "Lens"],
] as const;

export type Part = (typeof PARTS)[number][0];
