import type { Values } from "@lingui/core";
import { useLingui } from "@lingui/react";
import { useCallback } from "react";
import { currentLocale, i18n, type MessageId } from "./i18n.ts";

export type Translate = (id: MessageId, values?: Values) => string;

/** The messages of the active language; the function changes (and the component renders anew) with the language only. */
export function useT(): Translate {
  const { _ } = useLingui();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `_` is new in each language
  return useCallback((id, values) => i18n._(id, values), [_]);
}

export function useLocale(): string {
  useLingui();
  return currentLocale();
}
