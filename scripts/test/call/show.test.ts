import { expect } from "chai";
import type { PowerChainEvent } from "@powerchain/sdk";
import { showEvent } from "../../src/call/show.ts";
import { demoAccount } from "../../src/deploy/demoAccounts.ts";

/** An event of a contract as the sdk decodes it. */
const event = (contract: string, name: string, args: object): PowerChainEvent =>
  ({ contract, name, args }) as unknown as PowerChainEvent;

describe("showEvent", () => {
  it("names a parameter, and writes its value in that parameter's unit", () => {
    const set = (name: number, value: bigint): string =>
      showEvent(event("governance", "ParameterSet", { name, value }));
    expect(set(1, 400_000n)).to.equal("governance.ParameterSet  B 0.4");
    expect(set(3, 7_200n)).to.equal("governance.ParameterSet  H 2h");
  });

  it("names demo accounts, and writes amounts with their unit", () => {
    const { address } = demoAccount("A");
    const lost = event("energyPool", "EnergyLost", { unit: address, consumer: address, energyWh: 1_500n });
    expect(showEvent(lost)).to.equal(
      `energyPool.EnergyLost  unit ${address} (A), consumer ${address} (A), energyWh 1.5 kWh`,
    );
  });
});
