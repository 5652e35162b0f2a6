import { Alert, Anchor, Button, Group, Loader, Modal, Progress, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHandStop } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Problem } from "../errors/problem.ts";
import { useT } from "../i18n/useT.tsx";
import { ChangeTable } from "./ChangeTable.tsx";
import { type FlowApi, useFlow } from "./FlowProvider.tsx";
import type { Flow, Told } from "./machine.ts";
import { useSettledChanges } from "./useSettledChanges.ts";

/** From the review in words to the last confirmation, in one dialog. */
export function FlowDialog() {
  const t = useT();
  const api = useFlow();
  const { flow, open } = api;
  if (flow.step === "idle") return null;
  const told: Told = "plan" in flow ? flow.plan : flow.told;
  const leave = (): void => (flow.step === "pending" || flow.step === "confirming" ? api.hide() : api.close());
  return (
    <Modal
      opened={open}
      onClose={leave}
      title={<Text fw={650}>{told.title}</Text>}
      closeButtonProps={{ "aria-label": t("action.close") }}
      closeOnClickOutside={flow.step !== "signing"}
      size="md"
    >
      <Stack gap="md" data-step={flow.step} data-testid="flow">
        <Body flow={flow} api={api} told={told} />
      </Stack>
    </Modal>
  );
}

function Body({ flow, api, told }: { flow: Flow; api: FlowApi; told: Told }): ReactNode {
  const t = useT();
  switch (flow.step) {
    case "idle":
      return null;
    case "review":
      return <Review api={api} told={told} warnings={flow.plan.warnings} problem={flow.problem} />;
    case "signing":
      return (
        <>
          <Sentences told={told} />
          <Waiting text={t("tx.signing")} />
        </>
      );
    case "pending":
      return <UnderWay api={api} told={told} text={t("tx.pending")} value={8} />;
    case "confirming": {
      const value = (100 * flow.confirmations) / flow.needed;
      const text = t("tx.confirming", { count: flow.confirmations, needed: flow.needed });
      return <UnderWay api={api} told={told} text={text} value={value} />;
    }
    case "done":
      return <Done api={api} told={told} hash={flow.hash} blockNumber={flow.blockNumber} />;
    case "rejected":
      return (
        <>
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <IconHandStop aria-hidden />
            <Text>{t("tx.rejected")}</Text>
          </Group>
          <Buttons api={api} retry={t("tx.again")} />
        </>
      );
    case "reverted":
      return (
        <>
          <ProblemNote problem={flow.problem} />
          <DetailsLink hash={flow.hash} />
          <Buttons api={api} />
        </>
      );
    case "lost":
      return (
        <>
          <ProblemNote problem={{ sentence: t("tx.lost.sentence"), next: t("tx.lost.next"), retry: true }} />
          <Buttons api={api} />
        </>
      );
  }
}

function Review(props: { api: FlowApi; told: Told; warnings?: string[]; problem?: Problem }) {
  const t = useT();
  return (
    <>
      <Sentences told={props.told} />
      <ChangeTable changes={props.told.changes} />
      {props.warnings?.map((warning) => (
        <Alert key={warning} color="yellow" icon={<IconAlertTriangle aria-hidden />}>
          {warning}
        </Alert>
      ))}
      {props.problem !== undefined && <ProblemNote problem={props.problem} />}
      <Text size="sm" c="dimmed">
        {t("tx.free")}
      </Text>
      <Buttons api={props.api} retry={props.problem === undefined ? t("tx.sign") : t("tx.again")} />
    </>
  );
}

function UnderWay({ api, told, text, value }: { api: FlowApi; told: Told; text: string; value: number }) {
  const t = useT();
  return (
    <>
      <Sentences told={told} />
      <Progress value={value} aria-label={text} color="var(--pc-storage-fill)" transitionDuration={300} />
      <Text role="status">{text}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={api.hide}>
          {t("tx.hide")}
        </Button>
      </Group>
    </>
  );
}

function Done({ api, told, hash, blockNumber }: { api: FlowApi; told: Told; hash: string; blockNumber: number }) {
  const t = useT();
  const changes = useSettledChanges(told.changes);
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="flex-start" role="status">
        <IconCircleCheck aria-hidden className="buy" style={{ flex: "none" }} />
        <Title order={3} size="h4">
          {told.done}
        </Title>
      </Group>
      <ChangeTable changes={changes} />
      <DetailsLink hash={hash} blockNumber={blockNumber} />
      <Group justify="flex-end">
        <Button onClick={api.close} data-autofocus>
          {t("action.done")}
        </Button>
      </Group>
    </>
  );
}

function DetailsLink({ hash, blockNumber }: { hash: string; blockNumber?: number }) {
  const t = useT();
  const { close } = useFlow();
  return (
    <Text size="sm" c="dimmed">
      {blockNumber !== undefined && `${t("tx.inBlock", { block: blockNumber })} `}
      <Anchor component={Link} to={`/explorer/tx/${hash}`} onClick={close} inherit>
        {t("tx.details")}
      </Anchor>
    </Text>
  );
}

function Sentences({ told }: { told: Told }) {
  return told.sentences.map((sentence) => <Text key={sentence}>{sentence}</Text>);
}

function Waiting({ text }: { text: string }) {
  return (
    <Group gap="sm" role="status">
      <Loader size="sm" aria-hidden />
      <Text>{text}</Text>
    </Group>
  );
}

export function ProblemNote({ problem }: { problem: Problem }) {
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
      data-error={problem.name}
      title={problem.sentence}
    >
      {problem.next}
    </Alert>
  );
}

function Buttons({ api, retry }: { api: FlowApi; retry?: string }) {
  const t = useT();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={api.close}>
        {retry === undefined ? t("action.close") : t("action.cancel")}
      </Button>
      {retry !== undefined && (
        <Button onClick={() => void api.sign()} data-autofocus>
          {retry}
        </Button>
      )}
    </Group>
  );
}
