import { streamSSE } from "hono/streaming";
import type { LiveMessage } from "../../live/hub.ts";
import { askerOf } from "../asker.ts";
import type { App } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/events.ts";

const MOST_STREAMS = 2_000;
/** Of one address: a large home, or all homes behind a proxy that is not trusted. */
const MOST_STREAMS_OF_ONE = 200;
const STILL_HERE_MS = 15_000;
/** Messages that may wait for one slow reader before it is let go; it reconnects and starts from the state then. */
const MOST_WAITING = 1_000;

export function eventRoutes(app: App, trustProxy: boolean): void {
  const open = new Map<string, number>();
  const count = (asker: string, change: number): void => {
    const now = (open.get(asker) ?? 0) + change;
    if (now === 0) open.delete(asker);
    else open.set(asker, now);
  };
  app.openapi(routes.events, (c) => {
    const { hub, follower } = c.get("community");
    if (hub.listeners >= MOST_STREAMS)
      throw new ApiProblem(503, "Too many live streams are open.", "Try again later, or ask now and then.");
    const asker = askerOf(c, trustProxy);
    if ((open.get(asker) ?? 0) >= MOST_STREAMS_OF_ONE) {
      c.header("retry-after", "60");
      throw new ApiProblem(429, "Too many live streams are open from this address.", "Close some first.");
    }
    const topics = c.req.valid("query").topics.toLowerCase().split(",");
    c.header("x-accel-buffering", "no");
    return streamSSE(c, async (stream) => {
      const waiting: LiveMessage[] = [];
      let wake: () => void = () => undefined;
      const end = hub.listen(topics, (message) => {
        waiting.push(message);
        // The loop below may stand still in writing to someone who does not read.
        if (waiting.length > MOST_WAITING) stop();
        wake();
      });
      count(asker, 1);
      let over = false;
      const stop = (): void => {
        if (over) return;
        over = true;
        end();
        count(asker, -1);
      };
      stream.onAbort(() => {
        stop();
        wake();
      });
      const { block, at } = follower.index.cursor;
      await stream.writeSSE({ event: "hello", data: JSON.stringify({ block, at }) });
      while (!over && !stream.closed) {
        const message = waiting.shift();
        if (message !== undefined) {
          await stream.writeSSE({ event: message.event, data: JSON.stringify(message.data) });
          continue;
        }
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, STILL_HERE_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        if (waiting.length === 0 && !over) await stream.write(": still here\n\n");
      }
      stop();
    });
  });
}
