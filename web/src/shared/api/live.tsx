// Live updates: one stream of server-sent events; each says what is old, and what is on screen of it is read anew. The chain is
// the only source of figures: an event is never added up here.
import { type Query, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import type { Topic } from "./useApi.ts";

export type LiveState = "connecting" | "live" | "lost";

const LiveContext = createContext<LiveState>("connecting");
export const useLive = (): LiveState => use(LiveContext);

/** At most one round of reading a topic in this time, however many events come (20 trades a second are one reading). */
const GATHER_MS = 250;

const eventTopics: Record<string, Topic[]> = {
  block: ["block"],
  trade: ["trade", "depth"],
  depth: ["depth"],
  ballot: ["ballot"],
  energy: ["energy"],
  account: ["account"],
};

export function LiveProvider({ account, children }: { account: string | undefined; children: ReactNode }) {
  const { api } = useRuntimeConfig();
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const topics = useMemo(
    () => ["blocks", "trades", "depth", "ballots", "energy", ...(account === undefined ? [] : [`account:${account}`])],
    [account],
  );

  useEffect(() => {
    const gather = gatherer((touched) => {
      void queries.invalidateQueries({ predicate: (query) => touched === "all" || isTouched(query, touched) });
    });
    const source = new EventSource(`${api}/events?topics=${encodeURIComponent(topics.join(","))}`);
    source.addEventListener("open", () => setState("live"));
    source.addEventListener("error", () => setState("lost"));
    // On connecting (again) and after replaced blocks everything may be old.
    source.addEventListener("hello", () => gather.add("all"));
    source.addEventListener("reorg", () => gather.add("all"));
    for (const [event, touched] of Object.entries(eventTopics)) {
      source.addEventListener(event, () => gather.add(touched));
    }
    return () => {
      source.close();
      gather.stop();
    };
  }, [api, topics, queries]);

  return <LiveContext value={state}>{children}</LiveContext>;
}

function isTouched(query: Query, touched: ReadonlySet<Topic>): boolean {
  const [kind, topics] = query.queryKey;
  return kind === "api" && Array.isArray(topics) && topics.some((topic) => touched.has(topic as Topic));
}

/** Gathers what is touched and tells it at once, then at most every GATHER_MS. */
export function gatherer(tell: (touched: ReadonlySet<Topic> | "all") => void) {
  let waiting: Set<Topic> | "all" = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    if (waiting !== "all" && waiting.size === 0) return;
    const touched = waiting;
    waiting = new Set();
    timer = setTimeout(flush, GATHER_MS);
    tell(touched);
  };
  return {
    add(topics: Topic[] | "all"): void {
      if (topics === "all") waiting = "all";
      else if (waiting !== "all") for (const topic of topics) waiting.add(topic);
      if (timer === undefined) flush();
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}
