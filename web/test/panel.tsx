// A part of the panel in a browser without pictures (jsdom), over a server and a node that answer from a table. The person at it
// is the demo community's, with the wallet that signs for him.
import { abis } from "@powerchain/sdk";
import type { ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { decodeFunctionData, encodeFunctionResult, type Hex } from "viem";
import { vi } from "vitest";
import { connect } from "wagmi/actions";
import { Providers } from "../src/app/Providers.tsx";
import { type DemoPerson, parseConfig, type RuntimeConfig } from "../src/shared/config/config.ts";
import { activate, type Language } from "../src/shared/i18n/i18n.ts";
import { FlowContextProbe } from "./probe.tsx";
import { chooseDemoPerson, startDemo } from "../src/shared/wallet/demo.ts";
import { DEMO_RDNS } from "../src/shared/wallet/demoRdns.ts";
import { createWalletConfig } from "../src/shared/wallet/wagmi.ts";

const digits = (n: number, length: number): Hex => `0x${n.toString(16).padStart(length, "0")}`;

export const ann: DemoPerson = {
  name: "Ann",
  role: "resident",
  address: "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
  privateKey: digits(1, 64),
};
export const bob: DemoPerson = {
  name: "Bob",
  role: "banker",
  address: "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
  privateKey: digits(2, 64),
};

const contractNames = [
  "ledger",
  "energyToken",
  "euroToken",
  "governance",
  "energyPool",
  "meterGateway",
  "market",
  "bank",
  "lens",
] as const;

export const config: RuntimeConfig = parseConfig({
  community: "street",
  title: "Sunny Street",
  chainId: 13_371,
  chainName: "Sunny Street",
  genesisHash: digits(1, 64),
  rpcUrl: "/rpc",
  api: "/v1/street",
  contracts: Object.fromEntries(contractNames.map((name, i) => [name, digits(100 + i, 40)])),
  confirmations: 1,
  blockTime: 1,
  timeZone: "Europe/Athens",
  demo: { accounts: [ann, bob] },
});

/** What the server was asked to change. */
export interface Sent {
  method: string;
  path: string;
  body: unknown;
}

export interface Answers {
  /** By path after the community's, as JSON; a function for what changes; `Response` for refusals. */
  api?: Record<string, unknown>;
  /** What the lens says of any account. */
  balances?: Partial<Record<BalanceName, bigint>>;
  /** What the node answers to the call that is tried before a review, if it refuses. */
  reverts?: Hex;
}

type BalanceName = "entAvailable" | "entLocked" | "eurAvailable" | "eurLocked" | "eurForWithdrawal" | "owed";

const empty = { items: [], next: null };

function answersOf({ api = {}, balances = {}, reverts }: Answers, sent: Sent[]) {
  const lensAnswer = {
    entAvailable: 0n,
    entLocked: 0n,
    eurAvailable: 0n,
    eurLocked: 0n,
    eurForWithdrawal: 0n,
    owed: 0n,
    ...balances,
  };
  const rpc = ({ id, method, params }: { id: number; method: string; params: unknown[] }): object => {
    const answer = (result: unknown): object => ({ jsonrpc: "2.0", id, result });
    if (method === "eth_chainId") return answer(`0x${config.chainId.toString(16)}`);
    if (method !== "eth_call") return answer("0x0");
    const { to, data } = params[0] as { to: Hex; data: Hex };
    if (to.toLowerCase() !== config.contracts.lens) {
      return reverts === undefined
        ? answer("0x")
        : { jsonrpc: "2.0", id, error: { code: 3, message: "execution reverted", data: reverts } };
    }
    const { functionName } = decodeFunctionData({ abi: abis.lens, data });
    if (functionName !== "account") throw new Error(`the lens is not ready for ${functionName}`);
    const result = { ...lensAnswer, voter: false, banker: false, storageUnit: false };
    return answer(encodeFunctionResult({ abi: abis.lens, functionName, result }));
  };
  return async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request?.url ?? (input as string | URL), location.origin);
    const text = request === undefined ? init.body : await request.text();
    const body: unknown = typeof text === "string" && /^[[{]/.test(text) ? JSON.parse(text) : text;
    if (url.pathname === "/rpc") {
      type Call = Parameters<typeof rpc>[0];
      return Response.json(Array.isArray(body) ? (body as Call[]).map(rpc) : rpc(body as Call));
    }
    const path = url.pathname.replace(config.api, "");
    const method = init.method ?? "GET";
    if (path === "/sign-in") {
      if (method === "GET") return Response.json({ message: "sign in", nonce: "n", expiresAt: 0 });
      const { address } = ann;
      const account = (localStorage.getItem("powerchain.demoPerson") ?? address).toLowerCase();
      return Response.json({ token: "token", account, expiresAt: Date.now() / 1000 + 3_600, ownedUnits: [] });
    }
    if (method !== "GET") sent.push({ method, path, body });
    const given = api[`${method} ${path}`] ?? api[path] ?? accountAt(path, lensAnswer);
    if (given instanceof Response) return given.clone();
    return Response.json(given ?? empty);
  };
}

/** The server's view of an account with these balances. */
function accountAt(path: string, balances: Record<BalanceName, bigint>): object | undefined {
  const address = /^\/accounts\/(0x[0-9a-f]{40})$/.exec(path)?.[1];
  if (address === undefined) return undefined;
  const balance = (available: bigint, locked: bigint) => ({
    total: (available + locked).toString(),
    available: available.toString(),
    locked: locked.toString(),
  });
  return {
    address,
    label: null,
    roles: ["resident"],
    ownedUnits: [],
    ent: balance(balances.entAvailable, balances.entLocked),
    eur: balance(balances.eurAvailable, balances.eurLocked),
    forWithdrawalEur: balances.eurForWithdrawal.toString(),
    owedEnt: balances.owed.toString(),
    locks: [],
    firstSeen: 1_700_000_000,
    block: 7,
  };
}

let root: Root | undefined;

export interface Panel {
  sent: Sent[];
  text: () => string;
  field: (label: string) => HTMLInputElement;
  type: (label: string, text: string) => Promise<void>;
  press: (name: string) => Promise<void>;
  /** What is under review, once it is. */
  review: () => Promise<string>;
  until: (is: () => boolean, what: string) => Promise<void>;
  /** Waits until the page says it. */
  says: (text: string) => Promise<void>;
}

/** Shows `part` to `person`. */
export async function show(part: ReactNode, person: DemoPerson, answers: Answers = {}, language: Language = "en") {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", answersOf(answers, sent));
  vi.stubGlobal(
    "EventSource",
    class {
      addEventListener(): void {}
      close(): void {}
    },
  );
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal("matchMedia", (media: string) => ({
    matches: false,
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  localStorage.clear();
  sessionStorage.clear();
  await activate(language);
  await startDemo(config);
  chooseDemoPerson(person);
  const wallet = createWalletConfig(config);
  const connector = wallet.connectors.find(({ id }) => id === DEMO_RDNS);
  if (connector === undefined) throw new Error("the demo wallet has not announced itself");
  await connect(wallet, { connector });
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  root = createRoot(place);
  root.render(
    <Providers config={config} wallet={wallet}>
      <MemoryRouter>
        {part}
        <FlowContextProbe />
      </MemoryRouter>
    </Providers>,
  );
  return driver(sent);
}

/** Takes the page away again. */
export function leave(): void {
  root?.unmount();
  root = undefined;
  vi.unstubAllGlobals();
}

/** For a busy machine: what is there is seen within milliseconds. */
const PATIENCE = { timeout: 15_000, interval: 20 } as const;

function driver(sent: Sent[]): Panel {
  const text = (): string => {
    const page = document.body.cloneNode(true) as HTMLElement;
    page.querySelectorAll("style").forEach((one) => one.remove());
    return page.textContent ?? "";
  };
  const field = (label: string): HTMLInputElement => {
    const found = [...document.querySelectorAll("label")].find(({ textContent }) => textContent?.trim() === label);
    const input = found?.control ?? document.querySelector(`[aria-label="${label}"]`);
    if (!(input instanceof HTMLInputElement)) throw new Error(`no field "${label}" in: ${text()}`);
    return input;
  };
  const until = async (is: () => boolean, what: string): Promise<void> => {
    await vi.waitFor(() => {
      if (!is()) throw new Error(`${what} is not in: ${text()}`);
    }, PATIENCE);
  };
  return {
    sent,
    text,
    field,
    until,
    type: async (label, value) => {
      const input = await vi.waitFor(() => field(label), PATIENCE);
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, value);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
    press: async (name) => {
      await until(() => buttonNamed(name) !== undefined, `a button "${name}"`);
      buttonNamed(name)?.click();
    },
    review: async () => {
      const plan = (): string => document.querySelector("[data-plan]")?.textContent ?? "";
      await until(() => plan() !== "", "a review");
      return plan();
    },
    says: async (wanted) => until(() => text().includes(wanted), `"${wanted}"`),
  };
}

function buttonNamed(name: string): HTMLButtonElement | undefined {
  return [...document.querySelectorAll("button")].find(
    (one) => one.textContent?.trim() === name || one.getAttribute("aria-label") === name,
  );
}
