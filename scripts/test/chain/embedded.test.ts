import { expect } from "chai";
import {
  createPublicClient,
  createWalletClient,
  custom,
  http,
  type PublicClient,
  toFunctionSelector,
  webSocket,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { type EmbeddedChain, type EmbeddedOptions, startEmbeddedChain } from "../../src/chain/embedded.ts";
import { CommandError } from "../../src/lib/errors.ts";

const abi = [
  { type: "error", name: "Refused", inputs: [] },
  { type: "function", name: "run", inputs: [], outputs: [], stateMutability: "nonpayable" },
] as const;
// A contract that answers every call by reverting with Refused(): PUSH4 selector, PUSH1 224, SHL, MSTORE at 0, REVERT 4 bytes.
const refusedSelector = toFunctionSelector("Refused()").slice(2);
const refusing = `0x6010600c60003960106000f3${`63${refusedSelector}60e01b60005260046000fd`}` as const;

describe("startEmbeddedChain", () => {
  const started: EmbeddedChain[] = [];
  const start = async (options: EmbeddedOptions = {}): Promise<EmbeddedChain> => {
    const chain = await startEmbeddedChain(options);
    started.push(chain);
    return chain;
  };
  const client = (chain: EmbeddedChain): PublicClient =>
    createPublicClient({ transport: custom(chain.provider), pollingInterval: 10 });
  const sender = (chain: EmbeddedChain) =>
    createWalletClient({ account: privateKeyToAccount(generatePrivateKey()), transport: custom(chain.provider) });
  const zeroFee = { chain: null, type: "legacy", gasPrice: 0n, gas: 200_000n } as const;

  afterEach(async () => {
    for (const chain of started.splice(0)) await chain.close();
  });

  describe("rules", () => {
    it("is Berlin: blocks have no base fee, and gas has no price", async () => {
      const chain = await start();
      const block = await client(chain).getBlock();
      expect(block.baseFeePerGas).to.equal(null);
      expect(block.gasLimit).to.equal(1_000_000_000n);
      expect(await client(chain).getGasPrice()).to.equal(0n);
      expect(await client(chain).getChainId()).to.equal(chain.chainId);
    });

    it("gives no account anything", async () => {
      const chain = await start();
      expect(await chain.provider.request({ method: "eth_accounts" })).to.deep.equal([]);
    });

    it("mines a signed zero-price transaction of an account that owns nothing", async () => {
      const chain = await start();
      const wallet = sender(chain);
      const hash = await wallet.deployContract({ abi, bytecode: refusing, ...zeroFee });
      const receipt = await client(chain).getTransactionReceipt({ hash });
      expect(receipt.status).to.equal("success");
      expect(receipt.type).to.equal("legacy");
      expect((await client(chain).getTransaction({ hash })).gasPrice).to.equal(0n);
    });
  });

  describe("errors of contracts", () => {
    const deploy = async (chain: EmbeddedChain) => {
      const hash = await sender(chain).deployContract({ abi, bytecode: refusing, ...zeroFee });
      const { contractAddress } = await client(chain).getTransactionReceipt({ hash });
      return contractAddress!;
    };

    it("reach a caller in this process by name", async () => {
      const chain = await start();
      const address = await deploy(chain);
      const failed = await client(chain)
        .simulateContract({ address, abi, functionName: "run" })
        .then(
          () => undefined,
          (error: Error) => error,
        );
      expect(failed?.message).to.contain("Refused()");
    });

    it("reach a caller over HTTP by name", async () => {
      const chain = await start({ rpcPort: 0 });
      const address = await deploy(chain);
      const failed = await createPublicClient({ transport: http(chain.rpcUrl) })
        .simulateContract({ address, abi, functionName: "run" })
        .then(
          () => undefined,
          (error: Error) => error,
        );
      expect(failed?.message).to.contain("Refused()");
    });

    it("leave a receipt that says reverted when the transaction is sent all the same", async () => {
      const chain = await start();
      const address = await deploy(chain);
      const hash = await sender(chain).writeContract({ address, abi, functionName: "run", ...zeroFee });
      expect((await client(chain).getTransactionReceipt({ hash })).status).to.equal("reverted");
    });
  });

  describe("clock", () => {
    const noon = new Date("2030-06-01T12:00:00Z");
    const noonSeconds = BigInt(noon.getTime() / 1000);

    it("starts at the time given, and puts each block one second after the last", async () => {
      const chain = await start({ clock: "exact", startsAt: noon });
      expect(await chain.now()).to.equal(noonSeconds);
      const wallet = sender(chain);
      for (const passed of [1n, 2n, 3n]) {
        await wallet.sendTransaction({ to: wallet.account.address, ...zeroFee });
        expect(await chain.now()).to.equal(noonSeconds + passed);
      }
    });

    it("keeps commands that are sent together one second apart", async () => {
      const chain = await start({ clock: "exact", startsAt: noon });
      const wallets = Array.from({ length: 8 }, () => sender(chain));
      await Promise.all(wallets.map((wallet) => wallet.sendTransaction({ to: wallet.account.address, ...zeroFee })));
      expect(await chain.now()).to.equal(noonSeconds + 8n);
      expect(await client(chain).getBlockNumber({ cacheTime: 0 })).to.equal(8n);
    });

    it("waits exactly as long as told, and goes on by the second", async () => {
      const chain = await start({ clock: "exact", startsAt: noon });
      await chain.wait(7201);
      expect(await chain.now()).to.equal(noonSeconds + 7201n);
      const wallet = sender(chain);
      await wallet.sendTransaction({ to: wallet.account.address, ...zeroFee });
      expect(await chain.now()).to.equal(noonSeconds + 7202n);
    });

    it("shows the coming block's time to estimates", async () => {
      const chain = await start({ clock: "exact", startsAt: noon });
      await chain.wait(100);
      const pending = await client(chain).getBlock({ blockTag: "pending" });
      expect(pending.timestamp).to.equal(noonSeconds + 101n);
    });

    it("goes on after a snapshot is taken back", async () => {
      const chain = await start({ clock: "exact", startsAt: noon });
      const snapshot = await chain.provider.request({ method: "evm_snapshot" });
      await chain.wait(500);
      await chain.provider.request({ method: "evm_revert", params: [snapshot] });
      const wallet = sender(chain);
      await wallet.sendTransaction({ to: wallet.account.address, ...zeroFee });
      expect(await chain.now()).to.equal(noonSeconds + 1n);
    });

    it("refuses to wait less than a second", async () => {
      const chain = await start({ clock: "exact" });
      const failed = await chain.wait(0).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failed).to.be.instanceOf(RangeError);
    });

    it("goes on with the time of day once it makes blocks by itself", async () => {
      const chain = await start({ clock: "exact", startsAt: new Date(Date.now() - 86_400_000) });
      await chain.makeBlocksEvery(0.02);
      const begun = await client(chain).getBlockNumber({ cacheTime: 0 });
      const wallet = sender(chain);
      const hash = await wallet.sendTransaction({ to: wallet.account.address, ...zeroFee });
      await client(chain).waitForTransactionReceipt({ hash });
      while ((await client(chain).getBlockNumber({ cacheTime: 0 })) < begun + 3n) await new Promise(setImmediate);
      const late = BigInt(Math.floor(Date.now() / 1000)) - (await chain.now());
      // Not a day behind any more; how many seconds is the machine's affair.
      expect(Number(late)).to.be.within(-60, 60);
    });

    it("makes blocks by itself when told how often", async () => {
      const chain = await start({ blockSeconds: 0.02, rpcPort: 0 });
      const reader = createPublicClient({
        transport: webSocket(chain.rpcUrl!.replace("http", "ws"), { keepAlive: false, reconnect: false }),
      });
      const seen = await new Promise<bigint[]>((resolve, reject) => {
        const numbers: bigint[] = [];
        reader.watchBlockNumber({
          onBlockNumber: (number) => numbers.push(number) === 3 && resolve(numbers),
          onError: reject,
        });
      });
      expect(seen[2]! - seen[0]!).to.equal(2n);
      (await reader.transport.getRpcClient()).close();
    });
  });

  describe("JSON-RPC server", () => {
    const post = async (chain: EmbeddedChain, body: string) => {
      const response = await fetch(chain.rpcUrl!, { method: "POST", body });
      return (await response.json()) as Record<string, unknown>;
    };

    it("answers a batch in order", async () => {
      const chain = await start({ rpcPort: 0 });
      const batch = [1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "eth_chainId", params: [] }));
      const answers = (await post(chain, JSON.stringify(batch))) as unknown as { id: number; result: string }[];
      expect(answers.map((a) => [a.id, a.result])).to.deep.equal([
        [1, "0x7a69"],
        [2, "0x7a69"],
      ]);
    });

    it("offers nothing that moves the clock or another's account", async () => {
      const chain = await start({ rpcPort: 0 });
      for (const method of ["evm_mine", "hardhat_setBalance"]) {
        const answer = await post(chain, JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }));
        expect(answer.error).to.deep.include({ code: -32601 });
      }
    });

    it("answers what is not a request with the protocol's own errors", async () => {
      const chain = await start({ rpcPort: 0 });
      expect((await post(chain, "{")).error).to.deep.include({ code: -32700 });
      expect((await post(chain, "null")).error).to.deep.include({ code: -32600 });
    });

    it("says so when its port is taken", async () => {
      const first = await start({ rpcPort: 0 });
      const port = Number(new URL(first.rpcUrl!).port);
      const failed = await startEmbeddedChain({ rpcPort: port }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failed).to.be.instanceOf(CommandError);
      expect((failed as CommandError).message).to.contain(String(port));
    });
  });
});
