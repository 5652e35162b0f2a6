import { expect } from "chai";
import { Dice } from "../../test/helpers/dice.ts";
import * as routeGroups from "../src/api/routes/index.ts";
import { Served, walletAt } from "./helpers/served.ts";

const REQUESTS = 10_000;
const NASTY = [
  "",
  "0",
  "-1",
  "1e309",
  "999999999999999999999999",
  "NaN",
  "null",
  "undefined",
  "true",
  "../../../etc/passwd",
  "%2e%2e%2f%2e%2e%2f",
  "%00",
  "%ff%fe",
  "' OR '1'='1",
  "'; DROP TABLE accounts; --",
  '" OR ""="',
  "<script>alert(1)</script>",
  "{{7*7}}",
  "${7*7}",
  "__proto__",
  "constructor",
  "WyJhIl0",
  "W251bGxd",
  "WzFlMzA4LDFd",
  "WzkwMDcxOTkyNTQ3NDA5OTEsMF0",
  "x".repeat(5_000),
  "😀",
  "٣",
  "0x",
  `0x${"0".repeat(40)}`,
  `0x${"f".repeat(64)}`,
  "9999-99",
  "0000-01",
  "0000-W01",
  "4102444800",
  "latest",
];

describe("API under 10,000 random requests", function () {
  this.timeout(240_000);
  let served: Served;
  let tokens: (string | undefined)[];

  before(async () => {
    served = await Served.start(1, 300);
    tokens = [undefined, undefined, "a.b.c", await served.signIn(0), await served.signIn(1), await served.signIn(9)];
  });
  after(() => served.stop());

  it("never fails, and shows nobody another's readings", async () => {
    const dice = new Dice(7);
    const routes = Object.values(routeGroups)
      .flatMap((group) => Object.values(group) as { method: string; path: string; request?: { query?: any } }[])
      .filter((route) => typeof route === "object" && "getRoutingPath" in route && !route.path.endsWith("/events"));
    const owners = [undefined, undefined, undefined, 0, 1, 9].map((i) =>
      i === undefined ? undefined : walletAt(i).address.toLowerCase(),
    );
    const statuses = new Map<number, number>();
    for (let i = 0; i < REQUESTS; i++) {
      const route = dice.pick(routes);
      const who = dice.int(0, tokens.length - 1);
      const path = randomPath(dice, route, served);
      const answer = await served.ask(path, randomInit(dice, route.method, tokens[who]));
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      // The node of this test runs; nothing may be blamed on it either.
      expect(answer.status, `${route.method} ${path} → ${answer.text.slice(0, 300)}`).to.be.lessThan(500);
      if (answer.status >= 400) expect(answer.json?.status, `${route.method} ${path}`).to.equal(answer.status);
      if (answer.status === 200) noLeak(route.path, path, answer.json, owners[who], served);
    }
    for (const status of [200, 400, 401, 403, 404])
      expect(statuses.get(status) ?? 0, String(status)).to.be.greaterThan(50);
    const [row] = await served.api.server.store.all<{ count: number }>("SELECT COUNT(*) AS count FROM accounts");
    expect(row!.count).to.be.greaterThan(5);
  });
});

function randomPath(dice: Dice, route: { path: string; request?: { query?: any } }, served: Served): string {
  const known = [...served.index.tables.accounts.rows.keys(), ...served.index.tables.units.rows.keys()];
  const filled = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === "community") return dice.chance(0.97) ? "story" : encodeURIComponent(dice.pick(NASTY).slice(0, 200));
    if (dice.chance(0.15)) return encodeURIComponent(dice.pick(NASTY)) || "x";
    if (name === "address" || name === "contact") return dice.pick(known);
    if (name === "block") return String(dice.int(0, served.story.head + 5));
    if (name === "ballot") return String(dice.int(1, 40));
    if (name === "month") return `2026-${String(dice.int(1, 12)).padStart(2, "0")}`;
    return `0x${"ab".repeat(32)}`;
  });
  const fields = [
    "limit",
    "cursor",
    "from",
    "to",
    "step",
    "search",
    "sort",
    "state",
    "q",
    "format",
    "unknown",
    ...Object.keys(route.request?.query?.shape ?? {}),
  ];
  const query = Array.from({ length: dice.int(0, 3) }, () => {
    const field = dice.pick(fields);
    const good: Record<string, string[]> = {
      step: ["quarter", "hour", "day"],
      state: ["open", "all"],
      limit: ["1", "200", "201"],
      format: ["csv", "json"],
      from: ["0", "1790000000"],
    };
    const value = dice.chance(0.5) ? dice.pick(good[field] ?? NASTY) : dice.pick(NASTY);
    return `${field}=${encodeURIComponent(value)}`;
  });
  return filled + (query.length === 0 ? "" : `?${query.join("&")}`);
}

function randomInit(dice: Dice, method: string, token: string | undefined): RequestInit {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (method === "get" || method === "delete") return { method: method.toUpperCase(), headers };
  const bodies = [
    "",
    "{",
    "[]",
    "null",
    '{"name":"Ann"}',
    `{"name":${JSON.stringify(dice.pick(NASTY))}}`,
    `{"transaction":"0x${"ab".repeat(dice.int(1, 100))}"}`,
    `{"message":${JSON.stringify(dice.pick(NASTY))},"signature":"0x${"1".repeat(130)}"}`,
    '{"statedEur":"5","note":"x","__proto__":{"admin":true}}',
    `address,name\n${dice.pick(NASTY)},${dice.pick(NASTY)}\n`,
  ];
  headers["content-type"] = dice.pick(["application/json", "text/csv", "text/plain"]);
  return { method: method.toUpperCase(), headers, body: dice.pick(bodies) };
}

/** Readings and movements in an answer are the asker's own, or went through units that he owns. */
function noLeak(route: string, path: string, json: any, asker: string | undefined, served: Served): void {
  if (!/\/(readings|movements|energy|rank|statements\/\{month\})$/.test(route) || route.includes("/network/")) return;
  expect(asker, `${path} without a token`).to.not.equal(undefined);
  const { units } = served.index.tables;
  const mine = (account: string | null): boolean => account === asker || units.get(account ?? "")?.owner === asker;
  const [, subject = ""] = /accounts\/(0x\w+)/i.exec(path) ?? [];
  if (mine(subject.toLowerCase())) return;
  if (route.endsWith("/energy")) expect(json.scope, path).to.equal("units");
  else if (route.endsWith("/readings")) for (const { unit } of json.items) expect(mine(unit), path).to.equal(true);
  else throw new Error(`${path} was shown to ${asker}`);
}
