import { ballotRows, ballotView, votersView } from "../../queries/ballots.ts";
import { readCursor, writeCursor } from "../../queries/page.ts";
import type { App, Server } from "../context.ts";
import { notFound } from "../problem.ts";
import * as routes from "../routes/governance.ts";

export function governanceRoutes(app: App, { store }: Server): void {
  app.openapi(routes.ballots, async (c) => {
    const community = c.get("community");
    const { state, kind, limit, cursor } = c.req.valid("query");
    const now = community.follower.index.cursor.at;
    const where = { open: "state = 'open' AND ends_at > ?", past: "(state <> 'open' OR ends_at <= ?)", all: "1 = 1" }[
      state
    ];
    const [before] = cursor === undefined ? [undefined] : readCursor(cursor, "n");
    const rows = await ballotRows(
      store,
      community,
      `${where}${kind === undefined ? "" : " AND kind = ?"}${before === undefined ? "" : " AND id < ?"}`,
      [
        ...(state === "all" ? [] : [now]),
        ...(kind === undefined ? [] : [kind]),
        ...(before === undefined ? [] : [before]),
      ],
      limit + 1,
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const next = rows.length > limit && last !== undefined ? writeCursor([last.id]) : null;
    return c.json({ items: items.map((row) => ballotView(community, row)), next }, 200);
  });
  app.openapi(routes.ballot, async (c) => {
    const community = c.get("community");
    const { ballot: id } = c.req.valid("param");
    const [row] = await ballotRows(store, community, "id = ?", [id], 1);
    if (row === undefined) throw notFound(`ballot ${id} in ${community.name}`, "See /ballots for all of them.");
    return c.json(ballotView(community, row), 200);
  });
  app.openapi(routes.voters, (c) => c.json(votersView(c.get("community")), 200));
}
