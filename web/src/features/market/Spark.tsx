import { useCandles } from "../../shared/api/queries.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useNow } from "../../shared/ui/useNow.ts";

const HOUR = 3_600;
const HOURS = 24;
const [WIDTH, HEIGHT] = [96, 20];

/** The day's prices as a line of a word's height. */
export function Spark() {
  const t = useT();
  const from = useNow(HOUR) - (HOURS - 1) * HOUR;
  const { data } = useCandles("1h", from);
  const items = data?.items ?? [];
  if (items.length < 2) return null;
  const closes = items.map(({ closeTicks }) => closeTicks);
  const [low, high] = [Math.min(...closes), Math.max(...closes)];
  const points = items.map(({ from: at, closeTicks }) => {
    const x = (WIDTH * (at - from)) / (HOUR * (HOURS - 1));
    const y = HEIGHT - 2 - ((HEIGHT - 4) * (closeTicks - low)) / Math.max(1, high - low);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} role="img" aria-label={t("price.spark")}>
      <polyline points={points.join(" ")} />
    </svg>
  );
}
