// What the API answers: the types of its own schemas, so that a change there does not compile here. Amounts are text (base
// units), energy is Wh, times are Unix seconds.
import type { z } from "zod";
import type * as accounts from "../../../../indexer/src/api/schemas/accounts.ts";
import type * as bank from "../../../../indexer/src/api/schemas/bank.ts";
import type * as common from "../../../../indexer/src/api/schemas/common.ts";
import type * as explorer from "../../../../indexer/src/api/schemas/explorer.ts";
import type * as governance from "../../../../indexer/src/api/schemas/governance.ts";
import type * as market from "../../../../indexer/src/api/schemas/market.ts";
import type * as network from "../../../../indexer/src/api/schemas/network.ts";
import type * as personal from "../../../../indexer/src/api/schemas/personal.ts";

export type Step = common.Step;
export type ProblemBody = common.Problem;

export type Network = z.infer<typeof network.network>;
export type Parameter = z.infer<typeof network.parameter>;
export type NetworkHistory = z.infer<typeof network.networkHistory>;
export type Validators = z.infer<typeof network.validators>;
export type Unit = z.infer<typeof network.unit>;
export type Participant = z.infer<typeof network.participant>;
export type ParticipantSort = (typeof network.participantSorts)[number];
export type Role = Participant["roles"][number];

export type Account = z.infer<typeof accounts.accountView>;
export type Lock = z.infer<typeof accounts.lock>;
export type Movement = z.infer<typeof accounts.movement>;
export type Session = z.infer<typeof accounts.session>;
export type EnergySeries = z.infer<typeof accounts.energySeries>;
export type EnergyPoint = z.infer<typeof accounts.energyPoint>;
export type Reading = z.infer<typeof accounts.reading>;
export type Rank = z.infer<typeof accounts.rank>;
export type Order = z.infer<typeof accounts.order>;
export type Trade = z.infer<typeof accounts.trade>;

export type Tariff = z.infer<typeof market.tariff>;
export type Statistics = z.infer<typeof market.statistics>;
export type Depth = z.infer<typeof market.depth>;
export type Level = Depth["buy"][number];
export type Candles = z.infer<typeof market.candles>;
export type CandleInterval = keyof typeof market.candleIntervals;

export type CommandKind = (typeof governance.commandKinds)[number];
export type Ballot = z.infer<typeof governance.ballot>;
export type Voters = z.infer<typeof governance.voters>;

export type Bank = z.infer<typeof bank.bank>;
export type Payment = z.infer<typeof bank.payment>;
export type Withdrawal = z.infer<typeof bank.withdrawal>;

export type BlockItem = z.infer<typeof explorer.blockItem>;
export type Block = z.infer<typeof explorer.blockView>;
export type Transaction = z.infer<typeof explorer.transaction>;
export type Found = z.infer<typeof explorer.found>;

export type Label = z.infer<typeof personal.label>;
export type Contact = z.infer<typeof personal.contact>;
export type SignInMessage = z.infer<typeof personal.signInMessage>;
export type Token = z.infer<typeof personal.token>;

export interface Page<Item> {
  items: Item[];
  next: string | null;
}
