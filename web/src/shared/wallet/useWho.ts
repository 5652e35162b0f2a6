import type { Address } from "viem";
import { useConnection } from "wagmi";
import { useAccount } from "../api/queries.ts";
import type { Account, Role } from "../api/types.ts";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { shortAddress } from "../format/address.ts";
import { DEMO_RDNS } from "./demoRdns.ts";
import { useSignIn } from "./SignInProvider.tsx";

export type ShownRole = "voter" | "banker" | "provider" | "storageUnit";

export interface Who {
  address: Address | undefined;
  /** The name that the community knows, else the short address. */
  name: string;
  roles: ShownRole[];
  /** One of the demo community's people. */
  demo: boolean;
  /** The wallet is on another chain than the community's. */
  wrongChain: boolean;
  signedIn: boolean;
  account: Account | undefined;
}

const shown: Partial<Record<Role, ShownRole>> = {
  voter: "voter",
  banker: "banker",
  storageProvider: "provider",
  storageUnit: "storageUnit",
};

/** Who is connected, and what the community lets him do. */
export function useWho(): Who {
  const { chainId: ours, demo } = useRuntimeConfig();
  const { address, chainId, connector } = useConnection();
  const { token } = useSignIn();
  const { data: account } = useAccount(address?.toLowerCase());
  const known = address === undefined ? undefined : account;
  const person = demo?.accounts.find((one) => one.address.toLowerCase() === address?.toLowerCase());
  return {
    address,
    name: known?.label ?? person?.name ?? (address === undefined ? "" : shortAddress(address)),
    roles: (known?.roles ?? []).flatMap((role) => shown[role] ?? []),
    demo: connector?.id === DEMO_RDNS,
    wrongChain: address !== undefined && chainId !== ours,
    signedIn: token !== undefined,
    account: known,
  };
}
