import { Button } from "@mantine/core";
import { Link } from "react-router";
import { useT } from "../i18n/useT.tsx";
import { useWho } from "../wallet/useWho.ts";

/** Leads to the review; for who has no wallet connected, to where one is. */
export function SubmitButton({ label, busy, color }: { label: string; busy: boolean; color?: string }) {
  const t = useT();
  const who = useWho();
  if (who.address === undefined) {
    return (
      <Button component={Link} to="/join" variant="default">
        {t("form.joinFirst")}
      </Button>
    );
  }
  return (
    <Button type="submit" loading={busy} color={color}>
      {label}
    </Button>
  );
}
