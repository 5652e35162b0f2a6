import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { Rpc } from "../chain/rpc.ts";
import type { Follower } from "../follow/follower.ts";
import type { LiveHub } from "../live/hub.ts";
import type { Names } from "../queries/names.ts";
import type { Store } from "../store/store.ts";
import type { Calendar } from "../time/calendar.ts";
import type { Validators } from "./types.ts";

export interface Tariff {
  name: string;
  retailTicks: number;
  feedInTicks: number;
}

/** One community as the API serves it. */
export interface Community {
  id: number;
  name: string;
  title: string;
  chainId: number;
  follower: Follower;
  calendar: Calendar;
  tariff: Tariff | null;
  confirmations: number;
  names: Names;
  hub: LiveHub;
  /** Takes signed transactions: the network's gateway where there is one, else the node that is indexed. */
  gateway: Rpc;
  /** Instead of what the chain's own blocks say. */
  validators: ((community: Community) => Promise<Validators>) | undefined;
}

export interface Server {
  store: Store;
  communities: Map<string, Community>;
  log: Logger;
  /** Signs tokens. */
  secret: string;
  /** Pages of other servers that may sign people in. */
  origins: string[];
}

/** Who asks, by a valid token. */
export interface Caller {
  account: string;
  community: string;
}

export interface Variables {
  community: Community;
  caller: Caller | undefined;
}

export interface Env {
  Variables: Variables;
}
export type App = OpenAPIHono<Env>;
export type ApiContext = Context<Env>;
