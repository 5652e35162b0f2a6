// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { advance, type Flow, type FlowEvent, idle, type Plan } from "../src/shared/tx/machine.ts";
import { recallFlow, rememberFlow } from "../src/shared/tx/store.ts";

const plan: Plan = {
  title: "Send 2 ENT",
  sentences: ["You send 2 ENT."],
  changes: [{ label: "ENT", before: "5", after: "3" }],
  done: "Sent.",
  call: { to: "0x0000000000000000000000000000000000000001", data: "0x01" },
};
const hash = `0x${"ab".repeat(32)}` as const;
const run = (...events: FlowEvent[]): Flow => events.reduce(advance, idle);
const planned: FlowEvent = { type: "planned", plan };
const sent: FlowEvent = { type: "sent", hash, at: 1_000 };

describe("advance", () => {
  it("goes from the review over the wallet and the block to done", () => {
    const steps = [
      run(planned),
      run(planned, { type: "signing" }),
      run(planned, { type: "signing" }, sent),
      run(planned, { type: "signing" }, sent, { type: "mined", blockNumber: 7, confirmations: 1, needed: 2 }),
      run(planned, { type: "signing" }, sent, { type: "mined", blockNumber: 7, confirmations: 2, needed: 2 }),
    ];
    expect(steps.map(({ step }) => step)).toEqual(["review", "signing", "pending", "confirming", "done"]);
  });

  it("comes back to the review when the wallet's owner says no, and can be signed again", () => {
    const rejected = run(planned, { type: "signing" }, { type: "rejected" });
    expect(rejected.step).toBe("rejected");
    expect(advance(rejected, { type: "signing" }).step).toBe("signing");
  });

  it("keeps the reason of a refusal beside the plan", () => {
    const problem = { sentence: "Too little.", name: "LedgerInsufficientEnt", retry: false };
    expect(run(planned, { type: "signing" }, { type: "refused", problem })).toEqual({ step: "review", plan, problem });
  });

  it("waits again when its block is replaced", () => {
    const mined = run(planned, { type: "signing" }, sent, {
      type: "mined",
      blockNumber: 7,
      confirmations: 1,
      needed: 2,
    });
    expect(advance(mined, { type: "unmined" }).step).toBe("pending");
  });

  it("ignores what cannot be: a block for what was never sent, a late event after the end", () => {
    expect(run(planned, { type: "mined", blockNumber: 1, confirmations: 1, needed: 1 }).step).toBe("review");
    const done = run(planned, { type: "signing" }, sent, {
      type: "mined",
      blockNumber: 7,
      confirmations: 2,
      needed: 2,
    });
    expect(advance(done, { type: "lost" })).toEqual(done);
  });
});

describe("rememberFlow", () => {
  const genesis = `0x${"01".repeat(32)}`;

  it("finds a transaction under way again after a reload", () => {
    rememberFlow(run(planned, { type: "signing" }, sent), genesis);
    const recalled = recallFlow(genesis);
    expect(recalled).toMatchObject({ step: "pending", hash, sentAt: 1_000, told: { title: "Send 2 ENT" } });
  });

  it("forgets it when it is settled", () => {
    rememberFlow(
      run(planned, { type: "signing" }, sent, { type: "mined", blockNumber: 7, confirmations: 2, needed: 2 }),
      genesis,
    );
    expect(recallFlow(genesis)).toBeUndefined();
  });

  it("forgets what belongs to a chain that was started anew, or makes no sense", () => {
    rememberFlow(run(planned, { type: "signing" }, sent), genesis);
    expect(recallFlow(`0x${"02".repeat(32)}`)).toBeUndefined();
    localStorage.setItem("powerchain.transaction", "{broken");
    expect(recallFlow(genesis)).toBeUndefined();
  });
});
