// A wallet for trying the panel: it holds the published keys of the demo community's people and signs for whoever was chosen.
// It announces itself like any other wallet (EIP-6963), so the panel has one way to every wallet. It never exists in a
// community that has no demo people in its configuration.
import type { EIP1193Provider } from "viem";
import type { DemoPerson, RuntimeConfig } from "../config/config.ts";
import { DEMO_RDNS } from "./demoRdns.ts";
import type { TransactionRequest } from "./demoSigner.ts";

const CHOSEN_KEY = "powerchain.demoPerson";

type Listener = (...values: unknown[]) => void;

const signing = () => import("./demoSigner.ts");

export interface DemoWallet {
  choose(person: DemoPerson): void;
}

export function announceDemoWallet(config: RuntimeConfig, people: readonly DemoPerson[]): DemoWallet {
  const listeners = new Map<string, Set<Listener>>();
  const emit = (event: string, ...values: unknown[]): void => listeners.get(event)?.forEach((tell) => tell(...values));
  const chosen = (): DemoPerson | undefined =>
    people.find(({ address }) => address === localStorage.getItem(CHOSEN_KEY));
  const signer = (): DemoPerson => {
    const person = chosen();
    if (person === undefined) throw Object.assign(new Error("Nobody was chosen."), { code: 4001 });
    return person;
  };

  async function request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
    const list = (params ?? []) as unknown[];
    switch (method) {
      case "eth_requestAccounts":
      case "eth_accounts": {
        const person = chosen();
        return person === undefined ? [] : [person.address];
      }
      case "eth_chainId":
        return `0x${config.chainId.toString(16)}`;
      case "wallet_requestPermissions":
        return [{ parentCapability: "eth_accounts" }];
      case "wallet_revokePermissions":
      case "wallet_addEthereumChain":
      case "wallet_switchEthereumChain":
        return null;
      case "wallet_watchAsset":
        return true;
      case "personal_sign":
        return await (await signing()).signAs(signer(), list[0] as string);
      case "eth_sendTransaction":
        return await (await signing()).sendAs(signer(), config, list[0] as TransactionRequest);
      default:
        return await (await signing()).passOn(config, method, params);
    }
  }

  const provider = {
    request,
    on: (event: string, tell: Listener) => listeners.set(event, (listeners.get(event) ?? new Set()).add(tell)),
    removeListener: (event: string, tell: Listener) => listeners.get(event)?.delete(tell),
  } as unknown as EIP1193Provider;
  announce(provider);
  return {
    choose(person) {
      localStorage.setItem(CHOSEN_KEY, person.address);
      emit("accountsChanged", [person.address]);
    },
  };
}

function announce(provider: EIP1193Provider): void {
  const icon =
    "data:image/svg+xml," + encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>');
  const info = { uuid: "9e8b4cb1-5c6e-4f57-9d0e-1b0f9a7c1d10", name: "PowerChain demo", icon, rdns: DEMO_RDNS };
  const tell = (): void => {
    const detail = Object.freeze({ info, provider });
    window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  };
  window.addEventListener("eip6963:requestProvider", tell);
  tell();
}
