import type { ErrorName } from "@powerchain/sdk";

/** The contracts' errors that a panel's reader can meet: what the panel sends, and what forms of it can be wrong. */
export type PanelError = Exclude<
  ErrorName,
  | `${string}NotGovernance`
  | `${string}UnknownParameter`
  | `${string}NotGateway`
  | `ERC2612${string}`
  | `ECDSA${string}`
  | `EnergyPool${"SignedReportsOnly" | "AboveCapacity" | "AbovePower" | "IntervalTooOld"}`
  | `Token${string}`
  | "ERC20InsufficientAllowance"
  | "ERC20InvalidApprover"
  | "ERC20InvalidSpender"
  | "InvalidAccountNonce"
  | "InvalidShortString"
  | "StringTooLong"
  | "WiringMismatch"
  | "LensBadWiring"
  | "LedgerUnauthorized"
  | "LedgerInsufficientLockedEnt"
  | "LedgerInsufficientLockedEur"
>;

/** A sentence and a next step for each; values by the names of the error's arguments. English ones come from the sdk. */
export type ErrorMessages = Record<PanelError, readonly [sentence: string, next: string]>;

/** As messages of the catalogue: "error.<Name>.sentence" and "error.<Name>.next". */
export function asMessages(errors: ErrorMessages): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([name, [sentence, next]]) => [
      [`error.${name}.sentence`, sentence],
      [`error.${name}.next`, next],
    ]),
  );
}
