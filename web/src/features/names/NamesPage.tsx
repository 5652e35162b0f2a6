import { useLabels } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { NameForm } from "../../shared/names/NameForm.tsx";
import { JoinInvitation } from "../../shared/ui/JoinInvitation.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useWho } from "../../shared/wallet/useWho.ts";
import { AddressBook } from "./AddressBook.tsx";
import { Erase } from "./Erase.tsx";

/** What am I called, and what do I call the others? */
export default function NamesPage() {
  const t = useT();
  const who = useWho();
  const labels = useLabels();
  const me = who.address?.toLowerCase();
  if (me === undefined) {
    return (
      <Page name={t("nav.names")} answer={t("names.answer.nobody")}>
        <JoinInvitation text={t("names.join")} />
      </Page>
    );
  }
  const mine = labels.data?.items.find(({ address }) => address === me)?.name;
  const answer =
    labels.data === undefined
      ? UNKNOWN
      : mine === undefined
        ? t("names.answer.unnamed")
        : t("names.answer", { name: mine });
  return (
    <Page name={t("nav.names")} answer={answer}>
      <SignInGate text={t("names.signIn")}>
        <div className="columns">
          <AddressBook />
          <div className="stack">
            <Card title={t("names.mine")} note={t("names.mine.note")}>
              {labels.data !== undefined && (
                <NameForm key={mine ?? ""} address={me} current={mine} label={t("names.name")} />
              )}
            </Card>
            <Erase address={me} />
          </div>
        </div>
      </SignInGate>
    </Page>
  );
}
