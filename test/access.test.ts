import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type FunctionFragment, type ParamType } from "ethers";
import { accessTables, MAY_CALL, REFUSALS, type Role } from "./helpers/access.ts";
import { PARTS, type Part } from "./helpers/community.ts";
import { Driver } from "./helpers/driver.ts";
import { Town } from "./helpers/town.ts";

describe("Access", () => {
  let town: Town;
  let driver: Driver;
  let orderId: bigint;

  before(async () => {
    town = await Town.open();
    driver = await Driver.on(town.d);
    await town.govern("changeBanker", town.banker.address);
    await town.produce(town.u1, town.anna, 10_000n);
    const market = town.as(town.anna, "market").getFunction("addOrder");
    const args = [1, 5_000, 1_000, 0, 10, 0];
    [orderId] = await market.staticCall(...args);
    await market(...args);
  });

  /** Everybody there is: an address by what it is called in the table. */
  const callers = (): [string, string][] => [
    ["anyone", town.stranger.address],
    ["a resident", town.ben.address],
    ["voter", town.voter.address],
    ["banker", town.banker.address],
    ["unit", town.u1.address],
    ["the unit's owner", town.provider.address],
    ["the account itself", town.anna.address],
    ...PARTS.map(([part]): [string, string] => [part, town.d.wiring[part]]),
  ];

  /** Arguments that mean something: anna's account, her order, amounts of 1. */
  const argument = (type: ParamType): unknown => {
    if (type.baseType === "array") return type.arrayChildren!.type === "uint64" ? [orderId] : [];
    if (type.baseType === "tuple") return type.components!.map(argument);
    if (type.type === "address") return town.anna.address;
    if (type.type === "string") return "reference";
    if (type.type === "bytes32") return `0x${"00".repeat(32)}`;
    if (type.type === "bytes") return "0x";
    if (type.type === "bool") return true;
    return type.name === "id" ? orderId : 1n;
  };

  /** The name of the error that a call from there ends in; null: it works. */
  async function attempt(part: Part, fragment: FunctionFragment, from: string): Promise<string | null> {
    const data = town.d[part].interface.encodeFunctionData(fragment, fragment.inputs.map(argument));
    try {
      await driver.request("eth_call", [{ from, to: town.d.wiring[part], data, gas: "0x1c9c380" }, "latest"]);
      return null;
    } catch (error) {
      return driver.explain(error).error;
    }
  }

  const isAllowed = (role: Role, caller: string): boolean =>
    role === "anyone" ||
    role === caller ||
    (role === "banker or the account itself" && (caller === "banker" || caller === "the account itself")) ||
    (role === "the order's owner" && caller === "the account itself");

  for (const [part, name] of PARTS) {
    it(`is listed for every function of ${name} that changes anything`, () => {
      const changing = town.d[part].interface.fragments.flatMap((fragment) => {
        const f = fragment as FunctionFragment;
        return f.type === "function" && f.stateMutability !== "view" && f.stateMutability !== "pure" ? [f.name] : [];
      });
      expect(changing.sort()).to.deep.equal(Object.keys(MAY_CALL[part]).sort());
    });

    it(`keeps ${name} from taking native coins`, () => {
      const payable = town.d[part].interface.fragments.filter((f) => (f as FunctionFragment).payable);
      expect(payable).to.be.empty;
      expect(town.d[part].interface.receive).to.equal(false);
      expect(town.d[part].interface.fallback).to.equal(null);
    });

    for (const [fn, role] of Object.entries(MAY_CALL[part])) {
      it(`lets ${role} call ${name}.${fn}${role === "anyone" ? "" : ", and nobody else"}`, async () => {
        const fragment = town.d[part].interface.getFunction(fn)!;
        for (const [caller, address] of callers()) {
          const error = await attempt(part, fragment, address);
          const isRefused = error !== null && REFUSALS.has(error) && !NO_RIGHT_MISSING.has(`${fn} ${error}`);
          expect(isRefused, `${caller}: ${error}`).to.equal(!isAllowed(role, caller));
        }
      });
    }
  }
});

describe("Access, as docs/access.md has it", () => {
  it("is what the contracts are tested for", () => {
    const page = readFileSync(path.join(import.meta.dirname, "../docs/access.md"), "utf8");
    expect(page.includes(accessTables()), "renew it with: ./powerchain audit access --write").to.equal(true);
  });
});

/** Errors that speak of an argument here, not of the caller. */
const NO_RIGHT_MISSING = new Set(["startConsumptionSession EnergyPoolNotAUnit", "removeUnit EnergyPoolNotAUnit"]);
