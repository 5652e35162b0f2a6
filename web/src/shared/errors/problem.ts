/** What went wrong as people read it. */
export interface Problem {
  /** What happened, with the values. */
  sentence: string;
  /** What to do now. */
  next?: string;
  /** The contract's name for it, where it is one: for tests, reports and the field it belongs to. */
  name?: string;
  /** Whether the same thing may work later. */
  retry: boolean;
}

export type Outcome = { kind: "rejected" } | { kind: "problem"; problem: Problem };
