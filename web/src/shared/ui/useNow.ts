import { useSyncExternalStore } from "react";

// One clock for the whole panel: it ticks each second while somebody looks at it.
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = seconds();

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = seconds();
    for (const tell of watchers) tell();
  }, 1000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Unix seconds, now, of which the last whole `every`: what uses it is drawn again no more often. */
export function useNow(every = 1): number {
  return useSyncExternalStore(subscribe, () => {
    if (timer === undefined) now = seconds();
    return Math.floor(now / every) * every;
  });
}
