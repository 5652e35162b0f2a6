import { pageOfHistory, pageOfList, spanOf } from "../../queries/page.ts";
import type { App, ApiContext, Community, Server } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/bank.ts";
import type { Bank, Page, Payment, PendingWithdrawal } from "../types.ts";
import { requireCaller } from "./access.ts";
import { mintedToday } from "./network.ts";

const DAY = 86_400;

export function bankRoutes(app: App, server: Server): void {
  const { store } = server;
  app.openapi(routes.bank, async (c) => c.json(await bankView(server, c.get("community")), 200));
  app.openapi(routes.reserve, async (c) => {
    const community = c.get("community");
    const caller = requireCaller(c);
    if (community.follower.index.tables.network.get(1)?.banker !== caller) {
      throw new ApiProblem(403, "Only the banker states the reserve.", "Sign in as the banker.");
    }
    const { statedEur, note } = c.req.valid("json");
    await store.change(
      "INSERT INTO reserves (community, banker, stated, note, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (community) DO UPDATE SET banker = excluded.banker, stated = excluded.stated, note = excluded.note, at = excluded.at",
      [community.id, caller, BigInt(statedEur).toString(), note ?? null, Math.floor(Date.now() / 1_000)],
    );
    return c.json(await bankView(server, community), 200);
  });
  app.openapi(routes.deposits, async (c) =>
    c.json(await paymentsView(server, c, "deposit", c.req.valid("query")), 200),
  );
  app.openapi(routes.withdrawals, async (c) =>
    c.json(await paymentsView(server, c, "withdrawal", c.req.valid("query")), 200),
  );
  app.openapi(routes.pending, (c) => {
    const list = pendingOf(c.get("community"));
    return c.json(
      pageOfList(list, c.req.valid("query"), ({ account }) => account),
      200,
    );
  });
}

function pendingOf({ follower, names }: Community): PendingWithdrawal[] {
  const rows = [...follower.index.tables.accounts.rows.values()].filter(({ eurWithdrawal }) => eurWithdrawal > 0n);
  return rows
    .map(({ address, eurWithdrawal, withdrawalSince }) => ({
      account: address,
      label: names.get(address),
      amountEur: String(eurWithdrawal),
      since: withdrawalSince ?? 0,
    }))
    .sort((a, b) => a.since - b.since || (a.account < b.account ? -1 : 1));
}

async function bankView({ store }: Server, community: Community): Promise<Bank> {
  const { id, follower, names } = community;
  const { tables, cursor } = follower.index;
  const row = tables.network.get(1);
  const total = row?.eur ?? 0n;
  const cap = tables.parameters.get(7)?.value ?? 0n;
  const minted = mintedToday(row, cursor.at);
  const locked = [...tables.accounts.rows.values()].reduce((all, { eurWithdrawal }) => all + eurWithdrawal, 0n);
  const [reserve] = await store.all<{ banker: string; stated: string; note: string | null; at: number }>(
    "SELECT banker, stated, note, at FROM reserves WHERE community = ?",
    [id],
  );
  // What an earlier banker stated says nothing about this one.
  const stated = reserve !== undefined && reserve.banker === row?.banker ? reserve : undefined;
  return {
    banker: row?.banker ?? null,
    bankerLabel: row === undefined || row.banker === null ? null : names.get(row.banker),
    totalEur: String(total),
    lockedForWithdrawalEur: String(locked),
    mintedTodayEur: String(minted),
    mintCapEur: String(cap),
    leftTodayEur: String(cap > minted ? cap - minted : 0n),
    dayEndsAt: (Math.floor(cursor.at / DAY) + 1) * DAY,
    depositedEur: String(row?.deposited ?? 0n),
    withdrawnEur: String(row?.withdrawn ?? 0n),
    reserve: stated === undefined ? null : { statedEur: stated.stated, at: stated.at, note: stated.note },
    coverage:
      stated === undefined || total === 0n ? null : Number((BigInt(stated.stated) * 1_000_000n) / total) / 1_000_000,
  };
}

type PaymentQuery = {
  limit: number;
  cursor?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  account?: string | undefined;
};

async function paymentsView(
  { store }: Server,
  c: ApiContext,
  kind: string,
  query: PaymentQuery,
): Promise<Page<Payment>> {
  const { id, follower, names } = c.get("community");
  const caller = c.get("caller")?.account;
  const banker = follower.index.tables.network.get(1)?.banker;
  const span = spanOf(query);
  const page = await pageOfHistory<{
    block: number;
    log: number;
    at: number;
    tx: string;
    account: string;
    amount: string;
    reference: string;
  }>(
    store,
    {
      select: "SELECT * FROM payments",
      where: ["community = ?", "kind = ?", ...span.where, ...(query.account === undefined ? [] : ["account = ?"])],
      values: [id, kind, ...span.values, ...(query.account === undefined ? [] : [query.account])],
    },
    query,
  );
  const items = page.items.map(({ block, log, at, tx, account, amount, reference }) => ({
    id: `${block}-${log}`,
    block,
    at,
    transaction: tx,
    account,
    label: names.get(account),
    amountEur: amount,
    reference: caller !== undefined && (caller === account || caller === banker) ? reference : null,
  }));
  return { items, next: page.next };
}
