import { CommandError } from "../../lib/errors.ts";
import { withProgress } from "../../lib/progress.ts";
import { servicesOf } from "../services.ts";
import { runUntilSignal } from "../serviceShell.ts";
import { takeSnapshot } from "../snapshot.ts";
import { readNetwork } from "../store.ts";
import { act } from "../watchdog/acts.ts";
import { type Action, mend } from "../watchdog/core.ts";
import { openWatchdog } from "../watchdog/run.ts";

export async function runWatch(name: string, flags: { port?: string; host: string }): Promise<void> {
  const network = readNetwork(name);
  const port = Number(flags.port ?? servicesOf(network).find((service) => service.name === "watchdog")?.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CommandError(`--port must be a port number, not ${flags.port}.`);
  const watchdog = await openWatchdog(name, port, flags.host);
  process.stdout.write(
    `The watchdog looks after ${name}; its metrics: http://${flags.host}:${watchdog.port}/metrics. Ctrl-C ends it.\n`,
  );
  await runUntilSignal("watchdog", async () => await watchdog.close());
}

export async function runHeal(name: string): Promise<void> {
  const network = readNetwork(name);
  const actions = mend(await takeSnapshot(network, false)).filter(
    (action): action is Exclude<Action, { kind: "say" }> => action.kind !== "say",
  );
  if (actions.length === 0) {
    process.stdout.write(
      `${name} is neither split nor deadlocked: there is nothing to mend. See: ./powerchain network status ${name}\n`,
    );
    return;
  }
  for (const action of actions)
    await withProgress(`${action.kind} ${action.node}`, async (say) => say(await act(network, action)));
}
