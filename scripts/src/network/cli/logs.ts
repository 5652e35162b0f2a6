import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import pc from "picocolors";
import { CommandError } from "../../lib/errors.ts";
import { type Network, type NetworkNode, chainNodes } from "../model.ts";
import { findNode } from "../stop.ts";
import { networkFolder, nodeFolder, readNetwork } from "../store.ts";

const SERVICES = ["watchdog", "gateway"];
const PROGRAMS = ["geth", "clef", "bootnode", "supervisor"];

interface LogFlags {
  lines: string;
  program: string;
  follow?: boolean;
}

export async function runLogs(name: string, nodeName: string | undefined, flags: LogFlags): Promise<void> {
  const count = Number(flags.lines);
  if (!Number.isInteger(count) || count < 1)
    throw new CommandError(`--lines must be a whole number above 0, not ${flags.lines}.`);
  if (!PROGRAMS.includes(flags.program))
    throw new CommandError(`There is no log of "${flags.program}".`, {
      hint: `--program is one of: ${PROGRAMS.join(", ")}.`,
    });
  const files = logFiles(readNetwork(name), nodeName, flags.program);
  const there = files.filter(({ file }) => existsSync(file));
  if (there.length === 0)
    throw new CommandError(`Nothing has been written yet: ${files.map(({ file }) => file).join(", ")}.`, {
      hint: `Start the network with: ./powerchain network start ${name}`,
    });
  if (flags.follow === true)
    return await follow(
      there.map(({ file }) => file),
      count,
    );
  for (const { title, file } of there) {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-count);
    process.stdout.write(`${pc.bold(title)}\n${lines.join("\n")}\n`);
  }
}

function logFiles(network: Network, nodeName: string | undefined, program: string): { title: string; file: string }[] {
  if (nodeName !== undefined && SERVICES.includes(nodeName)) {
    return [{ title: nodeName, file: path.join(networkFolder(network.name), "logs", `${nodeName}.log`) }];
  }
  const of = (node: NetworkNode) => {
    const wanted = node.role === "boot" && program === "geth" ? "bootnode" : program;
    return { title: `${node.name} (${wanted})`, file: path.join(nodeFolder(network, node), "logs", `${wanted}.log`) };
  };
  return nodeName === undefined ? chainNodes(network).map(of) : [of(findNode(network, nodeName))];
}

async function follow(files: string[], count: number): Promise<void> {
  const child = spawn("tail", ["-n", String(count), "-F", ...files], { stdio: ["ignore", "inherit", "inherit"] });
  await new Promise<void>((resolve) => child.on("close", () => resolve()));
}
