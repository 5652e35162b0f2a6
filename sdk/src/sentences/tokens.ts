import type { ErrorName } from "../contracts.ts";
import type { Explanations } from "./index.ts";

/** Errors of the ledger, of the two tokens (OpenZeppelin's among them), of deployment and of Lens. */
type Names = Exclude<ErrorName, `${"Governance" | "EnergyPool" | "Bank" | "Market"}${string}`>;

const signatureHint = "Sign anew with the account's own key, on this network.";

export const tokens: Explanations<Names> = {
  LedgerUnauthorized: ({ caller }, { who }) => ({
    sentence: `Only the protocol's own contracts may book, not ${who(caller)}.`,
    next: "Use the commands of the contracts in front of the ledger.",
  }),
  LedgerInsufficientEnt: ({ account, available, needed }, { who, ent }) => ({
    sentence: `${who(account)} has ${ent(available)} available and needs ${ent(needed)}.`,
    next: "Give less, buy ENT in the market, or free what is locked in orders and sessions.",
  }),
  LedgerInsufficientEur: ({ account, available, needed }, { who, eur }) => ({
    sentence: `${who(account)} has ${eur(available)} available and needs ${eur(needed)}.`,
    next: "Give less, or free what is locked in orders or for withdrawal.",
  }),
  LedgerInsufficientLockedEnt: ({ account, locked, needed }, { who, ent }) => ({
    sentence: `${who(account)} has ${ent(locked)} locked, and ${ent(needed)} are to be released.`,
    next: "This should never happen: report it with the transaction.",
  }),
  LedgerInsufficientLockedEur: ({ account, locked, needed }, { who, eur }) => ({
    sentence: `${who(account)} has ${eur(locked)} locked, and ${eur(needed)} are to be released.`,
    next: "This should never happen: report it with the transaction.",
  }),
  LedgerTokenFailed: () => ({
    sentence: "A token could not say what was booked: the transaction ran out of gas.",
    next: "Allow more gas.",
  }),
  LedgerAmountTooLarge: ({ account, amount }, { who }) => ({
    sentence: `${who(account)} would hold more than the books can say (${amount} units).`,
    next: "Give a smaller amount.",
  }),
  TokenUnauthorized: ({ caller }, { who }) => ({
    sentence: `Only the ledger may say that a token moved, not ${who(caller)}.`,
    next: "Use transfer.",
  }),
  ERC20InsufficientAllowance: ({ spender, allowance, needed }, { who }) => ({
    sentence: `${who(spender)} may spend ${allowance} units of this account, and needs ${needed}.`,
    next: "Have the owner approve more.",
  }),
  ERC20InsufficientBalance: ({ sender, balance, needed }, { who }) => ({
    sentence: `${who(sender)} has ${balance} units and needs ${needed}.`,
    next: "Give less.",
  }),
  ERC20InvalidApprover: () => ({
    sentence: "The zero address cannot approve anything.",
    next: "Approve from an account.",
  }),
  ERC20InvalidReceiver: ({ receiver }, { who }) => ({
    sentence: `${who(receiver)} cannot receive tokens.`,
    next: "Give the address of a resident.",
  }),
  ERC20InvalidSender: ({ sender }, { who }) => ({
    sentence: `${who(sender)} cannot send tokens.`,
    next: "Send from an account.",
  }),
  ERC20InvalidSpender: ({ spender }, { who }) => ({
    sentence: `${who(spender)} cannot be allowed to spend.`,
    next: "Give the address of an account or contract.",
  }),
  ERC2612ExpiredSignature: ({ deadline }, { when }) => ({
    sentence: `The signed permission ended ${when(deadline)}.`,
    next: "Sign a new one with a later deadline.",
  }),
  ERC2612InvalidSigner: ({ signer, owner }, { who }) => ({
    sentence: `The permission was signed by ${who(signer)}, not by ${who(owner)}.`,
    next: signatureHint,
  }),
  InvalidAccountNonce: ({ account, currentNonce }, { who }) => ({
    sentence: `The permission of ${who(account)} was used already or is out of turn (next: ${currentNonce}).`,
    next: "Sign a new one with the current nonce.",
  }),
  ECDSAInvalidSignature: () => ({ sentence: "The signature is not valid.", next: signatureHint }),
  ECDSAInvalidSignatureLength: ({ length }) => ({
    sentence: `The signature has a wrong length (${BigInt(length)} bytes, not 65).`,
    next: signatureHint,
  }),
  ECDSAInvalidSignatureS: () => ({ sentence: "The signature has a form that is not accepted.", next: signatureHint }),
  InvalidShortString: () => ({
    sentence: "A name in the contract cannot be read.",
    next: "This should never happen: report it.",
  }),
  StringTooLong: ({ str }) => ({
    sentence: `"${str}" is too long for a name in the contract.`,
    next: "Choose a name of at most 31 characters.",
  }),
  WiringMismatch: ({ expected, actual }) => ({
    sentence: `The contract was to be at ${expected} and would be at ${actual}.`,
    next: "Deploy with ./powerchain deploy, from an account that sends nothing else meanwhile.",
  }),
  LensBadWiring: ({ part }) => ({
    sentence: `The contract at ${part} is missing or belongs to another community.`,
    next: "Deploy with ./powerchain deploy, which checks every part.",
  }),
};
