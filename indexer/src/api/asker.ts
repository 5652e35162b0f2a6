import { getConnInfo } from "@hono/node-server/conninfo";
import type { ApiContext } from "./context.ts";

/** The address that a request comes from; behind a proxy that is trusted, the one that the proxy has added. */
export function askerOf(c: ApiContext, trustProxy: boolean): string {
  // What stands before the last comma came with the request, and may say anything.
  const forwarded = trustProxy ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  if (forwarded !== undefined && forwarded !== "") return forwarded;
  try {
    return getConnInfo(c).remote.address ?? "unknown";
  } catch {
    return "in process"; // called without a socket
  }
}
