import { describe, expect, it } from "vitest";
import { shortAddress, similarAddress } from "../src/shared/format/address.ts";

const known = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("similarAddress", () => {
  it("finds a known address with the same ends", () => {
    expect(similarAddress("0x70991111111111111111111111111111111179c8", [known])).toBe(known);
  });

  it("is silent about the known address itself, in any case, and about strangers", () => {
    expect(similarAddress(known.toLowerCase(), [known])).toBeUndefined();
    expect(similarAddress("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", [known])).toBeUndefined();
  });
});

describe("shortAddress", () => {
  it("keeps both ends", () => expect(shortAddress(known)).toBe("0x7099\u202679C8".replace("\u2026", "\u2026")));
});
