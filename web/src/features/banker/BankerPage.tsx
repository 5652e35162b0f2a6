import { useBank } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Page } from "../../shared/ui/Page.tsx";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useWho } from "../../shared/wallet/useWho.ts";
import { BankFigures } from "./BankFigures.tsx";
import { BurnForm } from "./BurnForm.tsx";
import { MintForm } from "./MintForm.tsx";
import { Participants } from "./Participants.tsx";
import { Payments } from "./Payments.tsx";
import { PendingWithdrawals } from "./PendingWithdrawals.tsx";
import { ReserveForm } from "./ReserveForm.tsx";

/** Are the community's euros there, and does anybody wait for his? */
export default function BankerPage() {
  const t = useT();
  const format = useFormat();
  const who = useWho();
  const bank = useBank();
  const data = bank.data;
  const answer =
    data === undefined
      ? UNKNOWN
      : t(data.lockedForWithdrawalEur === "0" ? "bank.answer.calm" : "bank.answer.waiting", {
          total: format.eur(data.totalEur),
          waiting: format.eur(data.lockedForWithdrawalEur),
        });
  const isBanker = who.roles.includes("banker");
  return (
    <Page name={t("nav.banker")} answer={answer}>
      <div className="columns">
        <div className="stack">
          <BankFigures bank={bank} />
          {isBanker && <MintForm />}
          <Payments />
        </div>
        <div className="stack">
          <PendingWithdrawals isBanker={isBanker} />
          {isBanker && <BurnForm />}
          {isBanker && <ReserveForm />}
          <Participants />
        </div>
      </div>
    </Page>
  );
}
