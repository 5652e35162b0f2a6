import { Button, Group, Text } from "@mantine/core";
import { IconEyeCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useT } from "../i18n/useT.tsx";
import { useSignIn } from "../wallet/SignInProvider.tsx";

/** What only its owner may see: shown once signed in; else it says what it is and how to see it. */
export function SignInGate({ text, children }: { text: string; children: ReactNode }) {
  const t = useT();
  const { token, busy, problem, signIn } = useSignIn();
  if (token !== undefined) return children;
  return (
    <div className="inset">
      <Text size="sm" mb="xs">
        {text}
      </Text>
      <Group>
        <Button
          variant="default"
          size="compact-md"
          loading={busy}
          leftSection={<IconEyeCheck size={16} aria-hidden />}
          onClick={signIn}
        >
          {t("signIn.action")}
        </Button>
        <Text size="xs" c="dimmed">
          {t("signIn.note")}
        </Text>
      </Group>
      {problem !== undefined && (
        <Text size="sm" className="sell" role="alert" mt="xs">
          {problem.sentence} {problem.next}
        </Text>
      )}
    </div>
  );
}
