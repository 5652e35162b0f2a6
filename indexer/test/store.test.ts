import { mkdtempSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { SqliteStore } from "../src/store/sqlite.ts";
import { refusesToSkipBlocks } from "./helpers/movedStore.ts";
import { StoreLockedError } from "../src/store/store.ts";

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
  });
});
