import { setTimeout as sleep } from "node:timers/promises";
import { judgeHealth } from "../health.ts";
import { servicePid, servicesOf } from "../services.ts";
import { takeSnapshot } from "../snapshot.ts";
import { statusRows, statusText } from "../statusView.ts";
import { networkNames, readNetwork } from "../store.ts";

export async function runStatus(name: string | undefined, flags: { watch?: boolean; json?: boolean }): Promise<void> {
  const names = name === undefined ? networkNames() : [readNetwork(name).name];
  if (names.length === 0) {
    process.stdout.write("There is no network here yet. Make and start one with: ./powerchain network start\n");
    return;
  }
  if (flags.json === true) return await printJson(names, name !== undefined);
  if (flags.watch !== true) {
    process.stdout.write(`${await textOf(names)}\n`);
    return;
  }
  for (;;) {
    const text = await textOf(names);
    process.stdout.write(process.stdout.isTTY ? `\u001b[2J\u001b[H${text}\n` : `${text}\n\n`);
    await sleep(2_000);
  }
}

async function textOf(names: string[]): Promise<string> {
  const texts = await Promise.all(
    names.map(async (name) => {
      const network = readNetwork(name);
      const snapshot = await takeSnapshot(network);
      const services = servicesOf(network).map((service) => {
        const pid = servicePid(network, service);
        return `${service.name} ${pid === undefined ? "stopped" : `http://127.0.0.1:${service.port} (pid ${pid})`}`;
      });
      const more = services.length > 0 ? [`services: ${services.join(", ")}`] : [];
      return statusText(snapshot, judgeHealth(snapshot), more);
    }),
  );
  return texts.join("\n\n");
}

async function printJson(names: string[], one: boolean): Promise<void> {
  const all = await Promise.all(
    names.map(async (name) => {
      const snapshot = await takeSnapshot(readNetwork(name));
      return { name, health: judgeHealth(snapshot), nodes: statusRows(snapshot) };
    }),
  );
  process.stdout.write(`${JSON.stringify(one ? all[0] : all, null, 2)}\n`);
  if (one && all[0]?.health.state !== "healthy") process.exitCode = 1;
}
