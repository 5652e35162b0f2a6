import { Button, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconPlus } from "@tabler/icons-react";
import { decimals } from "@powerchain/sdk";
import { useEffect, useState } from "react";
import { useWatchAsset } from "wagmi";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { outcomeOf } from "../../shared/errors/outcome.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";

/** My address as text and as a picture for another phone, and the tokens for the wallet's own list (EIP-747). */
export function Receive({ address }: { address: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(address);
    setCopied(true);
  };
  return (
    <Card title={t("receive.title")} note={t("receive.note")}>
      <div className="receive">
        <QrCode text={address} label={t("receive.qr")} />
        <div>
          <Text className="num address" size="sm">
            {address}
          </Text>
          <Group mt="sm" gap="xs">
            <Button
              variant="default"
              size="compact-md"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={() => void copy()}
            >
              {t(copied ? "receive.copied" : "receive.copy")}
            </Button>
            <WatchButtons />
          </Group>
        </div>
      </div>
    </Card>
  );
}

function WatchButtons() {
  const t = useT();
  const { contracts } = useRuntimeConfig();
  const watch = useWatchAsset();
  const tokens = [
    { symbol: "ENT", address: contracts.energyToken, decimals: decimals.ent },
    { symbol: "EUR", address: contracts.euroToken, decimals: decimals.eur },
  ];
  const outcome = watch.error === null ? undefined : outcomeOf(watch.error);
  return (
    <>
      {tokens.map((token) => (
        <Button
          key={token.symbol}
          variant="default"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => watch.mutate({ type: "ERC20", options: token })}
        >
          {t("receive.watch", { token: token.symbol })}
        </Button>
      ))}
      {outcome?.kind === "problem" && (
        <Text size="sm" className="sell" role="alert">
          {outcome.problem.sentence}
        </Text>
      )}
    </>
  );
}

function QrCode({ text, label }: { text: string; label: string }) {
  const [svg, setSvg] = useState("");
  useEffect(() => {
    let gone = false;
    void import("qrcode").then(async ({ default: qrcode }) => {
      const made = await qrcode.toString(text, {
        type: "svg",
        margin: 1,
        color: { dark: "#1a212b", light: "#ffffff" },
      });
      if (!gone) setSvg(made);
    });
    return () => {
      gone = true;
    };
  }, [text]);
  return <div className="qr" role="img" aria-label={label} dangerouslySetInnerHTML={{ __html: svg }} />;
}
