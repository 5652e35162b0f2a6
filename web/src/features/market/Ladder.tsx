import { NativeSelect } from "@mantine/core";
import { memo, useState } from "react";
import { useDepth } from "../../shared/api/queries.ts";
import type { Level, Tariff } from "../../shared/api/types.ts";
import { formatFixed } from "../../shared/format/numbers.ts";
import { useLocale, useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";

const groups = [1, 10, 50, 100];
const LEVELS = 9;

/** Who would sell and buy at which price. A click on a price fills it in. */
export function Ladder({ onPick, tariff }: { onPick: (ticks: number) => void; tariff: Tariff | null }) {
  const t = useT();
  const format = useFormat();
  const [group, setGroup] = useState(1);
  const depth = useDepth(group, LEVELS);
  return (
    <Card
      title={t("ladder.title")}
      action={
        <NativeSelect
          size="xs"
          aria-label={t("ladder.group")}
          value={String(group)}
          onChange={(event) => setGroup(Number(event.currentTarget.value))}
          data={groups.map((ticks) => ({ value: String(ticks), label: format.priceOnly(ticks) }))}
        />
      }
    >
      <Answer of={depth} lines={12}>
        {({ buy, sell }) => {
          const spread =
            sell[0] !== undefined && buy[0] !== undefined ? sell[0].priceTicks - buy[0].priceTicks : undefined;
          const most = Math.max(1, ...[...buy, ...sell].map(({ sumWh }) => sumWh));
          return (
            <table className="ladder">
              <thead>
                <tr>
                  <th scope="col">{t("ladder.price")}</th>
                  <th scope="col">{t("ladder.energy")}</th>
                  <th scope="col">{t("ladder.sum")}</th>
                </tr>
              </thead>
              <tbody aria-label={t("ladder.sellers")}>
                {sell.toReversed().map((level) => (
                  <Row key={level.priceTicks} side="sell" level={level} most={most} onPick={onPick} />
                ))}
                {sell.length === 0 && <Empty text={t("ladder.noSellers")} />}
              </tbody>
              <tbody>
                <tr className="spread">
                  <td colSpan={3}>
                    {spread === undefined
                      ? t("ladder.noSpread")
                      : t("ladder.spread", { spread: format.priceOnly(Math.max(0, spread)) })}
                    {tariff !== null && (
                      <span className="grid">
                        {" · "}
                        {t("ladder.supplier", { price: format.priceOnly(tariff.retailTicks) })}
                      </span>
                    )}
                  </td>
                </tr>
              </tbody>
              <tbody aria-label={t("ladder.buyers")}>
                {buy.length === 0 && <Empty text={t("ladder.noBuyers")} />}
                {buy.map((level) => (
                  <Row key={level.priceTicks} side="buy" level={level} most={most} onPick={onPick} />
                ))}
              </tbody>
            </table>
          );
        }}
      </Answer>
    </Card>
  );
}

function Empty({ text }: { text: string }) {
  return (
    <tr>
      <td colSpan={3} className="quiet">
        {text}
      </td>
    </tr>
  );
}

interface RowProps {
  side: "buy" | "sell";
  level: Level;
  most: number;
  onPick: (ticks: number) => void;
}

const Row = memo(function Row({ side, level, most, onPick }: RowProps) {
  const t = useT();
  const locale = useLocale();
  const price = formatFixed(BigInt(Math.round(level.priceTicks)), 4, 4, { locale });
  return (
    <tr style={{ "--share": `${(100 * level.sumWh) / most}%` } as React.CSSProperties} data-side={side}>
      <td>
        <button
          type="button"
          className={`price ${side}`}
          onClick={() => onPick(level.priceTicks)}
          aria-label={t("ladder.pick", { price })}
        >
          {price}
        </button>
      </td>
      <td className="num">{formatFixed(BigInt(level.energyWh), 3, 3, { locale })}</td>
      <td className="num quiet">{formatFixed(BigInt(level.sumWh), 3, 3, { locale })}</td>
    </tr>
  );
}, sameRow);

function sameRow(a: RowProps, b: RowProps): boolean {
  return (
    a.side === b.side &&
    a.most === b.most &&
    a.level.priceTicks === b.level.priceTicks &&
    a.level.energyWh === b.level.energyWh &&
    a.level.sumWh === b.level.sumWh
  );
}
