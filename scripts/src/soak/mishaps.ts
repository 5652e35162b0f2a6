import { setTimeout as sleep } from "node:timers/promises";
import type { FaultyRpc, Faults } from "../meter/check/faultyRpc.ts";
import type { Network } from "../network/model.ts";
import { signal, until } from "../network/processes.ts";
import { servicePid, servicesOf, startServices } from "../network/services.ts";
import type { Program } from "./programs.ts";

/** What may happen to the programs that stand around the chain. */
export const mishapKinds = [
  "kill the meter service",
  "kill the API",
  "kill the gateway",
  "cut the meter's line",
  "freeze the meter service",
  "freeze the API",
  "freeze the gateway",
] as const;
export type MishapKind = (typeof mishapKinds)[number];

export interface Mishap {
  kind: MishapKind;
  lastsMs: number;
  /** From its end until the program serves again, s. */
  seconds: number;
  healed: boolean;
}

/** What mishaps happen to. */
export interface Surroundings {
  network: Network;
  meter: Program;
  api: Program;
  /** Between the meter service and its node. */
  line: FaultyRpc;
}

/** Of all requests between meter and node: what goes wrong on a normal day. */
export const NORMAL_LINE: Faults = { drop: 0.01, dropAnswer: 0.01, duplicate: 0.01, delay: 0.05 };
const CUT_LINE: Faults = { drop: 1, dropAnswer: 0, duplicate: 0, delay: 0 };

/** A program serves again within this, or it is not healed: a node that it needs may be down at the same time. */
const HEALED_MS = 180_000;

/** All kinds in turn first, so that a short run has each. */
export function drawMishap(index: number, random: () => number, lastsMs: readonly [number, number]) {
  const any = mishapKinds[Math.floor(random() * mishapKinds.length)] as MishapKind;
  return {
    kind: mishapKinds[index] ?? any,
    lastsMs: Math.round(lastsMs[0] + random() * (lastsMs[1] - lastsMs[0])),
  };
}

/** Makes a mishap happen, lets it last, ends it, and waits until the program serves again. */
export async function befall(
  around: Surroundings,
  { kind, lastsMs }: Pick<Mishap, "kind" | "lastsMs">,
): Promise<Mishap> {
  const act = actOf(around, kind);
  await act.begin();
  await sleep(lastsMs);
  await act.end();
  const ended = Date.now();
  const healed = await until(async () => ((await act.healed()) ? true : undefined), HEALED_MS, 250);
  return { kind, lastsMs, seconds: (Date.now() - ended) / 1000, healed: healed ?? false };
}

interface Act {
  begin(): void | Promise<void>;
  end(): void | Promise<void>;
  healed(): Promise<boolean>;
}

function actOf({ network, meter, api, line }: Surroundings, kind: MishapKind): Act {
  const killed = (program: Program): Act => ({
    begin: () => program.kill(),
    end: () => program.start(),
    healed: () => program.isReady(),
  });
  const frozen = (program: Program): Act => ({
    begin: () => program.freeze(),
    end: () => program.thaw(),
    healed: () => program.isReady(),
  });
  const gateway = gatewayOf(network);
  const acts: Record<MishapKind, Act> = {
    "kill the meter service": killed(meter),
    "kill the API": killed(api),
    "kill the gateway": {
      begin: () => gateway.signal("SIGKILL"),
      end: () => gateway.start(),
      healed: gateway.isReady,
    },
    "cut the meter's line": {
      begin: () => void (line.faults = CUT_LINE),
      end: () => void (line.faults = NORMAL_LINE),
      healed: () => meter.isReady(),
    },
    "freeze the meter service": frozen(meter),
    "freeze the API": frozen(api),
    "freeze the gateway": {
      begin: () => gateway.signal("SIGSTOP"),
      end: () => gateway.signal("SIGCONT"),
      healed: gateway.isReady,
    },
  };
  return acts[kind];
}

/** The gateway is one of the network's own services, which start it. */
function gatewayOf(network: Network) {
  const service = servicesOf(network).find(({ name }) => name === "gateway");
  if (service === undefined) throw new Error("the network has no gateway");
  return {
    // One that does not answer at once is looked for below, for longer than a person would wait at his screen.
    start: async (): Promise<void> => await startServices(network, () => undefined).catch(() => undefined),
    signal: (name: NodeJS.Signals): void => {
      const pid = servicePid(network, service);
      if (pid !== undefined) signal(pid, name);
    },
    isReady: async (): Promise<boolean> =>
      await fetch(`http://127.0.0.1:${service.port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
}
