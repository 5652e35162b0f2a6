import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 200;

/**
 * Does work while no other process on this machine does it: the file holds the number of the process that is at it. A lock whose
 * process is gone is taken over; should two take it over at the same moment both work, so the work must bear that.
 * @param onWait runs once when there is another to wait for
 */
export async function withLock<Result>(file: string, onWait: () => void, work: () => Promise<Result>): Promise<Result> {
  let waits = false;
  for (let holder = take(file); holder !== undefined; holder = take(file)) {
    // Older versions locked with a folder.
    if (isGone(file, holder)) rmSync(file, { recursive: true, force: true });
    else {
      if (!waits) onWait();
      waits = true;
      await sleep(LOOK_MS);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The process that holds the lock, 0 when the file does not say; undefined when it is ours now. */
function take(file: string): number | undefined {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

function isGone(file: string, pid: number): boolean {
  if (pid === 0) return isOld(file);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** A file without a number is being written at this moment, unless the power failed just then. */
function isOld(file: string): boolean {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > 5_000;
}
