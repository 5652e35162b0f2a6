import { expect } from "chai";
import { type Added, Books, Table, emptyTables } from "../../src/core/books.ts";
import {
  amount,
  flag,
  fromStored,
  int,
  nullable,
  rowFromStored,
  rowToStored,
  text,
  toStored,
} from "../../src/core/columns.ts";
import type { ChainBlock } from "../../src/core/event.ts";
import { applyBlocks, rollBack } from "../../src/core/span.ts";
import {
  ANNA,
  type Address,
  BEGIN,
  BEN,
  OWNER,
  type Said,
  ZERO,
  blockOf,
  rowsOf,
  said,
  thrownBy,
  transfer,
} from "../helpers/chronicle.ts";

const ORDER = 1_000n << 48n;
const ID = ORDER.toString();
const placed: Said = said("market", "OrderPlaced", { id: ORDER, owner: ANNA, side: 1, lots: 100n, expiresAt: 0n });
const trade = (lots: bigint, left: bigint): Said =>
  said("market", "Trade", { id: ORDER, taker: BEN, lots, priceHalfTicks: 2_000, left });
const mint = (to: Address, value: bigint) => transfer("energyToken", ZERO, to, value);

const options = (more = {}) => ({ from: "hash 99", undoAfter: 0, forgetUpTo: 0, ...more });
const block = (number: number, ...events: Said[]): ChainBlock => blockOf(number, BEGIN + number, events);
/** All rows of all tables. */
const contents = (tables: ReturnType<typeof emptyTables>) =>
  Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, new Map<string, object>(rows)]));

describe("applyBlocks", () => {
  it("gives the touched rows as they are at the end, each once, and where the tables then are", () => {
    const tables = emptyTables();
    const set = applyBlocks(tables, [block(100, mint(ANNA, 5n)), block(101, mint(ANNA, 2n), mint(BEN, 1n))], {
      from: "hash 99",
      undoAfter: 1_000,
      forgetUpTo: 7,
    });
    expect(set).to.deep.include({
      from: "hash 99",
      cursor: { block: 101, hash: "hash 101", at: BEGIN + 101 },
      removed: {},
      undo: [],
      forgetUpTo: 7,
    });
    expect(Object.keys(set.changed).toSorted()).to.deep.equal(["accounts", "network"]);
    expect(set.changed.accounts?.map(({ address, ent }) => [address, ent])).to.deep.equal([
      [ANNA, 7n],
      [BEN, 1n],
    ]);
    expect(set.changed.network?.map(({ ent }) => ent)).to.deep.equal([8n]);
    expect(Object.keys(set.added).toSorted()).to.deep.equal(["movements", "points"]);
    expect(set.added.movements?.map(({ account, balance }) => [account, balance])).to.deep.equal([
      [ANNA, 5n],
      [ANNA, 7n],
      [BEN, 1n],
    ]);
    expect(set.added.points?.map(({ block: number }) => number)).to.deep.equal([100, 101]);
    expect([...set.hours]).to.deep.equal([]);
    expect([...set.candles]).to.deep.equal([]);
  });

  it("hands over all history rows in their order, some thousand at a time, and none while its transaction goes on", () => {
    const handed: Added[][] = [];
    const ready = (rows: readonly Added[]) => void handed.push([...rows]);
    const many = (count: number) => Array.from({ length: count }, () => mint(ANNA, 1n));
    const blocks = [
      blockOf(100, BEGIN, many(400), many(600), many(999), many(1), many(1_500), many(2)),
      blockOf(101, BEGIN, many(3)),
    ];
    const set = applyBlocks(emptyTables(), blocks, options(), ready);
    const lastOf = (rows: Added[]) => (rows.findLast(({ table }) => table === "movements")?.row as { tx: string }).tx;
    expect(handed.map((rows) => [rows.length, lastOf(rows)])).to.deep.equal([
      [1_000, "100.1"],
      [1_000, "100.3"],
      [1_500, "100.4"],
      [3, "100.5"], // with the point at its end
      [4, "101.0"],
    ]);
    for (const name of ["movements", "points"] as const)
      expect(rowsOf(handed.flat(), name)).to.deep.equal(set.added[name]);
  });

  it("gives nothing to write for blocks in which nothing happened", () => {
    const set = applyBlocks(emptyTables(), [block(100)], options({ undoAfter: 100 }));
    expect(set).to.deep.include({ changed: {}, removed: {}, added: {}, undo: [] });
  });

  it("refuses to apply no block at all", () => {
    expect(thrownBy(() => applyBlocks(emptyTables(), [], options()))).to.include({
      name: "RangeError",
      message: "There are no blocks to apply.",
    });
  });

  it("sums the span's trades by hour and quarter-hour", () => {
    const set = applyBlocks(
      emptyTables(),
      [block(100, placed), block(101, trade(40n, 60n)), block(102, trade(10n, 50n), mint(BEN, 1n))],
      options(),
    );
    expect([...set.candles].map(({ lots, trades }) => [lots, trades])).to.deep.equal([[50, 2]]);
    expect([...set.hours].map(({ account, rows, boughtWh }) => [account, rows, boughtWh])).to.deep.equal([
      [BEN, 2, 50],
      [ANNA, 2, 0],
      ["", 2, 50],
    ]);
  });

  it("names the rows that are gone by their keys", () => {
    const tables = emptyTables();
    applyBlocks(tables, [block(100, placed)], options());
    const set = applyBlocks(tables, [block(101, trade(100n, 0n))], options());
    expect(set.removed).to.deep.equal({ levels: [{ side: "sell", tick: 1_000 }] });
    expect(set.changed.orders?.map(({ id, state }) => [id, state])).to.deep.equal([[ID, "filled"]]);
  });

  it("lets go of an order that is over, and keeps those that are not", () => {
    const tables = emptyTables();
    applyBlocks(tables, [block(100, placed), block(101, trade(40n, 60n))], options());
    expect(tables.orders.get(ID)?.leftLots).to.equal(60);
    applyBlocks(tables, [block(102, trade(60n, 0n))], options());
    expect(tables.orders.get(ID)).to.equal(undefined);
    expect(tables.accounts.get(ANNA)?.entLocked).to.equal(0n);
  });

  describe("given blocks that may be replaced", () => {
    it("keeps what each touched row was before, from the block after the last final one on", () => {
      const blocks = [100, 101, 102].map((number) => block(number, mint(ANNA, 5n)));
      const { undo } = applyBlocks(emptyTables(), blocks, options({ undoAfter: 100 }));
      expect(undo.map(({ block: number, hash, at }) => [number, hash, at])).to.deep.equal([
        [101, "hash 101", BEGIN + 101],
        [102, "hash 102", BEGIN + 102],
      ]);
      const images = JSON.parse(undo[1]!.undo) as Record<string, unknown>;
      expect(Object.keys(images).toSorted()).to.deep.equal(["accounts", "network"]);
      expect(images["accounts"]).to.deep.equal([[ANNA, [ANNA, "10", "0", "0", "0", "0", "0", BEGIN + 100, null]]]);
    });

    it("says of a row that was not there that it was not", () => {
      const { undo } = applyBlocks(emptyTables(), [block(100, placed)], options());
      expect((JSON.parse(undo[0]!.undo) as Record<string, unknown>)["levels"]).to.deep.equal([["sell|1000", null]]);
    });

    it("keeps a record of one in which nothing happened", () => {
      expect(applyBlocks(emptyTables(), [block(100)], options()).undo).to.deep.equal([
        { block: 100, hash: "hash 100", at: BEGIN + 100, undo: "{}" },
      ]);
    });
  });
});

describe("rollBack", () => {
  const to = { from: "hash 104", cursor: { block: 101, hash: "hash 101", at: BEGIN + 101 } };
  const before = [block(100, placed, mint(OWNER, 9n)), block(101, trade(40n, 60n))];
  const after = [
    block(102, mint(BEN, 1n), trade(10n, 50n)),
    block(103, said("bank", "BankerChanged", { banker: BEN }), trade(50n, 0n)),
    block(104, mint(ANNA, 2n), said("bank", "BankerChanged", { banker: ZERO })),
  ];

  it("brings back the tables as they were, in whatever order the records come", () => {
    const tables = emptyTables();
    applyBlocks(tables, before, options());
    const then = contents(tables);
    const { undo } = applyBlocks(tables, after, options({ undoAfter: 101 }));
    expect(contents(tables)).to.not.deep.equal(then);
    rollBack(tables, [undo[1]!, undo[0]!, undo[2]!], to);
    expect(contents(tables)).to.deep.equal(then);
  });

  it("gives what the database has to write: rows as they were, and the keys of those that were not", () => {
    const tables = emptyTables();
    applyBlocks(tables, before, options());
    const { undo } = applyBlocks(tables, after, options({ undoAfter: 101 }));
    const { from, cursor, changed, removed } = rollBack(tables, undo, to);
    expect({ from, cursor }).to.deep.equal(to);
    expect(removed).to.deep.equal({ accounts: [{ address: BEN }] });
    expect(Object.keys(changed).toSorted()).to.deep.equal(["accounts", "levels", "network", "orders"]);
    expect(changed.orders?.map(({ leftLots, state }) => [leftLots, state])).to.deep.equal([[60, "open"]]);
    expect(changed.levels).to.deep.equal([{ side: "sell", tick: 1_000, lots: 60, orders: 1 }]);
    expect(changed.network?.map(({ banker, ent }) => [banker, ent])).to.deep.equal([[null, 9n]]);
  });

  it("notes nothing of itself for the next block to undo", () => {
    const tables = emptyTables();
    applyBlocks(tables, before, options());
    rollBack(tables, applyBlocks(tables, after, options({ undoAfter: 101 })).undo, to);
    const { undo } = applyBlocks(tables, [block(102, mint(OWNER, 1n))], options({ undoAfter: 101 }));
    const images = JSON.parse(undo[0]!.undo) as Record<string, [string, unknown][]>;
    expect(images["accounts"]?.map(([key]) => key)).to.deep.equal([OWNER]);
    expect(images["orders"]).to.equal(undefined);
  });

  it("applies the same blocks again to the same end", () => {
    const [tables, once] = [emptyTables(), emptyTables()];
    applyBlocks(once, [...before, ...after], options());
    applyBlocks(tables, before, options());
    rollBack(tables, applyBlocks(tables, after, options({ undoAfter: 101 })).undo, to);
    applyBlocks(tables, after, options());
    expect(contents(tables)).to.deep.equal(contents(once));
  });
});

describe("Table", () => {
  const tableOf = () => new Table<{ side: string; tick: number; lots: number }>(emptyTables().levels.shape);
  const row = { side: "buy", tick: 7, lots: 1 };

  it("finds a row by its whole key", () => {
    const table = tableOf();
    table.put(row);
    expect(table.get("buy", 7)).to.equal(row);
    expect(table.get("buy", 8)).to.equal(undefined);
  });

  it("gives what its rows were before the first change since the mark", () => {
    const table = tableOf();
    table.put(row);
    expect([...table.mark()]).to.deep.equal([["buy|7", undefined]]);
    table.put({ ...row, lots: 2 });
    table.put({ ...row, lots: 3 });
    table.remove(row);
    expect([...table.mark()]).to.deep.equal([["buy|7", row]]);
    expect(table.mark().size).to.equal(0);
    expect(table.get("buy", 7)).to.equal(undefined);
  });

  it("gives what a row was that was only removed", () => {
    const table = tableOf();
    table.put(row);
    table.mark();
    table.remove(row);
    table.put({ ...row, lots: 9 });
    expect([...table.mark()]).to.deep.equal([["buy|7", row]]);
  });

  it("restores and evicts without noting it", () => {
    const table = tableOf();
    table.restore("buy|7", row);
    expect(table.get("buy", 7)).to.equal(row);
    table.evict("buy|7");
    expect(table.get("buy", 7)).to.equal(undefined);
    table.restore("buy|7", row);
    table.restore("buy|7", undefined);
    expect(table.rows.size).to.equal(0);
    expect(table.mark().size).to.equal(0);
  });
});

describe("Books", () => {
  it("begin with a community that has nothing", () => {
    expect(new Books().network()).to.deep.equal({
      one: 1,
      ent: 0n,
      energyWh: 0,
      rate: 0n,
      eur: 0n,
      banker: null,
      mintDay: 0,
      mintedOnDay: 0n,
      deposited: 0n,
      withdrawn: 0n,
      terms: 0,
      ballots: 0,
    });
    expect(new Books().added).to.deep.equal([]);
  });

  it("meet an account once, and the zero address never", () => {
    const books = new Books();
    books.meet(ANNA, 5);
    books.meet(ANNA, 9);
    books.meet(ZERO, 9);
    expect(
      [...books.tables.accounts.rows.values()].map(({ address, firstSeen }) => [address, firstSeen]),
    ).to.deep.equal([[ANNA, 5]]);
  });

  it("touch no account that they have met", () => {
    const books = new Books();
    books.meet(ANNA, 5);
    books.tables.accounts.mark();
    books.meet(ANNA, 9);
    expect(books.tables.accounts.mark().size).to.equal(0);
  });

  it("lock each token by itself", () => {
    const books = new Books();
    books.lock(ANNA, 5, "ENT", 7n);
    books.lock(ANNA, 9, "EUR", 3n);
    books.lock(ANNA, 9, "ENT", -2n);
    expect(books.account(ANNA, 0)).to.include({ entLocked: 5n, eurLocked: 3n, firstSeen: 5, ent: 0n, eur: 0n });
  });
});

describe("stored values", () => {
  it("are text for amounts, 0 and 1 for flags, and themselves otherwise", () => {
    expect(toStored(amount, 2n ** 70n)).to.equal("1180591620717411303424");
    expect([toStored(flag, true), toStored(flag, false)]).to.deep.equal([1, 0]);
    expect([toStored(int, 0), toStored(text, "")]).to.deep.equal([0, ""]);
    expect([toStored(nullable(amount), null), toStored(nullable(int), undefined)]).to.deep.equal([null, null]);
  });

  it("become what they were, also from a database that answers with text", () => {
    expect(fromStored(amount, "1180591620717411303424")).to.equal(2n ** 70n);
    expect([fromStored(flag, 1), fromStored(flag, 0), fromStored(flag, "1")]).to.deep.equal([true, false, true]);
    expect([fromStored(int, "12"), fromStored(int, 12), fromStored(text, "12")]).to.deep.equal([12, 12, "12"]);
    for (const column of [amount, flag, int, text]) expect(fromStored(column, null)).to.equal(null);
  });

  it("know which columns may be empty", () => {
    expect([amount, int, text, flag].map(({ kind, nullable: empty }) => [kind, empty])).to.deep.equal([
      ["amount", false],
      ["int", false],
      ["text", false],
      ["flag", false],
    ]);
    expect(nullable(int)).to.deep.equal({ kind: "int", nullable: true });
  });

  it("go row by row in the order of the columns, and what is missing is empty", () => {
    const shape = emptyTables().votes.shape;
    const row = { ballot: 1, term: 2, voter: ANNA, support: true, at: 5 };
    expect(rowToStored(shape, row)).to.deep.equal([1, 2, ANNA, 1, 5]);
    expect(rowToStored(shape, row, [7])).to.deep.equal([7, 1, 2, ANNA, 1, 5]);
    expect(rowFromStored(shape, [1, 2, ANNA, 1, 5])).to.deep.equal(row);
    expect(rowFromStored(shape, [1, 2, ANNA, 1])).to.deep.equal({ ...row, at: null });
  });
});
