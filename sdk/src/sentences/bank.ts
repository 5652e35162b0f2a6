import type { ErrorName } from "../contracts.ts";
import type { Explanations } from "./index.ts";

export const bank: Explanations<Extract<ErrorName, `Bank${string}`>> = {
  BankNotBanker: ({ caller }, { who }) => ({
    sentence: `Only the banker may do this, and ${who(caller)} is not the banker.`,
    next: "Ask the banker, or the voters for another one.",
  }),
  BankNotGovernance: ({ caller }, { who }) => ({
    sentence: `Only the voters' ballots may do this, not ${who(caller)}.`,
    next: "Ask a voter to propose it.",
  }),
  BankNotBankerOrResident: ({ caller, account }, { who }) => ({
    sentence: `Only the banker or ${who(account)} may unlock this eEuro, not ${who(caller)}.`,
    next: "Ask one of the two.",
  }),
  BankZeroAmount: () => ({ sentence: "The amount is 0.", next: "Give an amount above 0." }),
  BankZeroAddress: () => ({
    sentence: "The zero address belongs to nobody.",
    next: "Give the address of a resident.",
  }),
  BankEmptyReference: () => ({
    sentence: "The reference of the bank transfer is missing.",
    next: "Give the reference under which the bank shows the payment.",
  }),
  BankReferenceUsed: ({ paymentReference }) => ({
    sentence: `The reference "${paymentReference}" has been used for this already: a payment counts once.`,
    next: "Check the bank statement; a new payment has a reference of its own.",
  }),
  BankMintCapExceeded: ({ mintedToday, amount, cap }, { eur }) => ({
    sentence: `${eur(mintedToday)} were minted today, so ${eur(amount)} more would exceed the day's cap of ${eur(cap)}.`,
    next: "Wait until 00:00 UTC, mint less, or ask the voters for a higher cap.",
  }),
  BankInsufficientWithdrawal: ({ account, lockedForWithdrawal, needed }, { who, eur }) => ({
    sentence: `${who(account)} has ${eur(lockedForWithdrawal)} locked for withdrawal, and ${eur(needed)} are needed.`,
    next: "Have the resident lock more, or give less.",
  }),
  BankAmountTooLarge: ({ amount }, { eur }) => ({
    sentence: `${eur(amount)} is more than the books can hold.`,
    next: "Check the amount.",
  }),
  BankUnknownParameter: () => ({
    sentence: "Bank keeps no such parameter.",
    next: "Read it from Governance or Lens.",
  }),
};
