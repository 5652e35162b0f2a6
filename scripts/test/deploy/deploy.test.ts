import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { contractNames, createPowerChain, predictWiring } from "@powerchain/sdk";
import { type Hex, custom } from "viem";
import { type EmbeddedChain, startEmbeddedChain } from "../../src/chain/embedded.ts";
import type { Provider } from "../../src/chain/provider.ts";
import { resolveAccount, resolveAddress } from "../../src/deploy/accounts.ts";
import { readArtifact, withoutImmutables } from "../../src/deploy/artifacts.ts";
import { deployCommunity } from "../../src/deploy/deployCommunity.ts";
import { demoAccount, demoKey } from "../../src/deploy/demoAccounts.ts";
import {
  findManifest,
  keepManifest,
  manifestPath,
  readManifest,
  writeManifest,
} from "../../src/deploy/manifestFile.ts";
import { CommandError } from "../../src/lib/errors.ts";

const deployer = demoAccount("A");

async function failureOf(work: () => unknown): Promise<Error & { hint?: string }> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}

describe("deployCommunity", () => {
  let chain: EmbeddedChain;
  beforeEach(async () => void (chain = await startEmbeddedChain({ clock: "exact" })));
  afterEach(async () => await chain.close());

  const deploy = (provider: Provider = chain.provider, over: object = {}) =>
    deployCommunity({
      network: "test",
      transport: custom(provider as never, { retryCount: 0 }),
      deployer,
      pollingInterval: 5,
      ...over,
    });

  it("makes all contracts where they were predicted, from an account that owns nothing", async () => {
    const { manifest, created } = await deploy();
    expect(created).to.deep.equal([...contractNames]);
    const wiring = predictWiring(deployer.address, 0n);
    for (const name of contractNames) expect(manifest.contracts[name].address, name).to.equal(wiring[name]);
    expect(manifest).to.include({ chainId: chain.chainId, deployer: deployer.address, block: 1, network: "test" });
    const community = createPowerChain({ manifest, transport: custom(chain.provider as never) });
    expect(await community.lens.wiring()).to.deep.equal(wiring);
    expect(await community.governance.voters()).to.deep.equal([deployer.address]);
  });

  it("sends nothing the second time, and finds the same", async () => {
    const { manifest } = await deploy();
    const again = await deploy();
    expect(again.created).to.deep.equal([]);
    expect(again.manifest).to.deep.equal(manifest);
  });

  for (const sent of [1, 4, 8]) {
    it(`goes on after an interruption: ${sent} of 9 were there`, async () => {
      await failureOf(() => deploy(breakingAfter(chain.provider, sent)));
      const { created, manifest } = await deploy();
      expect(created).to.deep.equal(contractNames.slice(sent));
      expect(manifest.contracts.ledger.address).to.equal(predictWiring(deployer.address, 0n).ledger);
    });
  }

  it("makes another community when asked, beside the first", async () => {
    const first = (await deploy()).manifest;
    const second = await deploy(chain.provider, { fresh: true });
    expect(second.created).to.have.length(9);
    expect(second.manifest.contracts.ledger.address).to.equal(predictWiring(deployer.address, 9n).ledger);
    expect((await deploy()).manifest).to.deep.equal(second.manifest);
    expect(first.contracts.ledger.codeHash).not.to.equal(second.manifest.contracts.ledger.codeHash);
  });

  it("starts anew where the deployer has done something else", async () => {
    const { manifest } = await deploy();
    const community = createPowerChain({ manifest, transport: custom(chain.provider as never), account: deployer });
    for (let i = 0; i < 10; i++) await community.ent.approve({ spender: deployer.address, amount: BigInt(i) });
    expect((await deploy()).created).to.have.length(9);
  });

  for (const [says, hint] of [
    ["transaction underpriced", /gas price 0/],
    ["replacement transaction underpriced", /Another program sends from the same account/],
    ["nonce too low: next nonce 7, tx nonce 5", /Another program sends from the same account/],
    ["exceeds block gas limit", /accepts transactions/],
  ] as const) {
    it(`names the contract that a chain does not take, and the reason: ${says}`, async () => {
      const refusing: Provider = {
        ...chain.provider,
        request: (call) =>
          call.method === "eth_sendRawTransaction"
            ? Promise.reject(Object.assign(new Error(says), { code: -32_602 }))
            : chain.provider.request(call),
      };
      const error = await failureOf(() => deploy(refusing));
      expect(error).to.be.instanceOf(CommandError);
      expect(error.message).to.equal(`The chain refused the contract ledger: ${says}.`);
      expect((error as CommandError).hint).to.match(hint);
    });
  }

  it("names a contract whose code is not the compiled one", async () => {
    const swapped: Provider = {
      ...chain.provider,
      request: async (call) => (call.method === "eth_getCode" ? "0x6001" : await chain.provider.request(call)),
    };
    expect((await failureOf(() => deploy(swapped))).message).to.match(
      /code of ledger at 0x\w{40} is not what was compiled/,
    );
  });
});

/** A chain that is gone after so many transactions. */
function breakingAfter(inner: Provider, count: number): Provider {
  let sent = 0;
  return {
    ...inner,
    request: async (call) => {
      if (call.method === "eth_sendRawTransaction" && sent++ === count) throw new Error("connection lost");
      return await inner.request(call);
    },
  };
}

describe("withoutImmutables", () => {
  it("blanks what the constructor fills in, and nothing else", () => {
    const artifact = { ...readArtifact("bank"), immutableReferences: { "1": [{ start: 1, length: 2 }] } };
    expect(withoutImmutables("0xaabbccdd", artifact)).to.equal("aa0000dd");
  });
});

describe("manifest files", () => {
  let folder: string;
  const before = process.env["POWERCHAIN_DEPLOYMENTS"];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "powerchain-"));
    process.env["POWERCHAIN_DEPLOYMENTS"] = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env["POWERCHAIN_DEPLOYMENTS"];
    else process.env["POWERCHAIN_DEPLOYMENTS"] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  const hash: Hex = `0x${"ab".repeat(32)}`;
  const address = deployer.address;
  const contracts = Object.fromEntries(
    contractNames.map((name) => [name, { address, transaction: hash, block: 1, codeHash: hash }]),
  ) as never;
  const manifest = {
    protocolVersion: "1",
    network: "n1",
    chainId: 7,
    genesisHash: hash,
    deployer: address,
    block: 1,
    contracts,
  };

  it("are found again as they were written", () => {
    expect(findManifest("n1")).to.equal(undefined);
    writeManifest(manifest);
    expect(readManifest("n1")).to.deep.equal(manifest);
  });

  it("keep a network's first community, and another one only when told so", () => {
    expect(keepManifest(manifest, false)).to.equal(true);
    const later = { ...manifest, block: 9 };
    expect(keepManifest(later, false)).to.equal(false);
    expect(readManifest("n1")).to.deep.equal(manifest);
    expect(keepManifest(later, true)).to.equal(true);
    expect(readManifest("n1")).to.deep.equal(later);
  });

  it("are asked for by a name only", async () => {
    expect((await failureOf(() => manifestPath("../x"))).message).to.match(/no name for a network/);
    expect(await failureOf(() => readManifest("nowhere"))).to.include({
      hint: "Deploy with: ./powerchain deploy --network nowhere",
    });
    writeFileSync(path.join(folder, "broken.json"), "{");
    expect((await failureOf(() => readManifest("broken"))).message).to.match(/not JSON/);
  });
});

describe("accounts", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "powerchain-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("of demos are the same everywhere", async () => {
    expect((await resolveAccount("A")).address).to.equal("0x0eD8b35c06B426bA3Fbb12625728B44d86dDb429");
    expect(await resolveAddress("U1")).to.equal(demoAccount("U1").address);
  });

  it("come from key files", async () => {
    const file = path.join(folder, "voter.key");
    writeFileSync(file, `${demoKey("B").slice(2)}\n`);
    expect((await resolveAccount(file)).address).to.equal(demoAccount("B").address);
    writeFileSync(file, "hello");
    expect((await failureOf(() => resolveAccount(file))).message).to.match(/holds no private key/);
  });

  it("come from keystores with the password of the environment", async () => {
    const { Wallet, encryptKeystoreJsonSync } = await import("ethers");
    const wallet = new Wallet(demoKey("C"));
    const file = path.join(folder, "keystore.json");
    writeFileSync(
      file,
      encryptKeystoreJsonSync({ address: wallet.address, privateKey: wallet.privateKey }, "secret", {
        scrypt: { N: 2 },
      }),
    );
    delete process.env["POWERCHAIN_PASSWORD"];
    expect(await failureOf(() => resolveAccount(file))).to.include({
      hint: "Set POWERCHAIN_PASSWORD to its password.",
    });
    process.env["POWERCHAIN_PASSWORD"] = "wrong";
    expect((await failureOf(() => resolveAccount(file))).message).to.match(/could not be opened/);
    process.env["POWERCHAIN_PASSWORD"] = "secret";
    expect((await resolveAccount(file)).address).to.equal(demoAccount("C").address);
    delete process.env["POWERCHAIN_PASSWORD"];
  });

  it("are addresses as well where nothing is signed, if they are spelled right", async () => {
    expect(await resolveAddress(deployer.address.toLowerCase())).to.equal(deployer.address);
    expect((await failureOf(() => resolveAddress("0x0Ed8b35c06B426bA3Fbb12625728B44d86dDb429"))).message).to.match(
      /capital letters/,
    );
  });

  it("are never a key on the command line, and such a key is not shown", async () => {
    const error = await failureOf(() => resolveAccount(demoKey("A")));
    expect(error.message).to.equal('"(a private key)" names no account.');
  });
});
