import { describe, expect, it } from "vitest";
import { nothing, sameCommand } from "../src/features/voting/sameCommand.ts";

describe("sameCommand", () => {
  const F = (value: string) => ({ kind: "setParameter", command: { ...nothing, parameter: "F", value } }) as const;
  const unit = (command: Partial<typeof nothing>) =>
    ({ kind: "registerStorageUnit", command: { ...nothing, subject: "0xAb", owner: "0xCd", ...command } }) as const;

  it("knows a proposal that is open already, however its address is written", () => {
    expect(sameCommand(F("250000"), F("250000"))).toBe(true);
    expect(sameCommand(unit({}), unit({ subject: "0xaB", capacityWh: "0", powerW: "0" }))).toBe(true);
  });

  it("tells other values, units and kinds apart", () => {
    expect(sameCommand(F("250000"), F("200000"))).toBe(false);
    expect(sameCommand(unit({ capacityWh: "5000" }), unit({}))).toBe(false);
    const command = { ...nothing, subject: "0xab" };
    expect(sameCommand({ kind: "addVoter", command }, { kind: "removeVoter", command })).toBe(false);
  });
});
