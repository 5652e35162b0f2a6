import { useMediaQuery } from "@mantine/hooks";
import type { EnergySeries } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Eur } from "../../shared/ui/Quantity.tsx";
import { useFormat } from "../../shared/ui/useFormat.ts";
import { communityFlowOf, type Flow, flowOf } from "./flow.ts";
import "./flow.css";

interface Stream {
  from: "sun" | "storage" | "neighbours" | "grid";
  to: "home" | "storage" | "neighbours";
  wh: number;
}

/** Where things are, in units that are pixels at the width for which it is made. */
interface Frame {
  width: number;
  left: number;
  right: number;
}
const wide: Frame = { width: 640, left: 150, right: 470 };
const narrow: Frame = { width: 344, left: 120, right: 232 };
const THICK = 120;
const GAP = 14;
const MIN_NODE = 46; // room for its two lines of text

/** The day's energy: streams as thick as their energy, from where it came to where it went. */
export function FlowPicture({ total, community = false }: { total: EnergySeries["total"]; community?: boolean }) {
  const t = useT();
  const format = useFormat();
  const phone = useMediaQuery("(max-width: 599px)", undefined, { getInitialValueInEffect: false });
  const flow = (community ? communityFlowOf : flowOf)(total);
  const streams = streamsOf(flow);
  if (streams.length === 0) return <p className="quiet">{t("flow.empty")}</p>;
  const frame = phone === true ? narrow : wide;
  const layout = place(streams, frame);
  const label = streams
    .map(({ from, to, wh }) => `${t(`flow.${from}`)} → ${t(`flow.${to}`)}: ${format.energy(wh)}`)
    .join("; ");
  return (
    <div className="flow">
      <svg viewBox={`0 0 ${frame.width} ${layout.height}`} role="img" aria-label={`${t("home.flow")}. ${label}`}>
        {layout.bands.map(({ from, to, path }) => (
          <path
            key={`${from}${to}`}
            d={path}
            className="band"
            style={{ fill: `var(--pc-${to === "home" ? from : to}-fill)` }}
          />
        ))}
        {layout.nodes.map((node) => (
          <g key={`${node.side}${node.name}`}>
            <rect
              x={node.side === "left" ? frame.left - 8 : frame.right}
              y={node.y}
              width={8}
              height={Math.max(node.height, 3)}
              rx={3}
              style={{ fill: `var(--pc-${node.name}-fill)` }}
            />
            <text
              x={node.side === "left" ? frame.left - 16 : frame.right + 16}
              y={node.y + node.height / 2}
              className="node"
              textAnchor={node.side === "left" ? "end" : "start"}
            >
              <tspan className="node-name" dy={-3} style={{ fill: `var(--pc-${node.name}-ink)` }}>
                {t(`flow.${node.name}`)}
              </tspan>
              <tspan className="node-value" x={node.side === "left" ? frame.left - 16 : frame.right + 16} dy={21}>
                {format.energy(node.wh)}
              </tspan>
            </text>
          </g>
        ))}
      </svg>
      {!community && (
        <p className="flow-money">
          <span>
            {t("flow.earned")} <Eur units={total.earnedEur} />
          </span>
          <span>
            {t("flow.spent")} <Eur units={total.spentEur} />
          </span>
          {flow.uncovered > 0 && (
            <span className="sell">{t("flow.uncovered", { energy: format.energy(flow.uncovered) })}</span>
          )}
        </p>
      )}
    </div>
  );
}

function streamsOf(flow: Flow): Stream[] {
  const all: Stream[] = [
    { from: "sun", to: "home", wh: flow.sunToHome },
    { from: "sun", to: "storage", wh: flow.sunToStorage },
    { from: "sun", to: "neighbours", wh: flow.sunToNeighbours },
    { from: "storage", to: "home", wh: flow.storageToHome },
    { from: "neighbours", to: "home", wh: flow.neighboursToHome },
    { from: "grid", to: "home", wh: flow.uncovered },
  ];
  return all.filter(({ wh }) => wh > 0);
}

interface Node {
  name: Stream["from"] | Stream["to"];
  side: "left" | "right";
  wh: number;
  y: number;
  height: number;
}

function place(streams: Stream[], frame: Frame) {
  const all = streams.reduce((sum, { wh }) => sum + wh, 0);
  const scale = THICK / all;
  const nodesOf = (side: "left" | "right", names: Node["name"][]): Node[] => {
    let y = 8;
    return names.flatMap((name) => {
      const wh = streams.reduce((sum, one) => sum + ((side === "left" ? one.from : one.to) === name ? one.wh : 0), 0);
      if (wh === 0) return [];
      const height = wh * scale;
      // A thin one stands in the middle of its words.
      const node = { name, side, wh, y: y + Math.max(0, MIN_NODE - height) / 2, height };
      y += Math.max(height, MIN_NODE) + GAP;
      return [node];
    });
  };
  const left = nodesOf("left", ["sun", "storage", "neighbours", "grid"]);
  const right = nodesOf("right", ["home", "storage", "neighbours"]);
  const end = (nodes: Node[]): number =>
    Math.max(...nodes.map(({ y, height }) => y + (height + Math.max(height, MIN_NODE)) / 2));
  const used = new Map<Node, number>();
  const bands = streams.map(({ from, to, wh }) => {
    const start = left.find(({ name }) => name === from);
    const goal = right.find(({ name }) => name === to);
    return {
      from,
      to,
      path: start === undefined || goal === undefined ? "" : band(start, goal, wh * scale, used, frame),
    };
  });
  return { bands, nodes: [...left, ...right], height: Math.max(end(left), end(right)) + 8 };
}

/** A ribbon between two nodes; `used` keeps how much of each is taken. */
function band(start: Node, goal: Node, thick: number, used: Map<Node, number>, { left, right }: Frame): string {
  const top = start.y + (used.get(start) ?? 0);
  const arrive = goal.y + (used.get(goal) ?? 0);
  used.set(start, (used.get(start) ?? 0) + thick);
  used.set(goal, (used.get(goal) ?? 0) + thick);
  const middle = (left + right) / 2;
  const height = Math.max(thick, 1.5);
  return (
    `M${left} ${top} C${middle} ${top} ${middle} ${arrive} ${right} ${arrive} ` +
    `L${right} ${arrive + height} C${middle} ${arrive + height} ${middle} ${top + height} ${left} ${top + height} Z`
  );
}
