import { useState } from "react";
import { numberToHex } from "viem";
import { useConnection } from "wagmi";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { lazyOutcome } from "../errors/lazyOutcome.ts";
import type { Problem } from "../errors/problem.ts";
import { communityChain } from "./chain.ts";

interface Provider {
  request(request: { method: string; params: unknown[] }): Promise<unknown>;
}

/** One button that adds the community's chain to the wallet and switches to it; a wallet that has it only switches. */
export function useAddChain(): { add: () => Promise<void>; busy: boolean; problem: Problem | undefined } {
  const runtime = useRuntimeConfig();
  const { connector } = useConnection();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const add = async (): Promise<void> => {
    if (connector === undefined) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const provider = (await connector.getProvider()) as Provider;
      const chain = communityChain(runtime);
      const chainId = numberToHex(chain.id);
      try {
        await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
      } catch (error) {
        if ((error as { code?: number }).code === 4001) throw error;
        const { name: chainName, nativeCurrency, rpcUrls } = chain;
        const added = { chainId, chainName, nativeCurrency, rpcUrls: [...rpcUrls.default.http] };
        await provider.request({ method: "wallet_addEthereumChain", params: [added] });
        await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
      }
    } catch (error) {
      const outcome = await lazyOutcome(error);
      setProblem(outcome.kind === "problem" ? outcome.problem : undefined);
    } finally {
      setBusy(false);
    }
  };
  return { add, busy, problem };
}
