import { describe, expect, it } from "vitest";
import { stateOf } from "../src/features/energy/stateOf.ts";
import type { Network } from "../src/shared/api/types.ts";
import { GAP } from "../src/shared/format/numbers.ts";
import { createFormat } from "../src/shared/ui/useFormat.ts";

describe("stateOf", () => {
  const format = createFormat("en-GB", String);
  const said = (imbalanceEnt: string): unknown[] => {
    let found: unknown[] = [];
    const network = { energyWh: 99_073, imbalanceEnt, rate: "50000" } as unknown as Network;
    stateOf(network, (id, values) => ((found = [id, values]), id), format);
    return found;
  };
  const stored = `99.073${GAP}kWh`;

  it("names a surplus from a Wh on", () => {
    expect(said("-1000000")).toEqual(["energy.answer.surplus", { stored, spare: `0.001${GAP}kWh` }]);
    expect(said("-999999")).toEqual(["energy.answer.even", { stored }]);
    expect(said("0")).toEqual(["energy.answer.even", { stored }]);
  });

  it("names every deficit: there R rises", () => {
    expect(said("1")).toEqual([
      "energy.answer.deficit",
      { stored, missing: `<0.001${GAP}ENT`, rate: format.rate(50_000) },
    ]);
  });
});
