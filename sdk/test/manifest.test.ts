import { expect } from "chai";
import { ManifestError, addressesOf, contractNames, parseManifest, predictWiring } from "../src/index.ts";

const deployer = "0x0eD8b35c06B426bA3Fbb12625728B44d86dDb429";
const hash = `0x${"ab".repeat(32)}`;

function manifest(): Record<string, unknown> & { contracts: Record<string, Record<string, unknown>> } {
  const wiring = predictWiring(deployer, 0n);
  return {
    protocolVersion: "1",
    network: "geth",
    chainId: 1337,
    genesisHash: hash,
    deployer,
    block: 3,
    contracts: Object.fromEntries(
      contractNames.map((name) => [name, { address: wiring[name], transaction: hash, block: 3, codeHash: hash }]),
    ),
  };
}

describe("parseManifest", () => {
  it("reads one, with its addresses in their usual form", () => {
    const raw = manifest();
    raw["deployer"] = deployer.toLowerCase();
    const parsed = parseManifest(JSON.parse(JSON.stringify(raw)));
    expect(parsed.deployer).to.equal(deployer);
    expect(addressesOf(parsed)).to.deep.equal(predictWiring(deployer, 0n));
  });

  it("names every bad field together", () => {
    const raw = manifest();
    raw["chainId"] = "1";
    raw["genesisHash"] = "0x1";
    delete raw.contracts["market"];
    (raw.contracts["bank"] as Record<string, unknown>)["address"] = "0x12";
    expect(() => parseManifest(raw)).to.throw(
      ManifestError,
      /chainId.*genesisHash.*contracts\.market.*contracts\.bank\.address/,
    );
  });

  it("refuses what is no manifest at all", () => {
    for (const raw of [undefined, null, 1, "x", [], {}]) expect(() => parseManifest(raw)).to.throw(ManifestError);
  });
});

describe("predictWiring", () => {
  it("follows the addresses of the deployer's next contracts", () => {
    // the first contract of this well-known account, as every Hardhat and Anvil chain has it
    const { ledger, energyToken } = predictWiring("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", 0n);
    expect(ledger).to.equal("0x5FbDB2315678afecb367f032d93F642f64180aa3");
    expect(energyToken).to.equal("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512");
  });
});
