import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface Latencies {
  /** Milliseconds, from when each was due until its last byte was there. */
  times: number[];
  failed: number;
}

/** Sends a request every so often whether the ones before are answered or not, as many people do. */
export async function steadyRequests(
  request: (i: number) => { url: string; token: string },
  options: { perSecond: number; seconds: number },
): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const count = options.perSecond * options.seconds;
  const begun = performance.now();
  const times: number[] = [];
  let failed = 0;
  const open: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    const due = begun + (i * 1_000) / options.perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const sent = ask(request(i), agent).then((status) => {
      if (status === 200) times.push(performance.now() - due);
      else failed++;
    });
    open.push(sent);
  }
  await Promise.all(open);
  agent.destroy();
  return { times, failed };
}

/** The status of the answer, once all of it is there; 0: none came. */
function ask({ url, token }: { url: string; token: string }, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.on("error", () => resolve(0));
    });
    sent.on("error", () => resolve(0));
  });
}
