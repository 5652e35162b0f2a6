import { Button, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { useT } from "../i18n/useT.tsx";

/** For readers without a wallet: what joining would show here. */
export function JoinInvitation({ text }: { text: string }) {
  const t = useT();
  const { demo } = useRuntimeConfig();
  return (
    <section className="card">
      <Text mb="md">{text}</Text>
      <Group>
        <Button component={Link} to="/join">
          {t(demo === null ? "who.join" : "who.try")}
        </Button>
      </Group>
    </section>
  );
}
