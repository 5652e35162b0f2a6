import { mkdtempSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { SqliteStore } from "../src/store/sqlite.ts";
import { refusesToSkipBlocks } from "./helpers/movedStore.ts";
import { StoreLockedError, StoreMovedError } from "../src/store/store.ts";

describe("SqliteStore", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-store-"));
    file = path.join(folder, "index.db");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  describe("open", () => {
    it("refuses while another one writes, lets readers in, and frees the lock on closing", async () => {
      const first = new SqliteStore(file);
      await first.open();
      const second = new SqliteStore(file);
      const error: unknown = await second.open().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StoreLockedError);
      const reader = new SqliteStore(file);
      await reader.open({ readOnly: true });
      expect(await reader.communities()).to.deep.equal([]);
      await reader.close();
      await first.close();
      await second.open();
      await second.close();
    });

    it("is free again when the process that held it is killed", async () => {
      const source = new URL("../src/store/sqlite.ts", import.meta.url).href;
      const code = `import { SqliteStore } from ${JSON.stringify(source)}; const store = new SqliteStore(${JSON.stringify(file)}); await store.open(); console.log("open"); setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      const store = new SqliteStore(file);
      expect(await store.open().catch((reason: unknown) => reason)).to.be.instanceOf(StoreLockedError);
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await store.open({ waitMs: 2_000 });
      await store.close();
    }).timeout(20_000);
  });

  describe("write", () => {
    it("refuses what was made for other tables than these", async () => {
      const store = new SqliteStore(file);
      await store.open();
      await refusesToSkipBlocks(store);
      await store.close();
    });

    const cursor = { block: 1, hash: "0xa1", at: 1 };
    const next = { block: 2, hash: "0xa2", at: 2 };
    const nothing = { changed: {}, removed: {}, added: {}, hours: [], candles: [], undo: [], forgetUpTo: 0 };
    const point = { table: "points", row: { block: 2, at: 2, ent: 1n, energyWh: 1, rate: 1n, eur: 0n } } as const;

    for (const where of ["a file", "memory"] as const) {
      describe(`in ${where}`, () => {
        let store: SqliteStore;
        let id: number;

        beforeEach(async () => {
          store = new SqliteStore(where === "memory" ? ":memory:" : file);
          await store.open();
          const record = { name: "village", chainId: 1, genesis: "0x0", ledger: "0x1", cursor };
          ({ id } = await store.reset(record));
        });
        afterEach(() => store.close());

        const points = async (): Promise<unknown[]> => store.all("SELECT block FROM points WHERE community = ?", [id]);
        const writePoint = async (): Promise<unknown> =>
          store.write(id, (ready) => {
            ready([point]);
            return { ...nothing, from: cursor.hash, cursor: next };
          });

        it("writes the rows that were handed over with the rest", async () => {
          await writePoint();
          expect(await points()).to.deep.equal([{ block: 2 }]);
          expect((await store.community("village"))?.cursor).to.deep.equal(next);
        });

        it("forgets the rows that were handed over when the reckoning ends with an error", async () => {
          const failed = store.write(id, (ready) => {
            ready([point]);
            throw new RangeError("not today");
          });
          expect(await failed.catch((reason: unknown) => reason)).to.be.instanceOf(RangeError);
          expect(await points()).to.deep.equal([]);
          await writePoint();
          expect(await points()).to.deep.equal([{ block: 2 }]);
        });

        it("writes nothing when the database refuses a row, and goes on with the next", async () => {
          const failed = store.write(id, (ready) => {
            ready([point, point]);
            return { ...nothing, from: cursor.hash, cursor: next };
          });
          expect(String(await failed.catch((reason: unknown) => reason))).to.include("UNIQUE constraint failed");
          expect((await store.community("village"))?.cursor).to.deep.equal(cursor);
          await writePoint();
          expect(await points()).to.deep.equal([{ block: 2 }]);
        });

        it("refuses what was to follow a write that failed", async () => {
          const failed = store.write(id, (ready) => {
            ready([point, point]);
            return { ...nothing, from: cursor.hash, cursor: next };
          });
          const after = { block: 3, hash: "0xa3", at: 3 };
          const following = store.write(id, () => ({ ...nothing, from: next.hash, cursor: after }));
          const [first, second] = await Promise.allSettled([failed, following]);
          expect(first.status).to.equal("rejected");
          expect(second).to.include({ status: "rejected" }).and.to.have.property("reason").instanceOf(StoreMovedError);
        });

        it("lets those who read find their way by the figures that were counted while writing", async () => {
          const plan = async (when: string): Promise<string> => {
            await store.all("SELECT 1 FROM trades LIMIT 1");
            const query = "SELECT * FROM trades WHERE community = ? AND maker = ? AND taker = ?";
            return JSON.stringify(await store.all(`EXPLAIN QUERY PLAN ${query} -- ${when}`, [id, "0xa", "0xb"]));
          };
          expect(await plan("before")).to.include("PRIMARY KEY");
          const counting = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000)";
          await store.change(
            `INSERT INTO trades (community, block, log, at, tx, "order", maker, taker, taker_side, lots, half_ticks) ${counting} SELECT ?, 2, i, i, '0x0', '1', '0xa', '0xb' || i, 'buy', 1, 1 FROM n`,
            [id],
          );
          for (let i = 0; i < 250; i++) await store.change("DELETE FROM labels WHERE community = ?", [id]);
          expect(await plan("after")).to.include("trades_by_taker");
        });
      });
    }
  });
});
