// The shapes of the API's answers, for programs that read it: `import type { Network } from "@powerchain/indexer/types"`.
import type { z } from "@hono/zod-openapi";
import type * as schemas from "./schemas/index.ts";

export type { RuntimeConfig } from "./schemas/config.ts";
export type { Problem, Step } from "./schemas/common.ts";

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Network = z.infer<typeof schemas.network.network>;
export type Parameter = z.infer<typeof schemas.network.parameter>;
export type NetworkHistory = z.infer<typeof schemas.network.networkHistory>;
export type Validators = z.infer<typeof schemas.network.validators>;
export type StorageUnit = z.infer<typeof schemas.network.unit>;
export type Participant = z.infer<typeof schemas.network.participant>;
export type Account = z.infer<typeof schemas.accounts.accountView>;
export type Lock = z.infer<typeof schemas.accounts.lock>;
export type Movement = z.infer<typeof schemas.accounts.movement>;
export type Session = z.infer<typeof schemas.accounts.session>;
export type EnergySeries = z.infer<typeof schemas.accounts.energySeries>;
export type EnergyPoint = z.infer<typeof schemas.accounts.energyPoint>;
export type Reading = z.infer<typeof schemas.accounts.reading>;
export type Rank = z.infer<typeof schemas.accounts.rank>;
export type Order = z.infer<typeof schemas.accounts.order>;
export type Trade = z.infer<typeof schemas.accounts.trade>;
export type MarketStatistics = z.infer<typeof schemas.market.statistics>;
export type Depth = z.infer<typeof schemas.market.depth>;
export type Candles = z.infer<typeof schemas.market.candles>;
export type Ballot = z.infer<typeof schemas.governance.ballot>;
export type Voters = z.infer<typeof schemas.governance.voters>;
export type Bank = z.infer<typeof schemas.bank.bank>;
export type Payment = z.infer<typeof schemas.bank.payment>;
export type PendingWithdrawal = z.infer<typeof schemas.bank.withdrawal>;
export type BlockItem = z.infer<typeof schemas.explorer.blockItem>;
export type Block = z.infer<typeof schemas.explorer.blockView>;
export type Transaction = z.infer<typeof schemas.explorer.transaction>;
export type Found = z.infer<typeof schemas.explorer.found>;
export type SignInMessage = z.infer<typeof schemas.personal.signInMessage>;
export type Token = z.infer<typeof schemas.personal.token>;
export type Label = z.infer<typeof schemas.personal.label>;
export type Contact = z.infer<typeof schemas.personal.contact>;
export type Relayed = z.infer<typeof schemas.personal.relayed>;
export type Statement = z.infer<typeof schemas.statement.statement>;
export type Verified = z.infer<typeof schemas.statement.verified>;
