import { useMemo } from "react";
import { useContacts, useLabels } from "../api/queries.ts";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { shortAddress } from "../format/address.ts";
import { useSignIn } from "../wallet/SignInProvider.tsx";

export interface Names {
  /** The name of an account or unit, else its short address. */
  nameOf: (address: string | null | undefined) => string;
  /** Only a real name. */
  knownName: (address: string) => string | undefined;
  /** Everyone with a name. */
  all: { address: string; name: string }[];
}

/** Names from the reader's own address book, then from the community; the chain knows none. */
export function useNames(): Names {
  const { demo } = useRuntimeConfig();
  const { token } = useSignIn();
  const { data: labels } = useLabels();
  const { data: contacts } = useContacts(token !== undefined);
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const one of demo?.accounts ?? []) names.set(one.address.toLowerCase(), one.name);
    for (const one of labels?.items ?? []) names.set(one.address.toLowerCase(), one.name);
    for (const one of contacts?.items ?? []) names.set(one.address.toLowerCase(), one.name);
    const knownName = (address: string): string | undefined => names.get(address.toLowerCase());
    return {
      knownName,
      nameOf: (address) =>
        address === null || address === undefined ? "" : (knownName(address) ?? shortAddress(address)),
      all: [...names].map(([address, name]) => ({ address, name })),
    };
  }, [demo, labels, contacts]);
}
