// A wallet for tests: announces itself in the page (EIP-6963) and signs here, for real, with a key. What a person would do wrong
// (refuse, be locked, be on another network) is a switch.
import type { Page } from "playwright-core";
import { createPublicClient, type Hex, hexToString, http, isHex, numberToHex } from "viem";
import type { LocalAccount } from "viem";

export type Mood = "willing" | "refuses" | "locked" | "busy";

export class TestWallet {
  account: LocalAccount;
  mood: Mood = "willing";
  /** Whether the page may see the account: asked for once, as in any wallet. */
  allowed = false;
  /** The chain that it is on; another than the community's until it is switched. */
  chainId: number;
  /** Chains that it knows. */
  readonly known = new Set<number>([1]);
  /** What it answers for the first block, where it is to remember another chain. */
  genesisHash: string | undefined;
  readonly sent: Hex[] = [];
  readonly #rpcUrl: string;
  readonly #own: number;

  constructor(account: LocalAccount, { rpcUrl, chainId }: { rpcUrl: string; chainId: number }, on = chainId) {
    this.account = account;
    this.chainId = on;
    this.#rpcUrl = rpcUrl;
    this.#own = chainId;
    if (on === chainId) this.known.add(chainId);
  }

  /** Puts it into a page, before the page's own code runs. */
  async install(page: Page): Promise<void> {
    await page.exposeFunction("__testWallet", async (method: string, params: unknown[]) => {
      try {
        return { result: await this.#answer(method, params) };
      } catch (error) {
        const { code = -32603, message, data } = error as { code?: number; message: string; data?: unknown };
        return { error: { code, message, data } };
      }
    });
    await page.addInitScript(announce);
  }

  async #answer(method: string, params: unknown[]): Promise<unknown> {
    switch (method) {
      case "eth_requestAccounts":
        this.#ask();
        this.allowed = true;
        return [this.account.address];
      case "eth_accounts":
        return this.allowed && this.mood !== "locked" ? [this.account.address] : [];
      case "eth_chainId":
        return numberToHex(this.chainId);
      case "wallet_switchEthereumChain":
        return this.#switchTo(Number((params[0] as { chainId: Hex }).chainId));
      case "wallet_addEthereumChain":
        this.#ask();
        this.known.add(Number((params[0] as { chainId: Hex }).chainId));
        return null;
      case "wallet_watchAsset":
        this.#ask();
        return true;
      case "personal_sign":
        this.#ask();
        return await this.account.signMessage({ message: plain(params[0] as string) });
      case "eth_sendTransaction":
        this.#ask();
        return await this.#send(params[0] as Sent);
      default:
        return await this.#forward(method, params);
    }
  }

  /** Where a wallet shows its window. */
  #ask(): void {
    if (this.mood === "refuses") throw walletError(4001, "User rejected the request.");
    if (this.mood === "locked") throw walletError(4100, "The wallet is locked.");
    if (this.mood === "busy") throw walletError(-32002, "Request of type 'eth_requestAccounts' already pending.");
  }

  #switchTo(chainId: number): null {
    if (!this.known.has(chainId)) throw walletError(4902, "Unrecognized chain ID.");
    this.#ask();
    this.chainId = chainId;
    return null;
  }

  async #send({ to, data, gas, gasPrice, value }: Sent): Promise<Hex> {
    if (gasPrice !== "0x0") throw walletError(-32000, "insufficient funds for gas * price + value");
    const client = this.#client();
    const nonce = await client.getTransactionCount({ address: this.account.address, blockTag: "pending" });
    const serializedTransaction = await this.account.signTransaction({
      type: "legacy",
      chainId: this.#own,
      gasPrice: 0n,
      gas: BigInt(gas),
      nonce,
      to,
      data,
      value: BigInt(value ?? "0x0"),
    });
    const hash = await client.sendRawTransaction({ serializedTransaction });
    this.sent.push(hash);
    return hash;
  }

  async #forward(method: string, params: unknown[]): Promise<unknown> {
    if (method === "eth_getBlockByNumber" && params[0] === "0x0" && this.genesisHash !== undefined) {
      return { hash: this.genesisHash };
    }
    return await this.#client().request({ method, params } as never);
  }

  #client() {
    return createPublicClient({ transport: http(this.#rpcUrl) });
  }
}

interface Sent {
  to: Hex;
  data: Hex;
  gas: Hex;
  gasPrice?: Hex;
  value?: Hex;
}

function walletError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function plain(message: string): string {
  return isHex(message) ? hexToString(message) : message;
}

/** Runs in the page. */
function announce(): void {
  type Answer = { result?: unknown; error?: { code: number; message: string; data?: unknown } };
  const call = (globalThis as unknown as { __testWallet: (method: string, params: unknown) => Promise<Answer> })
    .__testWallet;
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const emit = (event: string, value: unknown): void => listeners.get(event)?.forEach((tell) => tell(value));
  const provider = {
    request: async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
      const { result, error } = await call(method, params ?? []);
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      if (method === "wallet_switchEthereumChain") emit("chainChanged", (params as [{ chainId: string }])[0].chainId);
      return result;
    },
    on: (event: string, tell: (value: unknown) => void) =>
      listeners.set(event, (listeners.get(event) ?? new Set()).add(tell)),
    removeListener: (event: string, tell: (value: unknown) => void) => listeners.get(event)?.delete(tell),
  };
  const info = {
    uuid: "350670db-19fa-4704-a166-e52e178b59d2",
    name: "Test wallet",
    icon: "data:image/svg+xml,",
    rdns: "test.wallet",
  };
  const tell = (): boolean =>
    window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  window.addEventListener("eip6963:requestProvider", tell);
  tell();
}
