import { PARTS, type Part } from "./parts.ts";

export type Role = "anyone" | "voter" | "unit" | "banker" | "banker or the account itself" | "the order's owner" | Part;

/** Who may call what changes anything: every such function of every contract stands here, or a test fails. */
export const MAY_CALL: Record<Part, Record<string, Role>> = {
  ledger: {
    mintProduction: "energyPool",
    mintProductions: "energyPool",
    lockEnt: "energyPool",
    unlockEnt: "energyPool",
    burnLockedEnt: "energyPool",
    burnEnt: "energyPool",
    mintEur: "bank",
    lockEur: "bank",
    unlockEur: "bank",
    burnLockedEur: "bank",
    transferEnt: "energyToken",
    transferEur: "euroToken",
    lockOnOrder: "market",
    unlockOnOrder: "market",
    bookIncomingPurchase: "market",
    bookIncomingSale: "market",
  },
  energyToken: tokenRights(),
  euroToken: tokenRights(),
  governance: {
    addVoter: "voter",
    removeVoter: "voter",
    registerStorageUnit: "voter",
    removeStorageUnit: "voter",
    changeBanker: "voter",
    setParameter: "voter",
    vote: "voter",
    executeBallot: "anyone",
    retireVoter: "anyone",
  },
  energyPool: {
    energyProduced: "unit",
    energyConsumed: "unit",
    reportActualEnergy: "unit",
    bookSignedReadings: "meterGateway",
    startConsumptionSession: "anyone",
    closeSession: "anyone",
    clearOldSessions: "anyone",
    repay: "anyone",
    registerStorageUnit: "governance",
    removeUnit: "governance",
    setParameter: "governance",
  },
  meterGateway: { submitReports: "anyone" },
  market: {
    addOrder: "anyone",
    addOrders: "anyone",
    removeOrder: "the order's owner",
    removeOrders: "the order's owner",
    replaceOrder: "the order's owner",
    setParameter: "governance",
  },
  bank: {
    mintEuro: "banker",
    burnEuro: "banker",
    lockEuro: "anyone",
    unlockEuro: "banker or the account itself",
    setBanker: "governance",
    setParameter: "governance",
  },
  lens: {},
};

function tokenRights(): Record<string, Role> {
  return {
    transfer: "anyone",
    transferFrom: "anyone",
    approve: "anyone",
    permit: "anyone",
    emitTransfer: "ledger",
    emitTwoMints: "ledger",
    emitMints: "ledger",
    emitFillsFromMakers: "ledger",
    emitFillsToMakers: "ledger",
  };
}

/** Errors that say that the caller may not. */
export const REFUSALS = new Set([
  ...["LedgerUnauthorized", "TokenUnauthorized", "GovernanceNotVoter", "EnergyPoolNotAUnit", "EnergyPoolNotGateway"],
  ...["EnergyPoolNotGovernance", "MarketNotGovernance", "MarketNotOwner", "BankNotGovernance", "BankNotBanker"],
  "BankNotBankerOrResident",
]);

const COLUMNS = ["anyone", "voter", "unit", "banker"] as const;

/** Every function against every role, as docs/access.md has it. */
export function accessTables(): string {
  return PARTS.filter(([part]) => Object.keys(MAY_CALL[part]).length > 0)
    .map(([part, name]) => {
      const rows = Object.entries(MAY_CALL[part]).map(([fn, role]) => `| \`${fn}\` | ${cells(role).join(" | ")} |`);
      const head =
        "| function | any resident | voter | storage unit | banker | a contract |\n|---|---|---|---|---|---|";
      return `### ${name}\n\n${head}\n${rows.join("\n")}\n`;
    })
    .join("\n");
}

function cells(role: Role): string[] {
  if (role === "anyone") return [...COLUMNS.map(() => "yes"), "yes"];
  if (role === "banker or the account itself")
    return ["own account", "own account", "own account", "yes", "own account"];
  if (role === "the order's owner") return Array.from({ length: 5 }, () => "own orders");
  const contract = PARTS.find(([part]) => part === role)?.[1];
  return [...COLUMNS.map((column) => (column === role ? "yes" : "–")), contract ?? "–"];
}
