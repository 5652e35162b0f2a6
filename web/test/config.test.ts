import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "../src/shared/config/config.ts";

const address = `0x${"1".repeat(40)}`;
const names = [
  "ledger",
  "energyToken",
  "euroToken",
  "governance",
  "energyPool",
  "meterGateway",
  "market",
  "bank",
  "lens",
];
const good = {
  community: "demo",
  title: "Demo community",
  chainId: 1337,
  chainName: "PowerChain demo",
  genesisHash: `0x${"2".repeat(64)}`,
  rpcUrl: "/rpc",
  wsUrl: null,
  api: "/v1/demo",
  contracts: Object.fromEntries(names.map((name) => [name, address])),
  block: 1,
  confirmations: 2,
  blockTime: 1,
  timeZone: "Europe/Athens",
  tariff: null,
  demo: null,
};

describe("parseConfig", () => {
  it("takes what the server gives", () => expect(parseConfig(good).title).toBe("Demo community"));

  it("names everything that is wrong, at once", () => {
    const bad = { ...good, chainId: "1337", contracts: { ...good.contracts, bank: "0x12" } };
    try {
      parseConfig(bad);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      const { problems } = error as ConfigError;
      expect(problems).toHaveLength(2);
      expect(problems.join()).toContain("chainId");
      expect(problems.join()).toContain("contracts.bank");
    }
  });
});
