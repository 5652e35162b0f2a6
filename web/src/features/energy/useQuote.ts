import { useDebouncedValue } from "@mantine/hooks";
import { abis, decimals } from "@powerchain/sdk";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Address, zeroAddress } from "viem";
import { useConfig } from "wagmi";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { parseDecimal } from "../../shared/format/numbers.ts";
import { publicClient } from "../../shared/tx/send.ts";

/** What a session would hold now; the contract's own answer. */
export interface Quote {
  energyWh: bigint;
  rate: bigint;
  endsAt: bigint;
  freeWh: bigint;
  possible: boolean;
}

export function useReadQuote(consumer?: Address): (unit: Address, ent: bigint) => Promise<Quote> {
  const wallet = useConfig();
  const { contracts } = useRuntimeConfig();
  const who = consumer ?? zeroAddress;
  return useCallback(
    (unit, ent) =>
      publicClient(wallet).readContract({
        address: contracts.lens,
        abi: abis.lens,
        functionName: "quoteSession",
        args: [unit, who, ent],
      }),
    [wallet, contracts, who],
  );
}

/** The quote while somebody types. */
export function useQuote(unit: string | undefined, consumer: Address | undefined, typed: string): Quote | undefined {
  const read = useReadQuote(consumer);
  const [text] = useDebouncedValue(typed, 200);
  const parsed = parseDecimal(text, decimals.ent);
  const ent = parsed.ok ? parsed.value : 0n;
  const { data } = useQuery({
    queryKey: ["quote", unit, consumer, ent.toString()],
    queryFn: () => read(unit as Address, ent),
    enabled: unit !== undefined && ent > 0n,
    refetchInterval: 5_000,
    retry: false,
  });
  return unit === undefined || ent === 0n ? undefined : data;
}
