import { unitsOf } from "../../queries/accounts.ts";
import { blockItems, blockView, transactionView } from "../../queries/explorer.ts";
import { readCursor, writeCursor } from "../../queries/page.ts";
import type { ApiContext, App, Community } from "../context.ts";
import { notFound } from "../problem.ts";
import * as routes from "../routes/explorer.ts";
import type { Found } from "../types.ts";

const MOST_FOUND = 20;

export function explorerRoutes(app: App): void {
  app.openapi(routes.blocks, async (c) => {
    const community = c.get("community");
    const { limit, cursor } = c.req.valid("query");
    const { chainHead } = community.follower.index;
    const newest = cursor === undefined ? chainHead : Math.min(chainHead, Number(readCursor(cursor, "n")[0]) - 1);
    const items = newest < 0 ? [] : await blockItems(community, newest, limit);
    const last = items.at(-1)?.number ?? 0;
    return c.json({ items, next: last > 0 ? writeCursor([last]) : null }, 200);
  });
  app.openapi(routes.block, async (c) => {
    const { block } = c.req.valid("param");
    const view = await blockView(c.get("community"), block);
    if (view === null) throw notFound(`block ${block}`, "The chain may not be so far yet.");
    return c.json(view, 200);
  });
  app.openapi(routes.transaction, async (c) => {
    const { hash } = c.req.valid("param");
    const view = await transactionView(c.get("community"), hash, sightIn(c));
    if (view === null)
      throw notFound(`transaction ${hash}`, "It may not have arrived yet, or belong to another chain.");
    return c.json(view, 200);
  });
  app.openapi(routes.search, (c) => c.json({ items: find(c.get("community"), c.req.valid("query").q) }, 200));
}

/** Whether the caller may see a reading: as its resident, as its unit, or as the unit's owner. */
function sightIn(c: ApiContext): (resident: string, unit: string) => boolean {
  const caller = c.get("caller")?.account;
  if (caller === undefined) return () => false;
  const owned = new Set(unitsOf(c.get("community").follower.index.tables, caller));
  return (resident, unit) => resident === caller || unit === caller || owned.has(unit) || owned.has(resident);
}

function find(community: Community, text: string): Found["items"] {
  const { follower, names } = community;
  const { tables, chainHead } = follower.index;
  const wanted = text.toLowerCase();
  const items: Found["items"] = [];
  if (/^\d{1,15}$/.test(wanted) && Number(wanted) <= chainHead)
    items.push({ kind: "block", id: wanted, text: `Block ${wanted}` });
  if (/^0x[0-9a-f]{64}$/.test(wanted)) {
    items.push({ kind: "transaction", id: wanted, text: "A transaction with this hash" });
    items.push({ kind: "block", id: wanted, text: "A block with this hash" });
  }
  for (const address of tables.accounts.rows.keys()) {
    if (items.length >= MOST_FOUND) break;
    const name = names.get(address);
    if (!address.startsWith(wanted) && name?.toLowerCase().includes(wanted) !== true) continue;
    const kind = tables.units.get(address) === undefined ? "account" : "unit";
    items.push({ kind, id: address, text: name ?? address });
  }
  return items;
}
