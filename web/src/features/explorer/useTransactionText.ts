import { i18n, type MessageId } from "../../shared/i18n/i18n.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

interface Told {
  from: string;
  to: string | null;
  command: string | null;
  text: string;
}

/** A transaction as a sentence: the server's full one in English, who did what in the other languages. */
export function useTransactionText(): (transaction: Told) => string {
  const t = useT();
  const format = useFormat();
  return ({ from, to, command, text }) => {
    if (i18n.locale === "en") return text;
    const id = `did.${command}`;
    const known: Record<string, unknown> = i18n.messages;
    if (command !== null && known[id] !== undefined) return t(id as MessageId, { name: format.name(from) });
    return t("did.other", { name: format.name(from), to: format.name(to) });
  };
}
