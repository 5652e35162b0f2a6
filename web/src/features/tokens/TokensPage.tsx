import { useT } from "../../shared/i18n/useT.tsx";
import { JoinInvitation } from "../../shared/ui/JoinInvitation.tsx";
import { Page } from "../../shared/ui/Page.tsx";
import { Ent, Eur } from "../../shared/ui/Quantity.tsx";
import { useWho } from "../../shared/wallet/useWho.ts";
import { EntBalance, EurBalance } from "./BalanceCards.tsx";
import { CommunityTokens } from "./CommunityTokens.tsx";
import { History } from "./History.tsx";
import { Receive } from "./Receive.tsx";
import { SendForm } from "./SendForm.tsx";
import { Statements } from "./Statements.tsx";
import { Withdraw } from "./Withdraw.tsx";

/** What do I have, and where did it come from? */
export default function TokensPage() {
  const t = useT();
  const who = useWho();
  if (who.address === undefined) {
    return (
      <Page name={t("nav.tokens")} answer={t("tokens.answer.nobody")}>
        <div className="columns">
          <CommunityTokens />
          <JoinInvitation text={t("tokens.join")} />
        </div>
      </Page>
    );
  }
  const answer = (
    <>
      <Ent units={who.account?.ent.available} glide />
      <span className="quiet">{t("tokens.and")}</span>
      <Eur units={who.account?.eur.available} glide />
      <span className="quiet">{t("tokens.available")}</span>
    </>
  );
  return (
    <Page name={t("nav.tokens")} answer={answer}>
      <div className="stack">
        <div className="columns">
          <EntBalance who={who} />
          <EurBalance who={who} />
        </div>
        <div className="columns">
          <div className="stack">
            <SendForm who={who} />
            <Withdraw who={who} />
            <Receive address={who.address} />
          </div>
          <div className="stack">
            <History who={who} />
            <Statements who={who} />
          </div>
        </div>
      </div>
    </Page>
  );
}
