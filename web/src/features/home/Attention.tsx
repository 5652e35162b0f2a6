import { Anchor } from "@mantine/core";
import { IconBell, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "react-router";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import type { Who } from "../../shared/wallet/useWho.ts";
import { useAttention } from "./useAttention.ts";

/** What is asked of me; when nothing is, it says so. */
export function Attention({ who }: { who: Who }) {
  const t = useT();
  const items = useAttention(who);
  return (
    <Card title={t("attention.title")}>
      {items.length === 0 ? (
        <p className="calm">
          <IconCircleCheck size={20} aria-hidden className="buy" /> {t("attention.nothing")}
        </p>
      ) : (
        <ul className="rows">
          {items.map(({ key, text, to, action }) => (
            <li key={key} className="pair">
              <span className="with-icon">
                <IconBell size={18} aria-hidden className="sun" /> {text}
              </span>
              <Anchor component={Link} to={to} fw={600} aria-label={`${action}: ${text}`}>
                {action}
              </Anchor>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
