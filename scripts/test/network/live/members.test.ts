import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { backup, restore } from "../../../src/network/backup.ts";
import { heads, killGroup, waitLevel } from "../../../src/network/faults/faults.ts";
import { judgeHealth } from "../../../src/network/health.ts";
import { initNetwork, startNetwork, stopNetwork } from "../../../src/network/index.ts";
import { addValidator, propose, readMembership, removeValidator, withdraw } from "../../../src/network/membership.ts";
import { type Network, chainNodes } from "../../../src/network/model.ts";
import { pidOf } from "../../../src/network/node.ts";
import { servicePid, servicesOf } from "../../../src/network/services.ts";
import { hashAt, takeSnapshot } from "../../../src/network/snapshot.ts";
import { nodeFolder, readNetwork } from "../../../src/network/store.ts";
import { rejoin } from "../../../src/network/watchdog/acts.ts";
import { loadAccounts, signLegacy } from "../../../src/network/bench/signing.ts";
import { enode } from "../../../src/network/nodeConfig.ts";
import { ask, commandError, eventually, head, node, useOwnNetworks } from "./fixture.ts";

const NAME = "members";
const quiet = (): void => undefined;

describe("A network of three validators", function () {
  this.timeout(120_000);
  useOwnNetworks();
  let network: Network;
  const files = mkdtempSync(path.join(tmpdir(), "pc-backup-"));
  const file = path.join(files, "members.backup");
  const password = "correct horse battery";

  before(async () => {
    await initNetwork({ name: NAME, validators: 3, basePort: 20_700 });
    network = await startNetwork(NAME);
  });
  after(() => rmSync(files, { recursive: true, force: true }));

  describe("services", () => {
    it("stand beside it: a watchdog and a gateway, alive and with metrics", async () => {
      for (const service of servicesOf(network)) {
        expect(servicePid(network, service)).to.be.a("number");
        expect((await fetch(`http://127.0.0.1:${service.port}/healthz`)).status).to.equal(200);
        expect(await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text()).to.contain("powerchain_");
      }
    });

    it("tell the network's health in the metrics", async () => {
      const { port } = servicesOf(network).find(({ name }) => name === "watchdog")!;
      const metrics = async () => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      await eventually("healthy", async () =>
        /network_health\{state="healthy"[^}]*\} 1/.test(await metrics()) ? true : undefined,
      );
    });
  });

  describe("heal", () => {
    it("takes a node back to what it shares with another, and lets it follow", async () => {
      const said = await rejoin(network, node(network, "validator-3"), node(network, "validator-1"));
      expect(said).to.match(/^validator-3 went back to block \d+ and follows validator-1$/);
      expect(await waitLevel(network, 60_000)).to.equal(true);
    });
  });

  describe("the watchdog", () => {
    it("hands a transaction to the validators that the account node has and they do not", async () => {
      const account = loadAccounts("unheard", 1)[0]!;
      const others = chainNodes(network).filter(({ role }) => role === "validator");
      const { raw, hash } = signLegacy(account, {
        chainId: network.chainId,
        nonce: 0,
        gas: 21_000n,
        to: account.address,
      });
      // The account node stands alone while it takes the transaction, and tells nobody of it afterwards.
      const peers = others.map((peer) => enode(peer, "host"));
      for (const peer of peers)
        for (const method of ["admin_removeTrustedPeer", "admin_removePeer"])
          await ask(network, "account-1", method, [peer]);
      for (const other of others)
        for (const method of ["admin_removeTrustedPeer", "admin_removePeer"])
          await ask(network, other.name, method, [enode(node(network, "account-1"), "host")]);
      await eventually("no peers", async () =>
        Number(await ask(network, "account-1", "net_peerCount")) === 0 ? true : undefined,
      );
      await ask(network, "account-1", "eth_sendRawTransaction", [raw]);
      await eventually(
        "a receipt",
        async () =>
          (await ask<object | null>(network, "validator-1", "eth_getTransactionReceipt", [hash])) ?? undefined,
        60_000,
      );
      for (const other of others)
        for (const method of ["admin_addTrustedPeer", "admin_addPeer"])
          await ask(network, other.name, method, [enode(node(network, "account-1"), "host")]);
      expect(await waitLevel(network, 60_000)).to.equal(true);
    });
  });

  describe("backup and restore", () => {
    it("bring back a validator whose machine was lost, with its key", async () => {
      expect(await backup(network, { file, password, withChain: false, say: quiet })).to.have.length(5);
      const lost = node(network, "validator-2");
      const folder = nodeFolder(network, lost);
      killGroup(network, lost);
      await eventually("its end", () => (pidOf(network, lost, "geth") === undefined ? true : undefined));
      rmSync(folder, { recursive: true });
      expect((await commandError(startNetwork(NAME, { bare: true }))).hint).to.contain("network restore");
      expect(await restore({ name: NAME, file, password, say: quiet })).to.deep.equal(["validator-2"]);
      await startNetwork(NAME, { bare: true });
      expect(await waitLevel(network, 60_000)).to.equal(true);
      await eventually("three sealing", async () =>
        judgeHealth(await takeSnapshot(network, false)).sealing.length === 3 ? true : undefined,
      );
    });

    it("bring back a chain as well, while the others go on", async () => {
      const one = path.join(files, "one.backup");
      const before = await head(network, "validator-1");
      await backup(network, { node: "validator-3", file: one, password, withChain: true, say: quiet });
      expect(await waitLevel(network, 60_000)).to.equal(true);
      await stopNetwork(NAME, { nodes: ["validator-3"] });
      const folder = nodeFolder(network, node(network, "validator-3"));
      renameSync(folder, `${folder}.lost`);
      await restore({ name: NAME, node: "validator-3", file: one, password, say: quiet });
      expect(existsSync(path.join(folder, "data", "geth", "chaindata"))).to.equal(true);
      await startNetwork(NAME, { bare: true });
      expect(await waitLevel(network, 60_000)).to.equal(true);
      const hashes = await Promise.all(
        chainNodes(network).map(async (item) => await hashAt(network, item, before - 2)),
      );
      expect(new Set(hashes).size).to.equal(1);
      rmSync(`${folder}.lost`, { recursive: true });
    });

    it("refuse a wrong password, a changed byte, another network and what is here already", async () => {
      const wrong = { name: NAME, file, password: "not the password", say: quiet };
      expect((await commandError(restore(wrong))).message).to.contain("password is wrong");
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(`${file}.bad`, bytes);
      expect((await commandError(restore({ ...wrong, file: `${file}.bad`, password }))).message).to.contain(
        "was changed",
      );
      expect((await commandError(restore({ ...wrong, password: "short" }))).message).to.contain("characters");
      expect((await commandError(restore({ ...wrong, name: "other", password }))).message).to.contain('"members"');
      expect((await commandError(restore({ ...wrong, password }))).message).to.contain("here already");
    });

    it("leave no key readable in the file", () => {
      const key = readFileSync(path.join(nodeFolder(network, node(network, "validator-1")), "nodekey"));
      expect(readFileSync(file).includes(key)).to.equal(false);
    });
  });

  describe("membership", () => {
    it("counts votes as they come, and says how many are missing", async () => {
      const stranger = `0x${"ab".repeat(20)}` as const;
      expect(await propose(network, stranger, true, "validator-1")).to.deep.equal(["validator-1"]);
      const vote = await eventually("a vote", async () =>
        (await readMembership(network)).open.find(({ address }) => address === stranger),
      );
      expect(vote).to.deep.equal({ address: stranger, authorize: true, votes: 1, missing: 1 });
      await withdraw(network, stranger);
      expect((await commandError(propose(network, network.genesisValidators[0]!, true))).message).to.contain("already");
    });

    it("admits a fourth validator that then seals, and votes one out whose folder is kept", async () => {
      const { node: added, inOffice } = await addValidator(NAME, undefined, quiet);
      expect(inOffice).to.equal(true);
      const larger = readNetwork(NAME);
      await eventually("its first block", async () => {
        const { sealed } = await takeSnapshot(larger, false);
        return sealed.some(({ signer }) => signer.toLowerCase() === added.address) || undefined;
      });
      const { left, folder } = await removeValidator(NAME, "validator-1", quiet);
      expect(left).to.equal(true);
      expect(existsSync(path.join(folder!, "keystore"))).to.equal(true);
      const after = readNetwork(NAME);
      expect(after.nodes.map(({ name }) => name)).to.deep.equal([
        "boot",
        "validator-2",
        "validator-3",
        "account-1",
        "validator-4",
      ]);
      expect((await readMembership(after)).signers)
        .to.have.length(3)
        .and.not.include(node(network, "validator-1").address);
      expect(await waitLevel(after, 60_000)).to.equal(true);
      expect((await heads(after)).size).to.equal(4);
    });

    it("refuses to vote out one that the others cannot do without", async () => {
      const now = readNetwork(NAME);
      await stopNetwork(NAME, { nodes: ["validator-4"] });
      const error = await commandError(removeValidator(NAME, "validator-2", quiet));
      expect(error.message).to.contain("the chain would stop");
      await startNetwork(NAME, { bare: true });
      expect(await waitLevel(now, 60_000)).to.equal(true);
    });
  });
});
