import { z } from "@hono/zod-openapi";
import { tariff } from "./market.ts";

/** What the panel needs to know before anything else; one build of the panel serves any community. */
export const runtimeConfig = z
  .object({
    community: z.string().openapi({ example: "demo" }),
    title: z.string().openapi({ example: "Demo community" }),
    chainId: z.number().int(),
    chainName: z.string().openapi({ description: "what a wallet calls the network" }),
    genesisHash: z.string().openapi({ description: "another one than before: the chain was reset" }),
    rpcUrl: z
      .string()
      .openapi({ description: "JSON-RPC for reads and wallets; a path is relative to this page", example: "/rpc" }),
    wsUrl: z.string().nullable(),
    api: z.string().openapi({ description: "where this community's API begins", example: "/v1/demo" }),
    contracts: z.record(z.string(), z.string()).openapi({
      description:
        "address by contract: ledger, energyToken, euroToken, governance, energyPool, meterGateway, market, bank, lens",
    }),
    block: z.number().int().openapi({ description: "the first block with a contract of this community" }),
    confirmations: z.number().int(),
    blockTime: z.number().openapi({ description: "seconds between blocks; 0: a block comes with each transaction" }),
    timeZone: z.string().openapi({ example: "Europe/Athens" }),
    tariff: tariff.nullable(),
    demo: z
      .object({
        accounts: z.array(
          z.object({
            name: z.string().openapi({ example: "Ann" }),
            role: z.enum(["resident", "voter", "banker", "storageProvider"]),
            address: z.string(),
            privateKey: z.string(),
          }),
        ),
      })
      .nullable()
      .openapi({ description: "keys of a demo community that anyone may use; null everywhere else" }),
  })
  .openapi("RuntimeConfig");
export type RuntimeConfig = z.infer<typeof runtimeConfig>;
