/** A meter with many units under load, as a process of its own: readings of all units at the end of each interval. */
import type { Source } from "@powerchain/smart-meter";
import { setTimeout as sleep } from "node:timers/promises";
import { endWith } from "./outcome.ts";
import { type RigChain, makeRig, samplesAt } from "./rig.ts";

export interface LoadOrder {
  chain: RigChain;
  units: number;
  /** Seconds. */
  interval: number;
  intervals: number;
}

export interface LoadOutcome {
  wanted: number;
  settled: number;
  rejected: number;
  /** From the first interval's end to the last reading settled, s. */
  seconds: number;
  /** From stored to settled, of some of the readings, s; sorted. */
  latencies: number[];
  /** After each interval's end: how long until nothing waited any more (the next one's end at the latest), s. */
  drained: number[];
  cpuSeconds: number;
  peakBytes: number;
  warnings: string[];
}

const { chain, units, interval, intervals } = JSON.parse(process.argv[2] ?? "{}") as LoadOrder;
const outcome: LoadOutcome = {
  wanted: units * intervals,
  settled: 0,
  rejected: 0,
  seconds: 0,
  latencies: [],
  drained: [],
  cpuSeconds: 0,
  peakBytes: 0,
  warnings: [],
};
let begun = 0;

const source = (): Source => ({
  name: "bench",
  async run({ take, connected }) {
    connected(true);
    const first = (Math.floor(Date.now() / 1000 / interval) + 1) * interval;
    for (let i = 0; i < intervals; i++) {
      const end = first + i * interval;
      await sleep(Math.max(0, end * 1000 - Date.now()));
      begun ||= Date.now();
      await take(samplesAt(units, end, i));
      const next = Date.now() + (interval - 1) * 1000;
      while (rig.store.waiting > 0 && Date.now() < next) await sleep(50);
      outcome.drained.push((Date.now() - end * 1000) / 1000);
    }
  },
});

const rig = makeRig({
  chain,
  units,
  interval,
  source,
  onConfirmed({ readings, rejected, latencies }) {
    outcome.settled += readings - rejected;
    outcome.rejected += rejected;
    outcome.latencies.push(...latencies.map((ms) => ms / 1000));
  },
  onWarning: (text) => outcome.warnings.length < 20 && outcome.warnings.push(text),
});
await rig.meter.run({ untilDone: true });
outcome.seconds = (Date.now() - begun) / 1000;
outcome.latencies.sort((a, b) => a - b);
outcome.cpuSeconds = process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
outcome.peakBytes = process.resourceUsage().maxRSS * 1024;
rig.close();
endWith(outcome);
