import { accountView, movementsOf, ordersPage, readingsOf, sessionsOf, tradesPage } from "../../queries/accounts.ts";
import { EVERYONE } from "../../core/sums.ts";
import type { App, Community, Server } from "../context.ts";
import * as routes from "../routes/accounts.ts";
import type { Rank } from "../types.ts";
import { requireOwn, sightOf } from "./access.ts";
import { energySeries } from "./energySeries.ts";

const HOUR = 3_600;

export function accountRoutes(app: App, server: Server): void {
  const { store } = server;
  app.openapi(routes.account, async (c) =>
    c.json(await accountView(store, c.get("community"), c.req.valid("param").address), 200),
  );
  app.openapi(routes.movements, async (c) => {
    const { address } = c.req.valid("param");
    requireOwn(c, address);
    return c.json(await movementsOf(store, c.get("community"), address, c.req.valid("query")), 200);
  });
  app.openapi(routes.sessions, async (c) =>
    c.json(await sessionsOf(store, c.get("community"), c.req.valid("param").address, c.req.valid("query")), 200),
  );
  app.openapi(routes.orders, async (c) => {
    const { state, ...paging } = c.req.valid("query");
    const which = { open: " = 'open'", ended: " <> 'open'", all: "" }[state];
    const where = ["owner = ?", ...(which === "" ? [] : [`state${which}`])];
    return c.json(await ordersPage(store, c.get("community").id, where, [c.req.valid("param").address], paging), 200);
  });
  app.openapi(routes.trades, async (c) => {
    const filter = { ...c.req.valid("query"), account: c.req.valid("param").address };
    return c.json(await tradesPage(store, c.get("community").id, filter), 200);
  });
  readingRoutes(app, server);
}

function readingRoutes(app: App, server: Server): void {
  app.openapi(routes.energy, async (c) => {
    const { address } = c.req.valid("param");
    const whose = { account: address, ...sightOf(c, address) };
    return c.json(await energySeries(server, c.get("community"), whose, c.req.valid("query")), 200);
  });
  app.openapi(routes.readings, async (c) => {
    const { address } = c.req.valid("param");
    const { unit, ...filter } = c.req.valid("query");
    const { units } = sightOf(c, address);
    const seen = unit === undefined ? units : (units ?? [unit]).filter((one) => one === unit);
    if (seen?.length === 0) return c.json({ items: [], next: null }, 200);
    return c.json(await readingsOf(server.store, c.get("community"), address, { ...filter, units: seen }), 200);
  });
  app.openapi(routes.rank, async (c) => {
    const { address } = c.req.valid("param");
    requireOwn(c, address);
    return c.json(await rankView(server, c.get("community"), address, c.req.valid("query").week), 200);
  });
}

/** Everyone's renewable share in a week, and where one stands. Hours on the week's edge count where they begin. */
async function rankView(
  { store }: Server,
  community: Community,
  address: string,
  name: string | undefined,
): Promise<Rank> {
  const { calendar, follower } = community;
  const week = name ?? calendar.nameOfWeek(follower.index.cursor.at);
  const { from, to } = calendar.week(week);
  const rows = await store.all<{ account: string; share: number }>(
    `SELECT account, CAST(CASE WHEN SUM(produced_wh) < SUM(consumed_wh) THEN SUM(produced_wh) ELSE SUM(consumed_wh) END AS DOUBLE PRECISION) / SUM(consumed_wh) AS share
     FROM hours WHERE community = ? AND account <> ? AND hour >= ? AND hour < ? GROUP BY account HAVING SUM(consumed_wh) > 0 ORDER BY share DESC, account`,
    [community.id, EVERYONE, Math.floor(from / HOUR), Math.floor(to / HOUR)],
  );
  const shares = rows.map(({ share }) => Number(share));
  const own = rows.find(({ account }) => account === address);
  const share = own === undefined ? null : Number(own.share);
  return {
    week,
    from,
    to,
    rank: share === null ? null : shares.filter((other) => other > share).length + 1,
    of: shares.length,
    renewableShare: share,
    average: shares.length === 0 ? null : shares.reduce((all, one) => all + one, 0) / shares.length,
    shares,
  };
}
