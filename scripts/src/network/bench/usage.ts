import { readFileSync } from "node:fs";

/** Clock ticks a second of /proc/PID/stat; Linux has 100 on every machine that runs Node. */
const TICKS_PER_SECOND = 100;

/** CPU time and memory of processes, as Linux counts them. */
export interface Usage {
  cpuSeconds: number;
  /** The most memory that they have held, summed. */
  peakMemoryBytes: number;
}

/** What these processes have used since they started. Processes that are gone count nothing. */
export function usageOf(pids: number[]): Usage {
  const each = pids.map((pid) => ({ cpuSeconds: cpuSeconds(pid), peakMemoryBytes: peakMemory(pid) }));
  return {
    cpuSeconds: each.reduce((sum, item) => sum + item.cpuSeconds, 0),
    peakMemoryBytes: each.reduce((sum, item) => sum + item.peakMemoryBytes, 0),
  };
}

function cpuSeconds(pid: number): number {
  // The second field is the name in brackets and may hold spaces; user and system time are the 14th and 15th.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

function peakMemory(pid: number): number {
  const kb = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kb ?? 0) * 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
