/**
 * Where readings come from. A source hands over samples and says how far it is; everything else (differences, intervals,
 * plausibility, numbers, signatures, delivery) is the same for all. docs/meters.md shows how to write one in 30 lines.
 */
import type { NoticeKind, Sample } from "../reading/types.ts";

export interface SourceContext {
  /**
   * Takes samples, in the order of their times; resolves when they are on the disk. `place` is kept with them, in one
   * transaction, and given back as `context.place` after a restart: a source that can read again goes on from there.
   */
  take: (samples: readonly Sample[], place?: string) => Promise<void>;
  /** What a source could not read; counted, shown by `meter status`, and never fatal. */
  notice: (kind: NoticeKind, channel: string, text: string) => void;
  /** Whether the source hears from its meter; for /readyz and the metrics. */
  connected: (yes: boolean) => void;
  place: string | undefined;
  signal: AbortSignal;
  /** Unix seconds. */
  now: () => number;
}

export interface Source {
  name: string;
  /** Runs until the signal, or until a finite source has handed over everything. It reconnects by itself. */
  run(context: SourceContext): Promise<void>;
}

/** Waits, but not beyond the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

/** Calls `connect` again whenever it ends, with pauses that grow to half a minute and shrink once it ran for a while. */
export async function keepConnected(context: SourceContext, connect: () => Promise<void>): Promise<void> {
  let failures = 0;
  while (!context.signal.aborted) {
    const begun = Date.now();
    try {
      await connect();
    } catch (error) {
      context.notice("malformed", "", (error as Error).message);
    }
    context.connected(false);
    failures = Date.now() - begun > 60_000 ? 0 : failures + 1;
    await pause(Math.min(30_000, 250 * 2 ** Math.min(failures, 8)), context.signal);
  }
}
