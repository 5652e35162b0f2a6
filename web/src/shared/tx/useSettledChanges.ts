import { useEffect, useState } from "react";
import { UNKNOWN } from "../ui/Quantity.tsx";
import { useFormat } from "../ui/useFormat.ts";
import { figureText } from "./changes.ts";
import type { Change } from "./machine.ts";
import { type Balances, useBalances } from "./useBalances.ts";

/**
 * The changes of a settled action with what the chain says now in place of what was foreseen: others may have traded or a meter
 * reported meanwhile. Until it has answered, such an amount is unknown.
 */
export function useSettledChanges(changes: Change[]): Change[] {
  const format = useFormat();
  const read = useBalances();
  const [settled, setSettled] = useState<ReadonlyMap<string, Balances>>(new Map());
  useEffect(() => {
    let gone = false;
    const accounts = new Set(changes.flatMap(({ of }) => (of === undefined ? [] : [of.account])));
    for (const account of accounts) {
      read(account)
        .then((balances) => !gone && setSettled((others) => new Map(others).set(account, balances)))
        .catch(() => undefined); // it stays unknown; the page behind says that the node is down
    }
    return () => {
      gone = true;
    };
  }, [changes, read]);
  return changes.map((change) => {
    if (change.of === undefined) return change;
    const units = settled.get(change.of.account)?.[change.of.name];
    return { ...change, after: units === undefined ? UNKNOWN : figureText(change.of.name, units, format) };
  });
}
