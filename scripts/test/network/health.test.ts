import { expect } from "chai";
import { judgeHealth } from "../../src/network/health.ts";
import { clockAheadOf } from "../../src/network/snapshot.ts";
import { statusRows } from "../../src/network/statusView.ts";
import { type Action, initialState, mend, watch } from "../../src/network/watchdog/core.ts";
import { updateWaiting } from "../../src/network/watchdog/stuck.ts";
import { HEAD, NOW, aged, address, away, sampleNetwork, stopped, wellSnapshot, withNodes } from "./samples.ts";

const well = wellSnapshot();
const split = {
  ...well,
  common: {
    number: HEAD - 2,
    hashes: new Map([
      ["validator-1", "0xcc"],
      ["validator-2", "0xcc"],
      ["validator-3", "0xdd"],
      ["account-1", "0xcc"],
    ]),
  },
};

describe("Health", () => {
  describe("judgeHealth", () => {
    it("says who seals and how many may fail", () => {
      const { state, sentence, advice } = judgeHealth(well);
      expect([state, sentence, advice]).to.deep.equal(["healthy", "3 of 3 validators seal; 1 may fail.", []]);
    });

    it("names a validator that does not run, and the command that starts it", () => {
      const { state, sentence, advice } = judgeHealth(withNodes(well, { "validator-2": stopped }));
      expect([state, sentence]).to.deep.equal(["degraded", "2 of 3 validators seal; none may fail now."]);
      expect(advice).to.deep.equal([
        "validator-2 does not run. Start it with: ./powerchain network restart sample validator-2",
      ]);
    });

    it("counts a validator that runs but has sealed nothing lately as not sealing", () => {
      const sealed = well.sealed.map((block) => ({
        ...block,
        signer: block.signer === address(3) ? address(1) : block.signer,
      }));
      const { sentence, advice } = judgeHealth({ ...well, sealed });
      expect(sentence).to.equal("2 of 3 validators seal; none may fail now.");
      expect(advice.join()).to.match(/^validator-3 runs and has sealed nothing lately.*logs sample validator-3/);
    });

    it("is stalled after ten periods without a block, and says how many are needed", () => {
      const two = withNodes(aged(well, 42), { "validator-2": stopped, "validator-3": stopped });
      const { state, sentence } = judgeHealth(two);
      expect([state, sentence]).to.deep.equal([
        "stalled",
        "No block for 42 s: 1 of 3 validators run and 2 are needed.",
      ]);
      expect(judgeHealth(aged(well, 9)).state).to.equal("healthy");
    });

    it("is split when nodes differ below what may still be reorganised, and names the sides", () => {
      const { state, sentence } = judgeHealth(split);
      expect(state).to.equal("split");
      expect(sentence).to.equal(
        `The chain is split at block ${HEAD - 2}: validator-1, validator-2, account-1 against validator-3.`,
      );
    });

    it("names a wrong clock, a nearly full disk, a node behind and one without peers", () => {
      const bad = withNodes(well, {
        "validator-1": { clockAheadS: 60.2 },
        "validator-2": { freeDiskBytes: 1024 ** 3 },
        "validator-3": { peers: 0 },
        "account-1": { head: { number: HEAD - 20, hash: "0x1", parentHash: "0x0", timestamp: NOW - 21 } },
      });
      const text = judgeHealth(bad).advice.join("\n");
      expect(text)
        .to.contain("The clock of validator-1 is 60 s ahead")
        .and.contain("The disk of validator-2 has 1.0 GB left");
      expect(text).to.contain("validator-3 has no peers").and.contain("account-1 is 20 blocks behind");
    });

    it("says of a node that starts only that, not what it lacks meanwhile", () => {
      const starting = { state: "starting" as const, peers: 0, head: { ...well.nodes[1]!.head!, number: 1 } };
      expect(judgeHealth(withNodes(well, { "validator-2": starting })).advice).to.have.length(1);
    });

    describe("on one machine of several", () => {
      const here = withNodes(well, { "validator-2": away, "validator-3": away, "account-1": away, boot: away });

      it("judges validators elsewhere by the blocks they seal", () => {
        const { state, sentence, advice } = judgeHealth(here);
        expect([state, sentence, advice]).to.deep.equal(["healthy", "3 of 3 validators seal; 1 may fail.", []]);
      });

      it("names one that seals nothing, and where it is", () => {
        const sealed = here.sealed.map((block, i) => ({ ...block, signer: address(1 + (i % 2)) }));
        const { state, sentence, advice } = judgeHealth({ ...here, sealed });
        expect([state, sentence]).to.deep.equal(["degraded", "2 of 3 validators seal; none may fail now."]);
        expect(advice.join()).to.contain("(validator-3 on 127.0.0.1) is not of this machine and seals nothing");
      });

      it("is stalled without them, and says of whom nothing is heard", () => {
        const { sentence } = judgeHealth(aged(here, 42));
        expect(sentence).to.equal(
          "No block for 42 s: 1 of 3 validators run here and 2 are needed; nothing is heard of validator-2 (127.0.0.1), validator-3 (127.0.0.1).",
        );
      });

      it("says of the boot node's machine that the chain is elsewhere", () => {
        const only = withNodes(here, { "validator-1": away, boot: { state: "running", pid: 5 } });
        expect(judgeHealth(only)).to.deep.include({ state: "healthy", advice: [] });
        expect(judgeHealth(only).sentence).to.contain("boot node runs");
      });

      it("is stopped when what belongs here does not run, or nothing does", () => {
        expect(judgeHealth(withNodes(here, { "validator-1": stopped })).sentence).to.equal("The network is stopped.");
        expect(judgeHealth(withNodes(here, { "validator-1": away })).sentence).to.contain("belongs on this machine");
      });
    });

    it("is stopped when nothing runs", () => {
      const all = Object.fromEntries(well.nodes.map(({ node }) => [node.name, stopped]));
      expect(judgeHealth(withNodes(well, all)).state).to.equal("stopped");
    });

    it("says of a single validator that it may not fail", () => {
      expect(judgeHealth(wellSnapshot(sampleNetwork(1))).sentence).to.equal("1 of 1 validator seals; it may not fail.");
    });
  });

  describe("clockAheadOf", () => {
    const written = new Date(2026, 0, 1, 0, 0, 5, 0).getTime();

    it("is the last stamp's distance from the moment it was written, also over New Year", () => {
      expect(clockAheadOf("INFO [01-01|00:01:05.000] a\n", written)).to.equal(60);
      expect(clockAheadOf("INFO [01-01|00:01:05.000] a\nINFO [12-31|23:59:55.500] b\n", written)).to.equal(-9.5);
    });

    it("is 0 where there is no stamp", () => {
      expect(clockAheadOf("", written)).to.equal(0);
    });
  });

  describe("statusRows", () => {
    it("gives lag, share in turn and last sealed block", () => {
      const sealed = well.sealed.map((block, i) => ({ ...block, inTurn: i % 2 === 0 }));
      const row = statusRows({ ...well, sealed }).find(({ node }) => node === "validator-1");
      expect(row).to.include({ block: HEAD, lag: 0, lastSealed: HEAD, state: "running" });
      expect(row?.inTurnShare).to.be.closeTo(0.5, 0.05);
    });

    it("tells a node that runs but does not answer from one that runs", () => {
      const rows = statusRows(withNodes(well, { "validator-1": { head: undefined } }));
      expect(rows.find(({ node }) => node === "validator-1")?.state).to.equal("not answering");
    });
  });
});

describe("Watchdog", () => {
  const kinds = (actions: Action[]) => actions.map(({ kind }) => kind);

  it("speaks when something changes, and is silent while it stays", () => {
    const [first, said] = watch(initialState, well);
    expect(said.filter(({ kind }) => kind === "say")).to.have.length(1);
    const [second, silent] = watch(first, { ...well, now: NOW + 2 });
    expect(silent).to.deep.equal([]);
    const [, again] = watch(second, withNodes(well, { "validator-2": stopped }));
    expect(again[0]).to.include({ kind: "say", level: "warn" });
  });

  it("sets the price again for each process of Geth, once", () => {
    const [state, first] = watch(initialState, well);
    expect(first.filter(({ kind }) => kind === "price")).to.have.length(4);
    const restarted = withNodes(well, { "validator-2": { pid: 77 } });
    const [after, second] = watch(state, restarted);
    expect(second).to.deep.include({ kind: "price", node: "validator-2" });
    expect(watch(after, restarted)[1]).to.deep.equal([]);
  });

  it("takes the smaller side of a split back, once it has lasted three looks", () => {
    let state = initialState;
    let actions: Action[] = [];
    for (let look = 1; look <= 3; look++) {
      [state, actions] = watch(state, { ...split, now: NOW + 2 * look });
      expect(kinds(actions).includes("rejoin")).to.equal(look === 3);
    }
    expect(actions).to.deep.include({ kind: "rejoin", node: "validator-3", reference: "validator-1" });
    expect(actions.filter(({ kind }) => kind === "rejoin")).to.have.length(1);
  });

  it("takes no side back while validators elsewhere may hold the other", () => {
    const seen = withNodes(split, { "validator-2": away });
    const hashes = new Map([
      ["validator-1", "0xcc"],
      ["validator-3", "0xdd"],
      ["account-1", "0xdd"],
    ]);
    expect(mend({ ...seen, common: { number: HEAD - 2, hashes } })).to.deep.equal([]);
    const known = withNodes(split, { "validator-2": stopped });
    expect(kinds(mend({ ...known, common: { number: HEAD - 2, hashes } }))).to.contain("rejoin");
  });

  it("waits half a minute before it mends again", () => {
    const [state] = watch({ ...initialState, splitLooks: 2 }, split);
    expect(kinds(watch(state, { ...split, now: NOW + 29 })[1])).not.to.contain("rejoin");
    expect(kinds(watch(state, { ...split, now: NOW + 30 })[1])).to.contain("rejoin");
  });

  it("unlocks validators that each sealed their own block: all follow one head and seal anew", () => {
    const head = (hash: string) => ({ head: { number: HEAD, hash, parentHash: "0xa9", timestamp: NOW - 30 } });
    const locked = withNodes(aged(well, 30), {
      "validator-1": head("0xbb"),
      "validator-2": head("0xab"),
      "validator-3": stopped,
      "account-1": head("0xbb"),
    });
    expect(mend(locked)).to.deep.equal([
      { kind: "rejoin", node: "validator-1", reference: "validator-2" },
      { kind: "rejoin", node: "account-1", reference: "validator-2" },
      { kind: "kick", node: "validator-1" },
      { kind: "kick", node: "validator-2" },
    ]);
  });

  it("has a validator alone on its machine give up a block nobody follows, each in its turn", () => {
    const locked = (age: number, own: number) =>
      withNodes(aged({ ...well, sealed: [{ number: HEAD, signer: address(own), inTurn: false }] }, age), {
        ...Object.fromEntries(well.nodes.map(({ node }) => [node.name, node.name.endsWith(`-${own}`) ? {} : away])),
        "account-1": away,
      });
    expect(mend(locked(11, 1))).to.deep.equal([{ kind: "step back", node: "validator-1" }]);
    expect(mend(locked(9, 1))).to.deep.equal([]);
    expect(mend(locked(39, 2))).to.deep.equal([]);
    expect(mend(locked(41, 2))).to.deep.equal([{ kind: "step back", node: "validator-2" }]);
    expect(mend({ ...locked(41, 2), sealed: [{ number: HEAD, signer: address(1), inTurn: true }] })).to.deep.equal([]);
  });

  it("touches nothing when too few validators run for any block to come", () => {
    expect(mend(withNodes(aged(well, 60), { "validator-2": stopped, "validator-3": stopped }))).to.deep.equal([]);
  });

  it("takes a transaction for stuck that waits ten periods, and forgets one that has gone", () => {
    const first = updateWaiting(new Map(), ["a", "b"], 100, 2);
    expect(first.stuck).to.deep.equal([]);
    const second = updateWaiting(first.waiting, ["a"], 119, 2);
    expect(second.stuck).to.deep.equal([]);
    const third = updateWaiting(second.waiting, ["a", "b"], 120, 2);
    expect(third.stuck).to.deep.equal(["a"]);
    expect(third.waiting.get("b")).to.equal(120);
  });
});
