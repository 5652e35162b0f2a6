import { expect } from "chai";
import { network } from "hardhat";
import { deployCommunity, PARTS, predictWiring, type Connection, type Part, type Wiring } from "./helpers/community.ts";

describe("Wiring", () => {
  let connection: Connection;
  let ethers: Connection["ethers"];
  let deployer: string;

  beforeEach(async () => {
    connection = await network.create();
    ({ ethers } = connection);
    deployer = (await ethers.getSigners())[0]!.address;
  });

  const predicted = async (): Promise<Wiring> =>
    predictWiring(ethers, deployer, await ethers.provider.getTransactionCount(deployer));

  /** Deploys in order; `change` says what wiring each contract is told. */
  async function deployAll(change: (part: Part, wiring: Wiring) => Wiring): Promise<void> {
    const wiring = await predicted();
    for (const [part, name] of PARTS) await ethers.deployContract(name, [change(part, wiring)]);
  }

  /** Where nothing is. */
  const other = (part: Part): string => {
    const index = PARTS.findIndex(([name]) => name === part);
    return ethers.getAddress(`0x${(0xbad0000 + index).toString(16).padStart(40, "0")}`);
  };

  it("is known before the first contract is deployed, and the same in all of them", async () => {
    const community = await deployCommunity(connection);
    const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
      PARTS.map(() => "address"),
      PARTS.map(([part]) => community.wiring[part]),
    );
    for (const [part] of PARTS) {
      expect(await community[part].getAddress()).to.equal(community.wiring[part]);
      expect(await community[part].getFunction("wiringDigest")(), part).to.equal(ethers.keccak256(encoded));
    }
    const wiring = await community.lens.getFunction("wiring")();
    expect(wiring.toObject()).to.deep.equal(community.wiring);
  });

  for (const [part, name] of PARTS) {
    it(`lets ${name} be deployed at no other place than its own`, async () => {
      const wiring = await predicted();
      const factory = await ethers.getContractFactory(name);
      const here = ethers.getCreateAddress({
        from: deployer,
        nonce: await ethers.provider.getTransactionCount(deployer),
      });
      const elsewhere = { ...wiring, [part]: other(part) };
      await expect(ethers.deployContract(name, [elsewhere]))
        .to.be.revertedWithCustomError(factory, "WiringMismatch")
        .withArgs(other(part), here);
    });

    it(`refuses a community in which only ${name} was told another wiring`, async () => {
      // its own place is right, but one neighbour is elsewhere
      const neighbour: Part = part === "ledger" ? "bank" : "ledger";
      const wrong = (at: Part, wiring: Wiring): Wiring =>
        at === part ? { ...wiring, [neighbour]: other(neighbour) } : wiring;
      await expect(deployAll(wrong)).to.be.revert(ethers);
    });

    if (part === "lens") continue;
    it(`refuses a community without ${name}`, async () => {
      const wiring = await predicted();
      const lens = await ethers.getContractFactory("Lens");
      for (const [at, contract] of PARTS) {
        if (at === "lens") continue;
        // something else takes the place: the nonce goes on, the address has no code of ours
        if (at === part) await (await ethers.getSigners())[0]!.sendTransaction({ to: deployer });
        else await ethers.deployContract(contract, [wiring]);
      }
      await expect(ethers.deployContract("Lens", [wiring]))
        .to.be.revertedWithCustomError(lens, "LensBadWiring")
        .withArgs(wiring[part]);
    });
  }

  it("refuses two parts exchanged", async () => {
    const exchanged = (_: Part, wiring: Wiring): Wiring => ({
      ...wiring,
      energyToken: wiring.euroToken,
      euroToken: wiring.energyToken,
    });
    await expect(deployAll(exchanged)).to.be.revert(ethers);
  });

  it("keeps every contract under 24,576 bytes", async () => {
    const community = await deployCommunity(connection);
    for (const [part] of PARTS) {
      const code = await ethers.provider.getCode(community.wiring[part]);
      expect((code.length - 2) / 2, part)
        .to.be.greaterThan(100)
        .and.at.most(24_576);
    }
  });

  it("leaves the deployer no key to anything but its vote", async () => {
    const community = await deployCommunity(connection);
    const names = PARTS.flatMap(([part]) =>
      community[part].interface.fragments.flatMap((f) =>
        f.type === "function" ? [(f as { name?: string }).name!] : [],
      ),
    );
    const keys = [
      "owner",
      "admin",
      "transferOwnership",
      "renounceOwnership",
      "upgradeTo",
      "upgradeToAndCall",
      "pause",
      "grantRole",
    ];
    expect(names.filter((name) => keys.includes(name))).to.be.empty;
  });

  it("deploys nothing that can delegate or destroy itself", async () => {
    const community = await deployCommunity(connection);
    for (const [part] of PARTS) {
      const found = opcodesOf(await ethers.provider.getCode(community.wiring[part]));
      expect(found.has(0xf4), `${part}: DELEGATECALL`).to.equal(false);
      expect(found.has(0xf2), `${part}: CALLCODE`).to.equal(false);
      expect(found.has(0xff), `${part}: SELFDESTRUCT`).to.equal(false);
    }
  });
});

/** Opcodes of runtime code, without what PUSH carries and without the metadata at its end. */
function opcodesOf(code: string): Set<number> {
  const bytes = Buffer.from(code.slice(2), "hex");
  const end = bytes.length - 2 - bytes.readUInt16BE(bytes.length - 2);
  const found = new Set<number>();
  for (let at = 0; at < end; at++) {
    const opcode = bytes[at]!;
    found.add(opcode);
    if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f;
  }
  return found;
}
