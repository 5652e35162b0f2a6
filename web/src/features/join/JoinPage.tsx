import { Button, Group, Text } from "@mantine/core";
import { IconWallet } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { type Connector, useConnect, useConnection, useConnectors } from "wagmi";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { outcomeOf } from "../../shared/errors/outcome.ts";
import type { Problem } from "../../shared/errors/problem.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { ProblemNote } from "../../shared/tx/FlowDialog.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { DEMO_RDNS } from "../../shared/wallet/demoRdns.ts";
import { useAddChain } from "../../shared/wallet/useAddChain.ts";
import { DemoPeople } from "./DemoPeople.tsx";

/** The first minutes: try it as somebody of the demo, or connect a wallet and add the community's chain. */
export default function JoinPage() {
  const t = useT();
  const { title, demo } = useRuntimeConfig();
  return (
    <Page name={t("join.name")} answer={t("join.answer", { community: title })}>
      <div className={demo === null ? "" : "columns"}>
        {demo !== null && <DemoPeople people={demo.accounts} />}
        <Wallets />
      </div>
    </Page>
  );
}

function Wallets() {
  const t = useT();
  const connectors = useConnectors().filter(({ id }) => id !== DEMO_RDNS);
  return (
    <Card title={t("join.wallet.title")} note={t("join.wallet.note")}>
      {connectors.length === 0 ? (
        <Text>{t("join.wallet.none")}</Text>
      ) : (
        <ul className="rows">
          {connectors.map((connector) => (
            <li key={connector.uid}>
              <WalletRow connector={connector} />
            </li>
          ))}
        </ul>
      )}
      <ol className="steps">
        <li>{t("join.step.wallet")}</li>
        <li>{t("join.step.connect")}</li>
        <li>{t("join.step.chain")}</li>
        <li>{t("join.step.address")}</li>
        <li>{t("join.step.use")}</li>
      </ol>
      <Text size="sm" c="dimmed">
        {t("join.free")}
      </Text>
    </Card>
  );
}

function WalletRow({ connector }: { connector: Connector }) {
  const t = useT();
  const { chainId: ours } = useRuntimeConfig();
  const navigate = useNavigate();
  const connect = useConnect();
  const connection = useConnection();
  const chain = useAddChain();
  const [problem, setProblem] = useState<Problem>();
  const connected = connection.connector?.uid === connector.uid && connection.address !== undefined;
  const here = connected && connection.chainId === ours;

  const start = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await connect.mutateAsync({ connector });
    } catch (error) {
      const outcome = outcomeOf(error);
      setProblem(outcome.kind === "problem" ? outcome.problem : { sentence: t("join.rejected"), retry: true });
    }
  };
  const shown = problem ?? chain.problem;
  return (
    <>
      <Group justify="space-between">
        <Group gap="sm">
          {connector.icon === undefined ? (
            <IconWallet size={24} aria-hidden />
          ) : (
            <img src={connector.icon.trim()} width={24} height={24} alt="" />
          )}
          <span>
            {connector.name}
            {connected && <small className="quiet"> · {t(here ? "join.ready" : "join.otherChain")}</small>}
          </span>
        </Group>
        {!connected ? (
          <Button size="compact-md" loading={connect.isPending} onClick={() => void start()}>
            {t("join.connect")}
          </Button>
        ) : here ? (
          <Button size="compact-md" onClick={() => void navigate("/")}>
            {t("join.go")}
          </Button>
        ) : (
          <Button size="compact-md" loading={chain.busy} onClick={() => void chain.add()}>
            {t("note.chain.action")}
          </Button>
        )}
      </Group>
      {shown !== undefined && (
        <div style={{ marginTop: 8 }}>
          <ProblemNote problem={shown} />
        </div>
      )}
    </>
  );
}
