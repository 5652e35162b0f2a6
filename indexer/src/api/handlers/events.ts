import { streamSSE } from "hono/streaming";
import type { LiveMessage } from "../../live/hub.ts";
import type { App } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/events.ts";

const MOST_STREAMS = 2_000;
const STILL_HERE_MS = 15_000;
/** Messages that may wait for one slow reader before it is let go; it reconnects and starts from the state then. */
const MOST_WAITING = 1_000;

export function eventRoutes(app: App): void {
  app.openapi(routes.events, (c) => {
    const { hub, follower } = c.get("community");
    if (hub.listeners >= MOST_STREAMS)
      throw new ApiProblem(503, "Too many live streams are open.", "Try again later, or ask now and then.");
    const topics = c.req.valid("query").topics.toLowerCase().split(",");
    c.header("x-accel-buffering", "no");
    return streamSSE(c, async (stream) => {
      const waiting: LiveMessage[] = [];
      let wake: () => void = () => undefined;
      const stop = hub.listen(topics, (message) => {
        waiting.push(message);
        wake();
      });
      stream.onAbort(() => {
        stop();
        wake();
      });
      const { block, at } = follower.index.cursor;
      await stream.writeSSE({ event: "hello", data: JSON.stringify({ block, at }) });
      while (!stream.aborted && !stream.closed && waiting.length <= MOST_WAITING) {
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
        if (waiting.length === 0 && !stream.aborted) await stream.write(": still here\n\n");
      }
      stop();
    });
  });
}
