import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { execFileSync, spawnSync } from "node:child_process";
import { type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { killGroup } from "../../../src/network/faults/faults.ts";
import { judgeHealth } from "../../../src/network/health.ts";
import { ensureRuns, initNetwork, resolveNetwork, startNetwork, stopNetwork } from "../../../src/network/index.ts";
import { type Network, networkSchema } from "../../../src/network/model.ts";
import { pidOf } from "../../../src/network/node.ts";
import { signal } from "../../../src/network/processes.ts";
import { takeSnapshot } from "../../../src/network/snapshot.ts";
import { destroyNetwork, resetNetwork } from "../../../src/network/stop.ts";
import { networkExists, networkFolder, nodeFolder } from "../../../src/network/store.ts";
import { loadAccounts, signLegacy } from "../../../src/network/bench/signing.ts";
import { ask, blocksAbove, commandError, eventually, head, node, useOwnNetworks } from "./fixture.ts";

const BASE_PORT = 20_100;
const NAME = "life";
const V = "validator-1";

describe("A network of one validator", function () {
  this.timeout(150_000);
  useOwnNetworks();
  let network: Network;
  let nonce = 0;
  const pauper = loadAccounts("pauper", 1)[0]!;

  before(async function () {
    network = await initNetwork({ name: NAME, validators: 1, basePort: BASE_PORT });
    await startNetwork(NAME, { bare: true });
  });

  /** Sends a transaction of an account that owns nothing, at no price, and waits until it is in a block. */
  async function sendForFree(): Promise<void> {
    const { raw, hash } = signLegacy(pauper, {
      chainId: network.chainId,
      nonce: nonce++,
      gas: 21_000n,
      to: pauper.address,
    });
    await ask<Hex>(network, V, "eth_sendRawTransaction", [raw]);
    const receipt = await eventually(
      "a receipt",
      async () => (await ask<{ status: Hex } | null>(network, V, "eth_getTransactionReceipt", [hash])) ?? undefined,
    );
    expect(receipt.status).to.equal("0x1");
  }

  describe("start", () => {
    it("answers at its address with its chain id, and says what a program needs", async () => {
      const byName = await resolveNetwork(NAME);
      expect(byName).to.include({ chainId: network.chainId, blockTimeS: 1, confirmations: 1 });
      const byUrl = await resolveNetwork(byName.rpcUrl);
      expect(byUrl).to.include({ chainId: network.chainId, confirmations: 1 });
    });

    it("mines a transaction without a price of an account that owns nothing", async () => {
      expect(await ask(network, V, "eth_gasPrice")).to.equal("0x0");
      await blocksAbove(network, 3);
      const { gasUsedRatio } = await ask<{ gasUsedRatio: number[] }>(network, V, "eth_feeHistory", [
        "0x3",
        "latest",
        [],
      ]);
      expect(gasUsedRatio).to.have.length(3);
      await sendForFree();
    });

    it("changes nothing when all runs", async () => {
      const pid = pidOf(network, node(network, V), "geth");
      await startNetwork(NAME, { bare: true });
      expect(pidOf(network, node(network, V), "geth")).to.equal(pid);
    });

    it("keeps the key with Clef: Geth's own keystore is empty and Clef signs no transaction", async () => {
      const keystore = path.join(nodeFolder(network, node(network, V)), "data", "keystore");
      expect(existsSync(keystore) ? readdirSync(keystore) : []).to.deep.equal([]);
      const transaction = {
        from: network.genesisValidators[0],
        to: pauper.address,
        gas: "0x5208",
        gasPrice: "0x0",
        value: "0x0",
      };
      const refusal = await ask(network, V, "eth_sendTransaction", [transaction]).catch(
        (error: Error) => error.message,
      );
      expect(refusal).to.match(/denied/i);
    });

    it("seals again and takes free transactions after Geth alone was killed", async () => {
      const old = pidOf(network, node(network, V), "geth")!;
      const before = await head(network);
      signal(old, "SIGKILL");
      await eventually("another process", () => (pidOf(network, node(network, V), "geth") ?? old) !== old || undefined);
      await startNetwork(NAME, { bare: true });
      await blocksAbove(network, before);
      await sendForFree();
    });

    it("seals again after Clef alone was killed, without a transaction to wake it", async () => {
      const old = pidOf(network, node(network, V), "clef")!;
      signal(old, "SIGKILL");
      await eventually("another Clef", () => (pidOf(network, node(network, V), "clef") ?? old) !== old || undefined);
      await blocksAbove(network, (await head(network)) + 1);
    });

    it("continues the chain after everything was killed at once, past a stale pid", async () => {
      const before = await head(network);
      const hash = (
        await ask<{ hash: Hex }>(network, V, "eth_getBlockByNumber", [`0x${(before - 1).toString(16)}`, false])
      ).hash;
      killGroup(network, node(network, V));
      await eventually("its end", () => (pidOf(network, node(network, V), "geth") === undefined ? true : undefined));
      // The machine has given the number to another program since.
      writeFileSync(path.join(nodeFolder(network, node(network, V)), "run", "geth.pid"), String(process.pid));
      expect(pidOf(network, node(network, V), "geth")).to.equal(undefined);
      await startNetwork(NAME, { bare: true });
      await blocksAbove(network, before);
      expect(
        (await ask<{ hash: Hex }>(network, V, "eth_getBlockByNumber", [`0x${(before - 1).toString(16)}`, false])).hash,
      ).to.equal(hash);
      await sendForFree();
    });

    it("starts a node again that is killed while the start waits for it", async () => {
      const geth = pidOf(network, node(network, V), "geth")!;
      signal(geth, "SIGKILL");
      await eventually("its end", () => (pidOf(network, node(network, V), "geth") === geth ? undefined : true));
      const before = pidOf(network, node(network, V), "supervisor")!;
      const said: string[] = [];
      await startNetwork(NAME, {
        bare: true,
        say: (text) => {
          said.push(text);
          if (said.length === 1) killGroup(network, node(network, V));
        },
      });
      expect(said.slice(0, 2)).to.deep.equal([`waiting for ${V}`, `starting ${V}`]);
      expect(pidOf(network, node(network, V), "supervisor")).not.to.equal(before);
      await sendForFree();
    });

    it("ends what a killed supervisor left behind", async () => {
      const geth = pidOf(network, node(network, V), "geth")!;
      signal(pidOf(network, node(network, V), "supervisor")!, "SIGKILL");
      await eventually("its end", () =>
        pidOf(network, node(network, V), "supervisor") === undefined ? true : undefined,
      );
      expect(pidOf(network, node(network, V), "geth")).to.equal(geth);
      await startNetwork(NAME, { bare: true });
      expect(pidOf(network, node(network, V), "geth")).not.to.equal(geth);
    });
  });

  describe("stop", () => {
    it("is clean, and a second time nothing", async () => {
      const before = await head(network);
      expect(await stopNetwork(NAME)).to.deep.equal([V]);
      expect(await stopNetwork(NAME)).to.deep.equal([]);
      expect(judgeHealth(await takeSnapshot(network)).state).to.equal("stopped");
      await startNetwork(NAME, { bare: true });
      expect(await head(network)).to.be.at.least(before);
      await ensureRuns(NAME, () => expect.fail("it runs already"));
      await stopNetwork(NAME);
    });

    it("is said to a command that needs the network, with how to start it", async () => {
      const error = await commandError(ensureRuns(NAME, () => undefined));
      expect(error.message).to.contain(`"${NAME}" does not run`);
      expect(error.hint).to.contain(`network start ${NAME}`);
    });
  });

  describe("what stands in the way of a start", () => {
    let occupied: Server | undefined;
    afterEach(async () => {
      await stopNetwork(NAME);
      await new Promise<void>((resolve) => (occupied === undefined ? resolve() : occupied.close(() => resolve())));
      occupied = undefined;
    });

    it("is named when it is a port in use", async () => {
      const port = node(network, V).ports.http;
      occupied = createServer().listen(port, "127.0.0.1");
      const error = await commandError(startNetwork(NAME, { bare: true }));
      expect(error.message).to.contain(String(port)).and.contain(V);
      expect(error.hint).to.contain("--base-port");
    });

    it("is named when it is a nearly full disk; the node waits and seals nothing", async () => {
      process.env["MIN_FREE_DISK_MB"] = "999999999";
      try {
        const error = await commandError(startNetwork(NAME, { bare: true }));
        expect(error.message).to.contain("disk is nearly full");
        expect(judgeHealth(await takeSnapshot(network)).advice.join()).to.contain("disk is nearly full");
      } finally {
        delete process.env["MIN_FREE_DISK_MB"];
      }
    });

    it("is named with what the node said of it when it gave up", async () => {
      const data = path.join(nodeFolder(network, node(network, V)), "data");
      renameSync(data, `${data}.kept`);
      writeFileSync(data, "not a folder");
      try {
        const error = await commandError(startNetwork(NAME, { bare: true }));
        expect(error.message).to.contain(`${V} did not come up`).and.contain("the genesis block could not be written");
        expect(error.hint).to.contain(`network logs ${NAME} ${V}`);
      } finally {
        rmSync(data);
        renameSync(`${data}.kept`, data);
      }
    });

    it("is named when it is another version of Geth", () => {
      const folder = mkdtempSync(path.join(tmpdir(), "pc-geth-"));
      writeFileSync(path.join(folder, "geth"), "#!/bin/sh\necho 'Version: 1.14.0-stable'\n");
      chmodSync(path.join(folder, "geth"), 0o755);
      const env = { ...process.env, POWERCHAIN_GETH_DIR: folder };
      const { status, stdout } = spawnSync("/bin/sh", [path.join(nodeFolder(network, node(network, V)), "start.sh")], {
        env,
        encoding: "utf8",
      });
      rmSync(folder, { recursive: true });
      expect(status).to.equal(78);
      expect(stdout).to.contain("geth 1.13.15 is needed").and.contain("1.14.0");
    });

    it("is named when it is a network that is not there, or there already", async () => {
      expect((await commandError(startNetwork("nowhere"))).message).to.contain('"nowhere"');
      expect((await commandError(initNetwork({ name: NAME }))).message).to.contain("there already");
      const wrong = await commandError(initNetwork({ name: "Bad Name", validators: 0, blockTimeS: "x" }));
      expect(wrong.message).to.contain("NAME").and.contain("--validators").and.contain("--block-time");
    });
  });

  describe("a copied folder", () => {
    it("runs elsewhere by its own start.sh, and stops on SIGTERM", async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "pc-copy-"));
      const copy = path.join(folder, V);
      execFileSync("cp", ["-a", nodeFolder(network, node(network, V)), copy]);
      const elsewhere = process.env["POWERCHAIN_NETWORKS"];
      // A network folder of the same shape, so that the node can be asked there.
      const moved = path.join(folder, "networks", NAME);
      mkdirSync(path.join(moved, "nodes"), { recursive: true });
      execFileSync("mv", [copy, path.join(moved, "nodes", V)]);
      execFileSync("cp", [path.join(networkFolder(NAME), "network.json"), moved]);
      process.env["POWERCHAIN_NETWORKS"] = path.join(folder, "networks");
      try {
        const before = networkSchema.parse(JSON.parse(readFileSync(path.join(moved, "network.json"), "utf8")));
        await startNetwork(NAME, { bare: true });
        expect(await head(before)).to.be.greaterThan(0);
      } finally {
        expect(await stopNetwork(NAME)).to.deep.equal([V]);
        process.env["POWERCHAIN_NETWORKS"] = elsewhere;
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });

  describe("reset and destroy", () => {
    it("reset begins at the genesis block with the same keys; destroy leaves nothing", async () => {
      await resetNetwork(NAME);
      await startNetwork(NAME, { bare: true });
      expect(await head(network)).to.be.lessThan(10);
      expect(await ask(network, V, "clique_getSigners")).to.deep.equal(network.genesisValidators);
      await destroyNetwork(NAME);
      expect(networkExists(NAME)).to.equal(false);
    });
  });
});
