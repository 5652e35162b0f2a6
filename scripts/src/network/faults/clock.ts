import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { judgeHealth } from "../health.ts";
import type { Network, NetworkNode } from "../model.ts";
import { pidOf } from "../node.ts";
import { signal, until } from "../processes.ts";
import { takeSnapshot } from "../snapshot.ts";

/**
 * Puts the clock of a running node ahead, as only that process sees it, and waits until the status names it.
 *
 * faketime cannot do this: Geth is linked statically and asks the kernel's own code (the vDSO) for the time. So that code is
 * overwritten in the one process: it asks the kernel by a system call instead and adds `seconds` to the wall clock.
 * @returns what the status said; or why it could not be done here (it takes Linux on x86-64, and the right to write to the process)
 */
export async function setClockAhead(
  network: Network,
  node: NetworkNode,
  seconds: number,
  waitMs: number,
): Promise<string[]> {
  const pid = pidOf(network, node, "geth");
  if (pid === undefined) return [`${node.name} did not run`];
  try {
    patchClock(pid, seconds);
  } catch (error) {
    return [`not tried: ${(error as Error).message}`];
  }
  const named = await until(async () => namesClock(network, node), Math.max(waitMs, 15_000), 500);
  return [named ?? "the status did not name it"];
}

async function namesClock(network: Network, node: NetworkNode): Promise<string | undefined> {
  const { advice } = judgeHealth(await takeSnapshot(network, false));
  return advice.find((line) => line.startsWith(`The clock of ${node.name} is `));
}

/** Machine code for x86-64: clock_gettime by system call; for clock 0 (wall clock) seconds are added. */
function clockCode(seconds: number): Buffer {
  const code = Buffer.from("b8e40000000f0585ff75074881060000000031c0c3", "hex");
  code.writeInt32LE(seconds, 14);
  return code;
}

/** @throws Error that says what is missing on this machine */
export function patchClock(pid: number, seconds: number): void {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("a process's clock can be changed on Linux on x86-64 only");
  const range = /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(readFileSync(`/proc/${pid}/maps`, "utf8"));
  if (range === null) throw new Error("the process has no vDSO");
  const start = Number.parseInt(range[1] as string, 16);
  const size = Number.parseInt(range[2] as string, 16) - start;
  const memory = openSync(`/proc/${pid}/mem`, "r+");
  // Its threads stand still while the code changes under them.
  signal(pid, "SIGSTOP");
  try {
    const image = Buffer.alloc(size);
    readSync(memory, image, 0, size, start);
    for (const name of ["__vdso_clock_gettime"])
      writeSync(memory, clockCode(seconds), 0, undefined, start + symbolOffset(image, name));
  } finally {
    signal(pid, "SIGCONT");
    closeSync(memory);
  }
}

/** Where a function lies in a 64-bit ELF image, by its section of dynamic symbols. */
function symbolOffset(image: Buffer, wanted: string): number {
  const sections = Number(image.readBigUInt64LE(0x28));
  const count = image.readUInt16LE(0x3c);
  const section = (i: number) => {
    const at = sections + i * 64;
    return {
      type: image.readUInt32LE(at + 4),
      offset: Number(image.readBigUInt64LE(at + 24)),
      size: Number(image.readBigUInt64LE(at + 32)),
      link: image.readUInt32LE(at + 40),
    };
  };
  const DYNAMIC_SYMBOLS = 11;
  const symbols = Array.from({ length: count }, (_, i) => section(i)).find(({ type }) => type === DYNAMIC_SYMBOLS);
  if (symbols === undefined) throw new Error("the vDSO names no functions");
  const names = section(symbols.link).offset;
  for (let at = symbols.offset; at < symbols.offset + symbols.size; at += 24) {
    const name = names + image.readUInt32LE(at);
    if (image.toString("latin1", name, image.indexOf(0, name)) === wanted) return Number(image.readBigUInt64LE(at + 8));
  }
  throw new Error(`the vDSO has no ${wanted}`);
}
