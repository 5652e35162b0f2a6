import { expect } from "chai";
import { custom, encodeFunctionData, parseEventLogs } from "viem";
import { type EmbeddedChain, startEmbeddedChain } from "../../scripts/src/chain/embedded.ts";
import { deployCommunity } from "../../scripts/src/deploy/deployCommunity.ts";
import { demoAccount } from "../../scripts/src/deploy/demoAccounts.ts";
import {
  ContractError,
  NoSenderError,
  type PowerChain,
  type Reading,
  type Stage,
  abis,
  createPowerChain,
  decodeEvents,
  encodeCommand,
  eventsNamed,
  governanceCommands,
  hashBatch,
  parameterNames,
  parameters,
  parseEnt,
  parseEur,
  parseKwh,
  parseLots,
  parsePrice,
  poolCommands,
  signBatch,
} from "../src/index.ts";

const [A, B, C, U1, U2] = ["A", "B", "C", "U1", "U2"].map(demoAccount) as [Account, Account, Account, Account, Account];
type Account = ReturnType<typeof demoAccount>;

async function refusalOf(work: Promise<unknown>): Promise<ContractError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("createPowerChain", () => {
  let embedded: EmbeddedChain;
  let chain: PowerChain;
  let fresh: string;
  const as = (account: Account) => chain.as(account);

  before(async function () {
    this.timeout(60_000);
    embedded = await startEmbeddedChain({ clock: "exact" });
    const transport = custom(embedded.provider as never);
    const { manifest } = await deployCommunity({ network: "test", transport, deployer: A });
    chain = createPowerChain({ manifest, transport, pollingInterval: 10, simulateAt: "pending" });
    await as(A).governance.registerStorageUnit({ unit: U1.address, owner: C.address });
    fresh = (await snapshot()) as string;
  });
  after(async () => await embedded.close());
  const snapshot = () => embedded.provider.request({ method: "evm_snapshot", params: [] });
  beforeEach(async () => {
    await embedded.provider.request({ method: "evm_revert", params: [fresh] });
    fresh = (await snapshot()) as string;
  });

  const produce = (producer: Account, energyWh: bigint) =>
    as(U1).pool.energyProduced({ producer: producer.address, energyWh });

  describe("commands", () => {
    it("give what came of them, with the transaction and its events", async () => {
      const sent = await produce(A, parseKwh("10"));
      expect(sent).to.include({
        minted: parseEnt("10"),
        toProducer: parseEnt("8"),
        toProvider: parseEnt("2"),
        paidOff: 0n,
      });
      expect(sent.hash).to.match(/^0x[0-9a-f]{64}$/);
      expect(sent.gasUsed > 21_000n && sent.blockNumber > 9n).to.equal(true);
      const transfers = eventsNamed(sent.events, "energyToken", "Transfer");
      expect(transfers.map(({ args }) => [args.to, args.value])).to.deep.equal([
        [A.address, parseEnt("8")],
        [C.address, parseEnt("2")],
      ]);
      const [produced] = eventsNamed(sent.events, "energyPool", "EnergyProduced");
      expect(produced?.args).to.include({ unit: U1.address, producer: A.address, energyWh: 10_000n, sequence: 0n });
    });

    it("are legacy transactions at gas price 0", async () => {
      const { hash } = await produce(A, 1n);
      expect(await chain.publicClient.getTransaction({ hash })).to.include({ type: "legacy", gasPrice: 0n });
    });

    it("say how far they are", async () => {
      const stages: Stage["stage"][] = [];
      await as(A).governance.addVoter({ voter: B.address }, { onStage: ({ stage }) => void stages.push(stage) });
      expect(stages).to.deep.equal(["simulating", "signing", "pending", "confirmed"]);
    });

    it("are refused in words before anything is sent", async () => {
      const before = await chain.publicClient.getBlockNumber();
      const error = await refusalOf(as(B).governance.addVoter({ voter: C.address }));
      expect(error).to.include({ errorName: "GovernanceNotVoter", hash: undefined });
      expect(error.args).to.deep.equal({ caller: B.address });
      expect(error.explain((address) => (address === B.address ? "B" : undefined)).sentence).to.equal(
        "Only voters may do this, and B is not one.",
      );
      expect(await chain.publicClient.getBlockNumber()).to.equal(before);
    });

    it("say why a transaction failed that only failed in its block", async () => {
      const error = await refusalOf(as(B).governance.addVoter({ voter: C.address }, { gas: 500_000n }));
      expect(error).to.include({ errorName: "GovernanceNotVoter" });
      expect(error.hash).to.match(/^0x/);
    });

    it("need somebody who sends them", async () => {
      const error: unknown = await chain.governance.addVoter({ voter: B.address }).catch((fault: unknown) => fault);
      expect(error).to.be.instanceOf(NoSenderError);
    });

    it("turn votes, and repeat them without a word", async () => {
      await as(A).governance.addVoter({ voter: B.address });
      const { ballot } = await as(A).governance.addVoter({ voter: C.address });
      expect(await as(A).governance.addVoter({ voter: C.address })).to.include({
        ballot,
        support: false,
        executed: false,
      });
      const repeated = await as(A).governance.vote({ ballot, support: false });
      expect(repeated).to.include({ ballot, support: false, executed: false });
      expect(repeated.events).to.deep.equal([]);
      await as(A).governance.vote({ ballot, support: true });
      expect(await as(B).governance.vote({ ballot, support: true })).to.include({ executed: true });
    });

    it("book a consumption beyond its session as loss and debt", async () => {
      await produce(A, parseKwh("10"));
      const session = await as(A).pool.startConsumptionSession({ unit: U1.address, ent: parseEnt("1") });
      expect(session).to.include({ energyWh: 1_000n, ent: parseEnt("1"), rate: 0n });
      const sent = await as(U1).pool.energyConsumed({ consumer: A.address, energyWh: 2_000n });
      expect(sent).to.include({
        coveredWh: 1_000n,
        burned: parseEnt("1"),
        returned: 0n,
        unbackedWh: 1_000n,
        unbookedWh: 0n,
        owed: parseEnt("1.05"),
      });
      expect(await as(A).pool.repay({ resident: A.address, ent: parseEnt("1") })).to.include({
        paid: parseEnt("1"),
        stillOwed: parseEnt("0.05"),
      });
    });

    it("trade, and give orders back", async () => {
      await produce(A, parseKwh("10"));
      await as(A).governance.changeBanker({ banker: C.address });
      await as(C).bank.mintEuro({ to: B.address, amount: parseEur("10"), reference: "r" });
      const offer = await as(A).market.addOrder({ side: "sell", lots: parseLots("2"), priceTicks: parsePrice("0.5") });
      expect(offer).to.include({ filled: 0n, rested: 2_000n });
      const wish = await as(B).market.addOrder({ side: "buy", lots: parseLots("3"), priceTicks: parsePrice("0.6") });
      expect(wish).to.include({ filled: 2_000n, eur: parseEur("1"), rested: 1_000n });
      expect(wish.trades).to.deep.equal([{ maker: offer.order, lots: 2_000n, priceHalfTicks: 10_000n }]);
      expect(await chain.market.book("buy")).to.deep.equal([{ priceTicks: 6_000n, lots: 1_000n }]);
      expect(await chain.market.book("sell")).to.deep.equal([]);
      expect((await chain.market.openOrders({ owner: B.address })).map(({ id, left }) => [id, left])).to.deep.equal([
        [wish.order, 1_000n],
      ]);
      expect((await chain.market.trades()).map(({ args }) => args.lots)).to.deep.equal([2_000n]);
      expect(await as(B).market.removeOrder({ order: wish.order as bigint })).to.include({ returned: 1_000n });
      expect(await chain.market.bestPrices()).to.deep.equal({ buy: undefined, sell: undefined });
    });

    it("can be encoded for those who send by themselves", () => {
      const { to, data } = encodeCommand(chain.addresses, governanceCommands.addVoter({ voter: B.address }));
      expect(to).to.equal(chain.addresses.governance);
      expect(data).to.equal(encodeFunctionData({ abi: abis.governance, functionName: "addVoter", args: [B.address] }));
      expect(encodeCommand(chain.addresses, poolCommands.repay({ resident: B.address, ent: 1n })).to).to.equal(
        chain.addresses.energyPool,
      );
    });
  });

  describe("signed reports", () => {
    const reading = (over: Partial<Reading>): Reading => ({
      kind: 0,
      resident: A.address,
      energyWh: 1_000n,
      intervalEnd: 0n,
      sequence: 1n,
      ...over,
    });
    const domain = () => ({ chainId: chain.manifest.chainId, meterGateway: chain.addresses.meterGateway });

    it("have the digest that the contract computes", async () => {
      const readings = [
        reading({}),
        reading({ kind: 1, sequence: 2n, energyWh: 2n ** 64n - 1n }),
        reading({ kind: 2, sequence: 3n }),
      ];
      for (const list of [readings, readings.slice(0, 1), []]) {
        const batch = { unit: U1.address, readings: list };
        expect(hashBatch(domain(), batch)).to.equal(await chain.gateway.batchDigest(batch));
      }
    });

    it("tell what became of every reading, of many batches together", async () => {
      const now = (await chain.lens.network()).timestamp;
      const at = (over: Partial<Reading>): Reading => reading({ intervalEnd: now, ...over });
      const sign = (unit: Account, readings: Reading[]) => signBatch(unit, domain(), { unit: unit.address, readings });
      const batches = [
        await sign(U1, [
          at({}),
          at({ sequence: 2n, resident: U1.address }),
          at({ sequence: 2n }),
          at({ sequence: 9n }),
          at({ sequence: 3n }),
        ]),
        await sign(U2, [at({})]),
        { ...(await sign(U1, [at({ sequence: 3n })])), signature: (await sign(U2, [at({})])).signature },
        await sign(U1, [at({ sequence: 3n, kind: 2, energyWh: 5_000n })]),
      ];
      const sent = await as(B).gateway.submitReports({ batches });
      expect(
        sent.batches.map(({ accepted, skipped, rejected, stop, stoppedAt }) => [
          accepted,
          skipped,
          rejected,
          stop,
          stoppedAt,
        ]),
      ).to.deep.equal([
        [1n, 1n, 1n, "SequenceGap", 9n],
        [0n, 0n, 0n, "NotAUnit", 1n],
        [0n, 0n, 0n, "BadSignature", 3n],
        [1n, 0n, 0n, undefined, undefined],
      ]);
      expect(sent.batches[0]?.readings).to.deep.equal([
        { sequence: 1n, outcome: "accepted" },
        { sequence: 2n, outcome: "rejected", reason: "UnitItself" },
        { sequence: 2n, outcome: "skipped" },
        { sequence: 9n, outcome: "unread" },
        { sequence: 3n, outcome: "unread" },
      ]);
      expect((await chain.lens.storageUnit(U1.address)).storedWh).to.equal(5_000n);
    });
  });

  describe("reads", () => {
    it("know the defaults of all parameters, which the sdk says as well", async () => {
      const { parameters: values, banker, voters, units } = await chain.lens.network();
      for (const name of parameterNames) expect(values[name], name).to.equal(parameters[name].initial);
      expect({ banker, voters, units }).to.deep.equal({ banker: undefined, voters: 1n, units: 1n });
    });

    it("know the bounds that the contract keeps", async () => {
      for (const name of parameterNames) {
        const { least, most } = parameters[name];
        for (const value of [least - 1n, most + 1n]) {
          if (value < 0n) continue;
          const error = await refusalOf(as(A).governance.setParameter({ name, value }));
          expect(error.errorName, name).to.equal("GovernanceOutOfBounds");
          expect(error.args, name).to.include({ least, most });
        }
      }
    });

    it("list the sessions of a consumer, a unit, or all", async () => {
      await produce(A, parseKwh("10"));
      await as(A).pool.startConsumptionSession({ unit: U1.address, ent: parseEnt("1") });
      await as(A).pool.startConsumptionSession({ unit: U1.address, ent: parseEnt("1") });
      await as(C).pool.startConsumptionSession({ unit: U1.address, ent: parseEnt("1") });
      expect(await chain.pool.sessionKeys()).to.deep.equal(
        [A, C].map(({ address }) => ({ unit: U1.address, consumer: address })),
      );
      expect(await chain.pool.sessionKeys({ consumer: C.address })).to.have.length(1);
      expect(await chain.pool.sessionKeys({ unit: U2.address })).to.have.length(0);
      const [mine] = await chain.pool.openSessions({ consumer: A.address });
      expect(mine).to.include({ live: true, dead: false, ent: parseEnt("2"), energyWh: 2_000n });
      await as(U1).pool.energyConsumed({ consumer: A.address, energyWh: 2_000n });
      expect(await chain.pool.openSessions({ consumer: A.address })).to.deep.equal([]);
      await embedded.wait(11_000);
      const cleared = await as(B).pool.clearOldSessions({ sessions: await chain.pool.sessionKeys() });
      expect(cleared).to.include({ closed: 1n, returned: parseEnt("1") });
    });

    it("find the open ballot on a command, or the last one", async () => {
      const command = { kind: "addVoter", voter: C.address } as const;
      expect(await chain.governance.latestBallotOn(command)).to.equal(undefined);
      await as(A).governance.addVoter({ voter: B.address });
      const { ballot } = await as(A).governance.addVoter({ voter: C.address });
      expect(await chain.governance.latestBallotOn(command)).to.include({
        id: ballot,
        state: "open",
        positive: 1n,
        missing: 1n,
      });
      await as(B).governance.addVoter({ voter: C.address });
      expect(await chain.governance.latestBallotOn(command)).to.include({
        id: ballot,
        state: "executed",
        positive: 2n,
      });
      expect((await chain.governance.votesOf(ballot)).map(({ voter, support }) => [voter, support])).to.deep.equal([
        [A.address, true],
        [B.address, true],
      ]);
      expect(await chain.governance.voters()).to.deep.equal([A.address, B.address, C.address]);
    });

    it("tell the past when asked for a block", async () => {
      const { blockNumber } = await produce(A, 1_000n);
      await produce(A, 1_000n);
      expect((await chain.at(blockNumber).lens.network()).energyWh).to.equal(1_000n);
      expect((await chain.lens.network()).energyWh).to.equal(2_000n);
    });

    it("show locked tokens in the balance, and send only what is available", async () => {
      await produce(A, parseKwh("10"));
      await as(A).pool.startConsumptionSession({ unit: U1.address, ent: parseEnt("3") });
      expect(await chain.ent.balanceOf(A.address)).to.equal(parseEnt("8"));
      expect(await chain.ledger.account(A.address)).to.include({
        entAvailable: parseEnt("5"),
        entLocked: parseEnt("3"),
      });
      const error = await refusalOf(as(A).ent.transfer({ to: B.address, amount: parseEnt("6") }));
      expect(error.args).to.deep.equal({ account: A.address, available: parseEnt("5"), needed: parseEnt("6") });
    });
  });

  describe("decodeEvents", () => {
    it("leaves out what other contracts wrote, and agrees with viem", async () => {
      const { hash, events } = await produce(A, 1_000n);
      const { logs } = await chain.publicClient.getTransactionReceipt({ hash });
      expect(events.length).to.equal(logs.length);
      expect(
        decodeEvents({ ...chain.addresses, energyToken: B.address }, logs).every(
          ({ contract }) => contract !== "energyToken",
        ),
      ).to.equal(true);
      const transfers = parseEventLogs({ abi: abis.energyToken, eventName: "Transfer", logs });
      expect(eventsNamed(events, "energyToken", "Transfer").map(({ args }) => args)).to.deep.equal(
        transfers.map(({ args }) => args),
      );
    });
  });
});
