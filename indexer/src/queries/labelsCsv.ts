import { address } from "../api/schemas/common.ts";
import { labelBody } from "../api/schemas/personal.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { csvLine, readCsv } from "./csv.ts";
import { Names } from "./names.ts";

/** A file of names that cannot be taken. */
export class LabelsError extends Error {
  override readonly name = "LabelsError";
  readonly hint = "Each line: address,name. Nothing was changed.";
}

async function withNames<T>(database: string, community: string, work: (names: Names) => Promise<T>): Promise<T> {
  const store: Store = openStore(database);
  await store.open({ sharedWrite: true });
  try {
    const record = await store.community(community);
    if (record === undefined) throw new LabelsError(`${database} knows no community "${community}"; index it first.`);
    const names = new Names(store, record.id);
    await names.load();
    return await work(names);
  } finally {
    await store.close();
  }
}

/** All names as CSV. */
export async function exportLabels(database: string, community: string): Promise<string> {
  return withNames(database, community, (names) =>
    Promise.resolve([["address", "name"], ...names.all().sort()].map(csvLine).join("")),
  );
}

/** Sets names from CSV. @throws LabelsError naming the bad lines */
export async function importLabels(database: string, community: string, text: string): Promise<number> {
  const rows = readCsv(text.replace(/^\uFEFF/, ""));
  const lines = rows[0]?.[0]?.trim().toLowerCase() === "address" ? rows.slice(1) : rows;
  const parsed = lines.map((cells) => ({
    who: address.safeParse(cells[0]?.trim()),
    body: labelBody.safeParse({ name: cells[1] }),
  }));
  const bad = parsed.flatMap(({ who, body }, i) => (who.success && body.success ? [] : [i + 1]));
  if (bad.length > 0) throw new LabelsError(`These lines cannot be: ${bad.slice(0, 20).join(", ")}.`);
  await withNames(database, community, async (names) => {
    for (const { who, body } of parsed) await names.set(who.data as string, (body.data as { name: string }).name);
  });
  return parsed.length;
}
