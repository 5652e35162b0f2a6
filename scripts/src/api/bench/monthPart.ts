import path from "node:path";
import { type LocalAccount, bytesToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { CommandError } from "../../lib/errors.ts";
import { percentile } from "../../network/bench/measure.ts";
import { ServedChild } from "./child.ts";
import { MonthsOfReadings } from "./months.ts";
import { MonthsNode } from "./monthsNode.ts";
import { type Latencies, steadyRequests } from "./requests.ts";

const HOMES = 100;
const PER_SECOND = 100;
/** A statement is all of a month's rows: nobody asks for a hundred a second. */
const STATEMENTS_PER_SECOND = 10;
const WARM_UP_SECONDS = 5;
const MILLION = 1_000_000;

export interface MonthMeasured {
  readings: number;
  events: number;
  indexSeconds: number;
  /** Bytes, the most that the process held until a million events were indexed, and until the end of all requests. */
  memoryAtMillion: number;
  memoryAtEnd: number;
  month: Latencies;
  statement: Latencies;
}

/** Fills a database with a million readings, and asks for accounts' months. */
export async function measureMonths(
  folder: string,
  options: { quarters: number; seconds: number; say: (text: string) => void },
): Promise<MonthMeasured> {
  const { quarters, seconds, say } = options;
  const months = new MonthsOfReadings(HOMES, quarters);
  const node = await MonthsNode.start(months);
  const child = await ServedChild.start({
    community: { manifest: months.manifest, rpc: node.url, timeZone: "Europe/Athens" },
    database: path.join(folder, "months.db"),
  });
  try {
    let memoryAtMillion = 0;
    let tenths = 0;
    const { at } = await child.reach(months.head, (block) => {
      if (child.events <= MILLION || memoryAtMillion === 0) memoryAtMillion = child.peakMemory;
      const done = Math.floor((block * 10) / months.head);
      if (done > tenths) say(`${(tenths = done) * 10} % of ${months.readings} readings are indexed`);
    });
    const tokens = await signInAll(child.url, months);
    say("accounts' months");
    const month = await askMonths(child.url, months, tokens, { perSecond: PER_SECOND, seconds }, monthPath);
    say("accounts' statements");
    const statement = await askMonths(
      child.url,
      months,
      tokens,
      { perSecond: STATEMENTS_PER_SECOND, seconds },
      statementPath,
    );
    const indexSeconds = (at - child.beganAt) / 1_000;
    const { events, peakMemory: memoryAtEnd } = child;
    return { readings: months.readings, events, indexSeconds, memoryAtMillion, memoryAtEnd, month, statement };
  } finally {
    await child.stop();
    node.stop();
  }
}

type PathOf = (account: string, month: string) => string;

/** A month by day, as the panel's charts ask for it. */
const monthPath: PathOf = (account, month) => {
  const [year = 0, number = 0] = month.split("-").map(Number);
  // Athens is two hours ahead in winter; a boundary off by a change of clocks is rounded to its day by the API.
  const from = Date.UTC(year, number - 1, 1) / 1_000 - 7_200;
  const to = Date.UTC(year, number, 1) / 1_000 - 7_200;
  return `accounts/${account}/energy?step=day&from=${from}&to=${to}`;
};
const statementPath: PathOf = (account, month) => `accounts/${account}/statements/${month}`;

async function askMonths(
  url: string,
  months: MonthsOfReadings,
  tokens: string[],
  pace: { perSecond: number; seconds: number },
  pathOf: PathOf,
): Promise<Latencies> {
  const names = months.months;
  const request = (i: number): { url: string; token: string } => {
    const home = (i * 7) % months.homes.length;
    const address = months.homes[home]?.address.toLowerCase() ?? "";
    const month = names[i % names.length] ?? "";
    return { url: `${url}/v1/months/${pathOf(address, month)}`, token: tokens[home] ?? "" };
  };
  await steadyRequests(request, { ...pace, seconds: WARM_UP_SECONDS });
  return await steadyRequests(request, pace);
}

async function signInAll(url: string, months: MonthsOfReadings): Promise<string[]> {
  const tokens: string[] = [];
  for (const { key } of months.homes) tokens.push(await signIn(url, privateKeyToAccount(bytesToHex(key))));
  return tokens;
}

async function signIn(url: string, account: LocalAccount): Promise<string> {
  const base = `${url}/v1/months/sign-in`;
  const asked = (await (await fetch(`${base}?address=${account.address}`)).json()) as { message: string };
  const signature = await account.signMessage({ message: asked.message });
  const response = await fetch(base, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: asked.message, signature }),
  });
  if (!response.ok) throw new CommandError(`Signing in failed: ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}

/** p95 in ms. */
export function p95({ times }: Latencies): number {
  return percentile(times, 95);
}
