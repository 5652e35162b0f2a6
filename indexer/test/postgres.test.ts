import { expect } from "chai";
import pg from "pg";
import { pino } from "pino";
import { Dice } from "../../test/helpers/dice.ts";
import { differingTables, digestTables } from "../src/check/dump.ts";
import { CommunityIndex } from "../src/follow/communityIndex.ts";
import { StoreLockedError } from "../src/store/store.ts";
import { PostgresStore } from "../src/store/postgres.ts";
import { cleanRun, faultyRun } from "./helpers/faultyRun.ts";
import { refusesToSkipBlocks } from "./helpers/movedStore.ts";
import { type Postgres, postgresFolder, startPostgres } from "./helpers/postgres.ts";
import { Served, walletAt } from "./helpers/served.ts";
import { type Story, playStory } from "./helpers/story.ts";
import { NO_FAULTS, UnsteadyNode, record } from "./helpers/unsteadyNode.ts";

describe("PostgresStore", function () {
  this.timeout(240_000);
  let postgres: Postgres;

  before(async () => {
    const folder = postgresFolder();
    if (folder === undefined)
      throw new Error("PostgreSQL is not on this machine. On Debian: apt-get install postgresql");
    postgres = await startPostgres(folder);
  });
  after(() => postgres.stop());

  describe("open", () => {
    it("refuses while another one writes, and frees the lock on closing", async () => {
      const first = new PostgresStore(postgres.url);
      await first.open();
      const error: unknown = await new PostgresStore(postgres.url).open().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StoreLockedError);
      await first.close();
      const second = new PostgresStore(postgres.url);
      await second.open();
      await second.close();
    });
  });

  describe("write and rollback", () => {
    let story: Story;
    before(async () => {
      story = await playStory(2, 120);
    });

    for (const seed of [1, 2]) {
      it(`end with the very tables that SQLite has after a clean run (seed ${seed})`, async () => {
        const recorded = await record(story);
        const clean = await cleanRun(story, recorded, 1_024);
        const ended = await faultyRun(story, recorded, seed, 1_024, () => new PostgresStore(postgres.url));
        expect(differingTables(clean, ended.digests)).to.deep.equal([]);
        expect(ended.reorganisations).to.be.greaterThan(3);
      });
    }
  });

  describe("write", () => {
    it("refuses what was made for other tables than these", async () => {
      const store = new PostgresStore(postgres.url);
      try {
        await store.open();
        await refusesToSkipBlocks(store);
      } finally {
        await store.close();
      }
    });
  });

  describe("write, when the server breaks the connection", () => {
    it("takes the lock on a new one and goes on, with the tables that a clean run has", async () => {
      const story = await playStory(3, 60);
      const recorded = await record(story);
      const clean = await cleanRun(story, recorded, 1_024);
      const store = new PostgresStore(postgres.url);
      try {
        await store.open();
        const node = new UnsteadyNode(recorded, story.manifest.chainId, new Dice(1), NO_FAULTS);
        const log = pino({ level: "silent" });
        const index = new CommunityIndex({ store, manifest: story.manifest, rpc: node, log });
        await index.open();
        await index.rebuild();
        for (let until = index.cursor.block + 1; index.cursor.block < story.head; until += 10) {
          expect(await breakConnections(postgres.url)).to.be.greaterThan(0);
          // What was on its way may be lost; then it is read and written again.
          while (index.cursor.block < Math.min(until, story.head))
            await index.catchUp(undefined, until).catch(() => {});
        }
        expect(differingTables(clean, await digestTables(store, index.record.id))).to.deep.equal([]);
        const second: unknown = await new PostgresStore(postgres.url).open().catch((reason: unknown) => reason);
        expect(second).to.be.instanceOf(StoreLockedError);
      } finally {
        await store.close();
      }
    });
  });

  describe("under the API", () => {
    it("gives the answers that SQLite gives", async () => {
      const lite = await Served.start(1, 300);
      const large = await Served.of(lite.story, postgres.url);
      try {
        const a = walletAt(0).address.toLowerCase();
        const [one, two] = [await lite.signIn(0), await large.signIn(0)];
        const own = ["movements?limit=200", "energy?step=month", "energy?step=quarter", "readings?limit=200", "rank"];
        const open = [
          "network",
          "network/parameters",
          "network/energy?step=month",
          "network/history",
          "units",
          "participants?sort=eur",
        ];
        const more = [
          "market",
          "market/depth",
          "market/trades?limit=200",
          "market/candles?interval=1w",
          "ballots?limit=200",
          "voters",
          "bank",
        ];
        for (const path of [
          ...open,
          ...more,
          "bank/deposits",
          "market/orders",
          `accounts/${a}`,
          `accounts/${a}/sessions`,
        ]) {
          expect((await large.ask(path)).json, path).to.deep.equal((await lite.ask(path)).json);
        }
        for (const path of [...own, "statements/2026-12"]) {
          expect((await large.as(two, `accounts/${a}/${path}`)).json, path).to.deep.equal(
            (await lite.as(one, `accounts/${a}/${path}`)).json,
          );
        }
        const [left, right] = await Promise.all(
          [lite, large].map(({ api, index }) => digestTables(api.server.store, index.record.id)),
        );
        expect(differingTables(left!, right!)).to.deep.equal([]);
      } finally {
        await large.stop();
        await lite.stop();
      }
    });
  });
});

/** Ends all other connections to the server, and says how many. */
async function breakConnections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  );
  await client.end();
  return rowCount ?? 0;
}
