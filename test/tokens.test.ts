import { expect } from "chai";
import type { Contract, ContractTransactionResponse } from "ethers";
import { eventsOf } from "./helpers/events.ts";
import { ENT, KWH, NOBODY, PRODUCED, Town } from "./helpers/town.ts";

describe("The tokens", () => {
  let town: Town;

  beforeEach(async () => {
    town = await Town.open();
  });

  const ask = (token: Contract, name: string): Promise<unknown> => token.getFunction(name)() as Promise<unknown>;

  /** Senders, receivers and amounts of ENT that a transaction tells of. */
  const transfers = (sent: ContractTransactionResponse) => eventsOf(town.d.energyToken, "Transfer", sent);

  it("say what they are", async () => {
    const { energyToken, euroToken } = town.d;
    expect(await ask(energyToken, "decimals")).to.equal(9n);
    expect(await ask(euroToken, "decimals")).to.equal(8n);
    expect([await ask(energyToken, "symbol"), await ask(euroToken, "symbol")]).to.deep.equal(["ENT", "eEuro"]);
  });

  it("ENT's supply is what the pool has minted and not burned", async () => {
    await town.report(town.u1, town.reading(PRODUCED, town.anna, 10n * KWH, await town.now(), 1n));
    expect(await ask(town.d.energyToken, "totalSupply")).to.equal(10n * ENT);
  });

  it("a batch tells of each reading's mint, and in the end of the provider's, as ERC-20 transfers from nobody", async () => {
    const end = await town.now();
    const of = (who: Town["anna"], energy: bigint, sequence: bigint) =>
      town.reading(PRODUCED, who, energy, end, sequence);
    const sent = await town.report(
      town.u1,
      of(town.anna, 10n * KWH, 1n),
      of(town.ben, 5n * KWH, 2n),
      of(town.clara, KWH, 3n),
    );
    expect(await transfers(sent)).to.deep.equal([
      [NOBODY, town.anna.address, 8n * ENT],
      [NOBODY, town.ben.address, 4n * ENT],
      [NOBODY, town.clara.address, (8n * ENT) / 10n],
      [NOBODY, town.provider.address, (32n * ENT) / 10n],
    ]);
  });

  it("a reading of nothing mints nothing, and no transfer tells of it", async () => {
    const sent = await town.report(town.u1, town.reading(PRODUCED, town.anna, 0n, await town.now(), 1n));
    expect(await transfers(sent)).to.deep.equal([]);
  });

  it("what a session's energy burns goes to nobody, and no transfer tells of a burn of nothing", async () => {
    await town.produce(town.u1, town.anna, 10n * KWH);
    await town.start(town.anna, town.u1, 2n * ENT);
    expect(await transfers(await town.consume(town.u1, town.anna, KWH))).to.deep.equal([
      [town.anna.address, NOBODY, ENT],
    ]);
    expect(await transfers(await town.consume(town.u1, town.anna, 0n))).to.deep.equal([]);
    const { endsAt } = await town.session(town.u1, town.anna);
    await town.at(endsAt + 1n);
    expect(await transfers(await town.consume(town.u1, town.anna, KWH))).to.deep.equal([]); // ended: a debt, no burn
  });
});
