// What was sent is remembered by the browser until it is settled, under the chain's own first block: a community that was
// started anew does not wait for transactions of the old one.
import { z } from "zod/mini";
import type { Address } from "viem";
import { figures, type Flow, isOnChain } from "./machine.ts";

const KEY = "powerchain.transaction";

const storedSchema = z.object({
  genesisHash: z.string(),
  hash: z.string().check(z.regex(/^0x[0-9a-f]{64}$/)) as unknown as z.ZodMiniType<`0x${string}`>,
  sentAt: z.number(),
  told: z.object({
    title: z.string(),
    sentences: z.array(z.string()),
    changes: z.array(
      z.object({
        label: z.string(),
        before: z.string(),
        after: z.string(),
        of: z.optional(z.object({ account: z.custom<Address>(), name: z.enum(figures) })),
      }),
    ),
    done: z.string(),
  }),
});

export function rememberFlow(flow: Flow, genesisHash: string, storage: Storage = localStorage): void {
  if (!isOnChain(flow)) {
    if (flow.step !== "idle") storage.removeItem(KEY);
    return;
  }
  const sentAt = flow.step === "pending" ? flow.sentAt : Date.now();
  storage.setItem(KEY, JSON.stringify({ genesisHash, hash: flow.hash, sentAt, told: flow.told }));
}

export function recallFlow(genesisHash: string, storage: Storage = localStorage): Flow | undefined {
  const text = storage.getItem(KEY);
  if (text === null) return undefined;
  const parsed = storedSchema.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.genesisHash !== genesisHash) {
    storage.removeItem(KEY);
    return undefined;
  }
  const { told, hash, sentAt } = parsed.data;
  return { step: "pending", told, hash, sentAt };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
