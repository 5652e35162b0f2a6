import { useNetwork, useValidators } from "../../shared/api/queries.ts";
import { useLive } from "../../shared/api/live.tsx";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { formatInteger } from "../../shared/format/numbers.ts";
import { formatSince } from "../../shared/format/time.ts";
import { useLocale, useT } from "../../shared/i18n/useT.tsx";
import { useNow } from "../../shared/ui/useNow.ts";

/** "block 12 431, 1 s ago, 3 of 3 validators": a mark, its shape, and words. */
export function ChainState() {
  const t = useT();
  const locale = useLocale();
  const now = useNow();
  const live = useLive();
  const { blockTime } = useRuntimeConfig();
  const { data: network, error } = useNetwork();
  const { data: validators } = useValidators();

  if (error !== null && live === "lost") return <Line state="down" words={t("chain.down")} />;
  if (network === undefined) return <Line state="late" words={t("chain.connecting")} />;
  const age = now - network.block.at;
  const late = blockTime > 0 && age > Math.max(10, blockTime * 6);
  const state = live === "lost" ? "down" : late ? "late" : "live";
  const block = t("chain.block", {
    number: formatInteger(network.block.number, locale),
    since: formatSince(Math.max(0, age), locale),
  });
  const sealing =
    validators === undefined || validators.items.length === 0
      ? ""
      : t("chain.validators", { sealing: validators.sealing, count: validators.items.length });
  return (
    <Line state={state} words={t(`chain.${state}`)} more={[block, sealing].filter((part) => part !== "").join(", ")} />
  );
}

function Line({ state, words, more }: { state: "live" | "late" | "down"; words: string; more?: string }) {
  return (
    <span className="chain" data-state={state} title={more}>
      <span className="dot" aria-hidden />
      {words}
      {more !== undefined && <span className="chain-more num">{`: ${more}`}</span>}
    </span>
  );
}
