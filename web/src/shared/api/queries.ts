// What the panel asks of the API: one hook a question, with the live topics that make the answer old.
import { usePages, useApi } from "./useApi.ts";
import type {
  Account,
  Ballot,
  Bank,
  Block,
  BlockItem,
  CandleInterval,
  Candles,
  Contact,
  Depth,
  EnergySeries,
  Found,
  Label,
  Movement,
  Network,
  NetworkHistory,
  Order,
  Parameter,
  Participant,
  ParticipantSort,
  Payment,
  Rank,
  Reading,
  Session,
  Statistics,
  Step,
  Trade,
  Transaction,
  Unit,
  Validators,
  Voters,
  Withdrawal,
} from "./types.ts";

export interface SpanQuery {
  from?: number;
  to?: number;
  step?: Step;
  compare?: "previous" | "none";
}

// --- network ---

export const useNetwork = () => useApi<Network>({ path: "/network", topics: ["block"] });
export const useParameters = () => useApi<{ items: Parameter[] }>({ path: "/network/parameters", topics: ["ballot"] });
export const useNetworkHistory = (query: SpanQuery) =>
  useApi<NetworkHistory>({ path: "/network/history", query: { ...query }, topics: ["energy"] });
export const useCommunityEnergy = (query: SpanQuery, enabled = true) =>
  useApi<EnergySeries>({ path: "/network/energy", query: { ...query }, topics: ["energy"], enabled });
export const useValidators = () => useApi<Validators>({ path: "/network/validators", topics: ["block"] });
export const useUnits = (query: { owner?: string; registered?: "true" | "false" } = { registered: "true" }) =>
  useApi<{ items: Unit[]; next: string | null }>({
    path: "/units",
    query: { ...query, limit: 200 },
    topics: ["energy", "ballot"],
  });
export const useParticipants = (query: { search?: string; sort?: ParticipantSort; order?: "up" | "down" }) =>
  usePages<Participant>({ path: "/participants", query: { ...query, limit: 25 }, topics: ["account"] });
export const useLabels = () =>
  useApi<{ items: Label[] }>({ path: "/labels", query: { limit: 200 }, topics: ["never"] });

// --- one account ---

export const useAccount = (address: string | undefined) =>
  useApi<Account>({ path: `/accounts/${address}`, topics: ["account"], enabled: address !== undefined });
export const useSessions = (address: string | undefined, state: "open" | "closed" | "all" = "open") =>
  usePages<Session>({
    path: `/accounts/${address}/sessions`,
    query: { state, limit: 50 },
    topics: ["account", "energy"],
    enabled: address !== undefined,
  });
export const useOrders = (address: string | undefined, state: "open" | "ended" | "all" = "open") =>
  usePages<Order>({
    path: `/accounts/${address}/orders`,
    query: { state, limit: 50 },
    topics: ["account", "depth"],
    enabled: address !== undefined,
  });
export const useAccountTrades = (address: string | undefined) =>
  usePages<Trade>({
    path: `/accounts/${address}/trades`,
    query: { limit: 6 },
    topics: ["account", "trade"],
    enabled: address !== undefined,
  });

// --- one account's own data: with a token ---

/** For an ISO week ("2026-W09"); by default this one. */
export const useRank = (address: string | undefined, signedIn: boolean, week?: string) =>
  useApi<Rank>({
    path: `/accounts/${address}/rank`,
    query: { week },
    topics: ["energy"],
    personal: true,
    enabled: address !== undefined && signedIn,
  });
export const useMovements = (address: string | undefined, signedIn: boolean, token?: "ENT" | "EUR") =>
  usePages<Movement>({
    path: `/accounts/${address}/movements`,
    query: { token, limit: 8 },
    topics: ["account"],
    personal: true,
    enabled: address !== undefined && signedIn,
  });
export const useEnergy = (address: string | undefined, signedIn: boolean, query: SpanQuery) =>
  useApi<EnergySeries>({
    path: `/accounts/${address}/energy`,
    query: { ...query },
    topics: ["account", "energy"],
    personal: true,
    enabled: address !== undefined && signedIn,
  });
export const useReadings = (address: string | undefined, signedIn: boolean) =>
  usePages<Reading>({
    path: `/accounts/${address}/readings`,
    query: { limit: 25 },
    topics: ["energy"],
    personal: true,
    enabled: address !== undefined && signedIn,
  });
export const useContacts = (signedIn: boolean) =>
  useApi<{ items: Contact[] }>({
    path: "/address-book",
    query: { limit: 200 },
    topics: ["never"],
    personal: true,
    enabled: signedIn,
  });

/** The same, page by page, for reading and changing it. */
export const useAddressBook = () =>
  usePages<Contact>({ path: "/address-book", query: { limit: 100 }, topics: ["never"], personal: true });

// --- market ---

export const useStatistics = () => useApi<Statistics>({ path: "/market", topics: ["trade", "depth"] });
export const useDepth = (group: number, levels: number) =>
  useApi<Depth>({ path: "/market/depth", query: { group, levels }, topics: ["depth"] });
export const useTrades = () => usePages<Trade>({ path: "/market/trades", query: { limit: 14 }, topics: ["trade"] });
export const useCandles = (interval: CandleInterval, from: number) =>
  useApi<Candles>({ path: "/market/candles", query: { interval, from }, topics: ["trade"] });

// --- governance ---

export const useBallots = (state: "open" | "past") =>
  usePages<Ballot>({ path: "/ballots", query: { state, limit: 20 }, topics: ["ballot"] });
export const useVoters = () => useApi<Voters>({ path: "/voters", topics: ["ballot"] });

// --- bank ---

export const useBank = () => useApi<Bank>({ path: "/bank", topics: ["block"] });
export const useDeposits = () =>
  usePages<Payment>({ path: "/bank/deposits", query: { limit: 20 }, topics: ["account"], personal: true });
export const useWithdrawals = () =>
  usePages<Payment>({ path: "/bank/withdrawals", query: { limit: 20 }, topics: ["account"], personal: true });
export const usePendingWithdrawals = () =>
  usePages<Withdrawal>({ path: "/bank/withdrawals/pending", query: { limit: 50 }, topics: ["block"] });

// --- explorer ---

export const useBlocks = () => usePages<BlockItem>({ path: "/blocks", query: { limit: 15 }, topics: ["block"] });
export const useBlock = (id: string) => useApi<Block>({ path: `/blocks/${id}`, topics: ["never"] });
export const useTransaction = (hash: string) =>
  useApi<Transaction>({ path: `/transactions/${hash}`, topics: ["block"], personal: true });
export const useSearch = (q: string) =>
  useApi<Found>({ path: "/search", query: { q }, topics: ["never"], enabled: q.trim() !== "" });
