import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ApiError } from "../api/client.ts";
import type { Pages } from "../api/useApi.ts";
import { useT } from "../i18n/useT.tsx";
import { Waiting } from "./Waiting.tsx";

interface Result<Data> {
  data: Data | undefined;
  error: ApiError | null;
  refetch: () => Promise<unknown>;
}

/** Shows an answer of the API, or that it is on its way, or why there is none and what to do. */
export function Answer<Data>(props: { of: Result<Data>; lines?: number; children: (data: Data) => ReactNode }) {
  const { data, error, refetch } = props.of;
  if (data !== undefined) return props.children(data);
  if (error !== null) return <Refusal error={error} again={() => void refetch()} />;
  return <Waiting lines={props.lines ?? 3} />;
}

/** A list that goes on; `empty` says why there is nothing and when there will be. */
export function List<Item>(props: {
  of: Pages<Item>;
  empty: string;
  lines?: number;
  children: (items: Item[]) => ReactNode;
}) {
  const t = useT();
  const { items, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = props.of;
  if (items === undefined) {
    if (error !== null) return <Refusal error={error} again={() => void refetch()} />;
    return <Waiting lines={props.lines ?? 4} />;
  }
  if (items.length === 0) return <Nothing>{props.empty}</Nothing>;
  return (
    <>
      {props.children(items)}
      {hasNextPage && (
        <Button
          variant="default"
          size="compact-md"
          mt="sm"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("state.more")}
        </Button>
      )}
    </>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" py="xs">
      {children}
    </Text>
  );
}

function Refusal({ error, again }: { error: ApiError; again: () => void }) {
  const t = useT();
  const down = error.status === 0 || error.status === 503;
  const title = down ? t("trouble.apiDown.sentence") : t("trouble.api.sentence", { detail: error.message });
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <p style={{ margin: "0 0 8px" }}>{down ? t("trouble.apiDown.next") : t("trouble.api.next")}</p>
      <Button size="compact-md" variant="default" onClick={again}>
        {t("state.again")}
      </Button>
    </Alert>
  );
}
