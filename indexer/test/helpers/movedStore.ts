import { expect } from "chai";
import { type Store, StoreMovedError, type WriteSet } from "../../src/store/store.ts";

/** A write that was made for another block than the tables are at must change nothing. */
export async function refusesToSkipBlocks(store: Store): Promise<void> {
  const cursor = { block: 1, hash: "0xa1", at: 1 };
  const { id } = await store.reset({ name: "moved", chainId: 1, genesis: "0x0", ledger: "0x1", cursor });
  const next = { block: 2, hash: "0xa2", at: 2 };
  const set: WriteSet = {
    from: "0xb1",
    cursor: next,
    changed: {},
    removed: {},
    added: {},
    hours: [],
    candles: [],
    undo: [{ ...next, undo: "{}" }],
    forgetUpTo: 0,
  };
  for (const work of [() => store.write(id, () => set), () => store.rollback(id, set)]) {
    expect(await work().catch((reason: unknown) => reason)).to.be.instanceOf(StoreMovedError);
  }
  expect(await store.undoRecords(id, 0)).to.deep.equal([]);
  expect((await store.community("moved"))?.cursor).to.deep.equal(cursor);
  await store.write(id, () => ({ ...set, from: cursor.hash }));
  expect((await store.community("moved"))?.cursor).to.deep.equal(next);
}
