import type { Network } from "../../shared/api/types.ts";
import type { useT } from "../../shared/i18n/useT.tsx";
import type { Format } from "../../shared/ui/useFormat.ts";

/** "99.073 kWh in storage, in balance with the tokens": a surplus of less than a Wh is no surplus to people. */
export function stateOf(network: Network, t: ReturnType<typeof useT>, format: Format): string {
  const imbalance = BigInt(network.imbalanceEnt);
  const stored = format.energy(network.energyWh);
  if (imbalance > 0n)
    return t("energy.answer.deficit", { stored, missing: format.ent(imbalance), rate: format.rate(network.rate) });
  const spareWh = -imbalance / 1_000_000n;
  return spareWh > 0n
    ? t("energy.answer.surplus", { stored, spare: format.energy(spareWh) })
    : t("energy.answer.even", { stored });
}
