import { unitsOf } from "../../queries/accounts.ts";
import { readContacts, writeContacts } from "../../queries/contactsCsv.ts";
import { pageOfList } from "../../queries/page.ts";
import { Nonces, TOKEN_SECONDS, checkSignIn, makeToken, signInMessage } from "../auth.ts";
import type { ApiContext, App, Community, Server } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/personal.ts";
import type { Contact, Label } from "../types.ts";
import { requireCaller, requireOwn } from "./access.ts";

const MOST_CONTACTS = 5_000;
const UPSERT_CONTACT =
  "INSERT INTO contacts (community, owner, address, name, note) VALUES (?, ?, ?, ?, ?) ON CONFLICT (community, owner, address) DO UPDATE SET name = excluded.name, note = excluded.note";

export function personalRoutes(app: App, server: Server): void {
  signInRoutes(app, server);
  labelRoutes(app, server);
  contactRoutes(app, server);
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;
/** Addresses of a home's or an office's own network (RFC 1918). */
const NEAR = /^(10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2})$/;

/**
 * The page that asks: of this machine, of this server at an address of the near network, or one that the operator allows. Any
 * other could have people sign for itself: also one that passes their requests on here under its own name.
 * @throws ApiProblem for a page that is not allowed
 */
function originOf(c: ApiContext, allowed: readonly string[]): URL {
  const own = new URL(c.req.url);
  const origin = c.req.header("origin");
  const page = origin !== undefined && URL.canParse(origin) ? new URL(origin) : own;
  const local = LOOPBACK.test(page.hostname) && LOOPBACK.test(own.hostname);
  const near = page.host === own.host && NEAR.test(own.hostname);
  // Without an Origin the page's scheme is not known: a proxy with a certificate may be in between.
  const named = allowed.some((one) => one === page.origin || (origin === undefined && new URL(one).host === page.host));
  if (local || near || named) return page;
  throw new ApiProblem(
    403,
    `Pages of ${page.host} may not sign people in here.`,
    "The operator allows a public address with --origin https://its.name.",
  );
}

function signInRoutes(app: App, server: Server): void {
  const nonces = new Nonces();
  const now = (): number => Math.floor(Date.now() / 1_000);
  app.openapi(routes.signInMessage, (c) =>
    c.json(
      signInMessage(c.get("community"), c.req.valid("query").address, originOf(c, server.origins), nonces, now()),
      200,
    ),
  );
  app.openapi(routes.signIn, async (c) => {
    const community = c.get("community");
    const account = await checkSignIn(community, c.req.valid("json"), originOf(c, server.origins).host, nonces, now());
    const token = await makeToken(server, community, account, now());
    const ownedUnits = unitsOf(community.follower.index.tables, account);
    return c.json({ token, account, expiresAt: now() + TOKEN_SECONDS, ownedUnits }, 200);
  });
}

function labelOf({ follower }: Community, address: string, name: string): Label {
  return { address, name, kind: follower.index.tables.units.get(address) === undefined ? "resident" : "unit" };
}

function labelRoutes(app: App, { store }: Server): void {
  app.openapi(routes.labels, (c) => {
    const { search, ...paging } = c.req.valid("query");
    const community = c.get("community");
    const wanted = search?.toLowerCase();
    const list = community.names
      .all()
      .filter(
        ([address, name]) => wanted === undefined || name.toLowerCase().includes(wanted) || address.includes(wanted),
      )
      .sort(([a, x], [b, y]) => x.localeCompare(y) || (a < b ? -1 : 1));
    const page = pageOfList(list, paging, ([address]) => address);
    return c.json(
      { items: page.items.map(([address, name]) => labelOf(community, address, name)), next: page.next },
      200,
    );
  });
  app.openapi(routes.setLabel, async (c) => {
    const community = c.get("community");
    const { address } = c.req.valid("param");
    requireOwn(c, address);
    const { name } = c.req.valid("json");
    const holder = community.names.holderOf(name);
    if (holder !== undefined && holder !== address) {
      throw new ApiProblem(
        409,
        `Somebody goes by the name "${name}" already.`,
        "Choose another one: names tell people apart.",
      );
    }
    await community.names.set(address, name);
    return c.json(labelOf(community, address, name), 200);
  });
  app.openapi(routes.removeLabel, async (c) => {
    const { address } = c.req.valid("param");
    requireOwn(c, address);
    return c.json({ labels: await c.get("community").names.remove(address), contacts: 0 }, 200);
  });
  app.openapi(routes.erase, async (c) => {
    const { id, names } = c.get("community");
    const { address } = c.req.valid("param");
    requireOwn(c, address);
    const labels = await names.remove(address);
    const contacts = await store.change("DELETE FROM contacts WHERE community = ? AND owner = ?", [id, address]);
    return c.json({ labels, contacts }, 200);
  });
}

function contactRoutes(app: App, { store }: Server): void {
  const bookOf = (c: ApiContext): Promise<Contact[]> =>
    store.all<Contact>(
      "SELECT address, name, note FROM contacts WHERE community = ? AND owner = ? ORDER BY name, address",
      [c.get("community").id, requireCaller(c)],
    );
  const add = async (c: ApiContext, list: Contact[]): Promise<void> => {
    const book = await bookOf(c);
    const all = new Set([...book, ...list].map(({ address }) => address));
    if (all.size > MOST_CONTACTS)
      throw new ApiProblem(413, `An address book holds at most ${MOST_CONTACTS} entries.`, "Remove some first.");
    for (const { address, name, note } of list) {
      await store.change(UPSERT_CONTACT, [c.get("community").id, requireCaller(c), address, name, note]);
    }
  };
  app.openapi(routes.contacts, async (c) =>
    c.json(
      pageOfList(await bookOf(c), c.req.valid("query"), ({ address }) => address),
      200,
    ),
  );
  app.openapi(routes.setContact, async (c) => {
    const { name, note } = c.req.valid("json");
    const contact = { address: c.req.valid("param").contact, name, note: note ?? null };
    await add(c, [contact]);
    return c.json(contact, 200);
  });
  app.openapi(routes.removeContact, async (c) => {
    const values = [c.get("community").id, requireCaller(c), c.req.valid("param").contact];
    const contacts = await store.change(
      "DELETE FROM contacts WHERE community = ? AND owner = ? AND address = ?",
      values,
    );
    return c.json({ labels: 0, contacts }, 200);
  });
  app.openapi(routes.exportContacts, async (c) =>
    c.text(writeContacts(await bookOf(c)), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="address-book.csv"',
    }),
  );
  app.openapi(routes.importContacts, async (c) => {
    requireCaller(c);
    const list = readContacts(await c.req.text());
    await add(c, list);
    return c.json({ imported: list.length }, 200);
  });
}
