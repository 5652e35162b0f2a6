import type { NoticeKind, Sample } from "../../src/reading/types.ts";
import type { Source } from "../../src/source/source.ts";

/** Sources that run; one that a failed test left would connect again for ever. */
const running = new Set<() => Promise<void>>();

afterEach(async () => {
  for (const stop of running) await stop().catch(() => undefined);
});

/** Runs a source and gathers what it hands over, until `stop` or the end of the test. */
export function listen(source: Source, options: { place?: string; now?: () => number } = {}) {
  const abort = new AbortController();
  const samples: Sample[] = [];
  const notices: { kind: NoticeKind; channel: string; text: string }[] = [];
  const state = { connected: false, place: options.place };
  const waiting: (() => void)[] = [];
  const wake = () => waiting.splice(0).forEach((resolve) => resolve());
  const done = source.run({
    take: (taken, place) => {
      samples.push(...taken);
      if (place !== undefined) state.place = place;
      wake();
      return Promise.resolve();
    },
    notice: (kind, channel, text) => {
      notices.push({ kind, channel, text });
      wake();
    },
    connected: (yes) => {
      state.connected = yes;
      wake();
    },
    place: options.place,
    signal: abort.signal,
    now: options.now ?? (() => Math.floor(Date.now() / 1000)),
  });
  const stop = async (): Promise<void> => {
    running.delete(stop);
    abort.abort();
    await done;
  };
  running.add(stop);
  return {
    samples,
    notices,
    state,
    done,
    /** Resolves when something came that makes the condition true. */
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    stop,
  };
}
