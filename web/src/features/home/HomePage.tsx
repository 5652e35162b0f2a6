import { useCommunityEnergy, useEnergy } from "../../shared/api/queries.ts";
import { EnergyBars } from "../../shared/charts/EnergyBars.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { JoinInvitation } from "../../shared/ui/JoinInvitation.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { SignInGate } from "../../shared/ui/SignInGate.tsx";
import { QUARTER, useSpan } from "../../shared/ui/spans.ts";
import { UNKNOWN } from "../../shared/ui/Quantity.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { useNow } from "../../shared/ui/useNow.ts";
import { useWho } from "../../shared/wallet/useWho.ts";
import { Attention } from "./Attention.tsx";
import { BalanceStrip } from "./BalanceStrip.tsx";
import { Community } from "./Community.tsx";
import { FlowPicture } from "./FlowPicture.tsx";
import { Headline } from "./Headline.tsx";
import { RankCard } from "./RankCard.tsx";
import { UnitsNow } from "./UnitsNow.tsx";

/** Is my sun being used, what did it earn, is anything asked of me? */
export default function HomePage() {
  const t = useT();
  const who = useWho();
  const hour = new Date(useNow(QUARTER) * 1000).getHours();
  return (
    <Page name={t(greeting(hour), { name: who.name })} answer={<Headline who={who} />}>
      {who.address === undefined ? <ForVisitors /> : <ForResidents />}
    </Page>
  );
}

function greeting(hour: number) {
  if (hour < 5 || hour >= 18) return "home.evening";
  return hour < 12 ? "home.morning" : "home.afternoon";
}

function ForResidents() {
  const t = useT();
  const who = useWho();
  const query = { ...useSpan("today"), compare: "previous" as const };
  const energy = useEnergy(who.address?.toLowerCase(), who.signedIn, query);
  return (
    <div className="split">
      <div>
        <Card title={t("home.flow")}>
          <SignInGate text={t("home.signIn")}>
            <Answer of={energy} lines={6}>
              {({ total }) => <FlowPicture total={total} />}
            </Answer>
            <UnitsNow who={who} />
          </SignInGate>
        </Card>
      </div>
      <div className="split-side stack">
        <BalanceStrip who={who} />
        <Attention who={who} />
        <RankCard who={who} />
      </div>
      <div>
        <Card>
          <EnergyBars account={who.signedIn ? who.address : undefined} />
        </Card>
      </div>
    </div>
  );
}

function ForVisitors() {
  const t = useT();
  const format = useFormat();
  const query = { ...useSpan("today"), compare: "previous" as const };
  const energy = useCommunityEnergy(query);
  const produced = energy.data?.total.producedWh;
  const note = (wh: number) => (wh === 0 ? undefined : t("home.flow.note", { energy: format.energy(wh) }));
  return (
    <div className="columns side">
      <div className="stack">
        <Card title={t("home.flow.community")} note={produced === undefined ? UNKNOWN : note(produced)}>
          <Answer of={energy} lines={6}>
            {({ total }) => <FlowPicture total={total} community />}
          </Answer>
        </Card>
        <Card>
          <EnergyBars account={undefined} />
        </Card>
      </div>
      <div className="stack">
        <JoinInvitation text={t("home.join")} />
        <Community />
      </div>
    </div>
  );
}
