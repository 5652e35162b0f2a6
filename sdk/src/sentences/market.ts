import type { ErrorName } from "../contracts.ts";
import type { Explanations } from "./index.ts";

export const market: Explanations<Extract<ErrorName, `Market${string}`>> = {
  MarketInsufficientEnt: ({ account, available, needed }, { who, ent }) => ({
    sentence: `${who(account)} has ${ent(available)} available; the order needs ${ent(needed)}.`,
    next: "Sell less, or free what is locked in other orders and in sessions.",
  }),
  MarketInsufficientEur: ({ account, available, needed }, { who, eur }) => ({
    sentence: `${who(account)} has ${eur(available)} available; the whole order costs ${eur(needed)} at its own limit.`,
    next: "Buy less, set a lower limit, or free what is locked in other orders and for withdrawal.",
  }),
  MarketPriceOutOfRange: ({ tick }, { price }) => ({
    sentence: `${price(tick)} is not a price that the market knows.`,
    next: "Give a price from 0.0001 to 6.5535 EUR/ENT.",
  }),
  MarketOrderTooSmall: ({ lots: given, minimum }, { lots }) => ({
    sentence: `An order of ${lots(given)} is below the minimum of ${lots(minimum)}.`,
    next: `Order at least ${lots(minimum)}.`,
  }),
  MarketOrderTooLarge: ({ lots: given, maximum }, { lots }) => ({
    sentence: `An order of ${lots(given)} is more than there can be.`,
    next: `Order at most ${lots(maximum)}.`,
  }),
  MarketZeroMaxFills: () => ({
    sentence: "An order that may meet no other order cannot be matched.",
    next: "Allow at least one fill.",
  }),
  MarketExpiryPassed: ({ expiresAt }, { when }) => ({
    sentence: `The order would have expired ${when(expiresAt)}, before it reached the market.`,
    next: "Give a time that lies ahead, or none.",
  }),
  MarketExpiryTooFar: ({ latest }, { when }) => ({
    sentence: "The order would expire later than the market can say.",
    next: `Give a time up to ${when(latest)}, or none.`,
  }),
  MarketWouldCross: ({ tick, bestOpposite }, { price }) => ({
    sentence: `A post-only order at ${price(tick)} would meet the best opposite order at ${price(bestOpposite)}.`,
    next: "Choose a price that does not reach it, or another type of order.",
  }),
  MarketNotFilled: ({ lots: wanted, filled }, { lots }) => ({
    sentence: `Only ${lots(filled)} of ${lots(wanted)} could be filled within the limit, so nothing was.`,
    next: "Order less, give a better price, allow more fills, or use another type of order.",
  }),
  MarketOrderNotOpen: ({ id }) => ({
    sentence: `Order ${id} is not open: it was filled or removed, or never was.`,
    next: "See the list of open orders.",
  }),
  MarketNotOwner: ({ id, owner, caller }, { who }) => ({
    sentence: `Order ${id} belongs to ${who(owner)}, not to ${who(caller)}.`,
    next: "Only its owner can remove it.",
  }),
  MarketNotGovernance: ({ caller }, { who }) => ({
    sentence: `Only the voters' ballots may do this, not ${who(caller)}.`,
    next: "Ask a voter to propose it.",
  }),
  MarketSettlementFailed: () => ({
    sentence: "The trades could not be booked: the transaction ran out of gas.",
    next: "Allow more gas, or fewer fills.",
  }),
  MarketUnknownParameter: () => ({
    sentence: "Market keeps no such parameter.",
    next: "Read it from Governance or Lens.",
  }),
};
