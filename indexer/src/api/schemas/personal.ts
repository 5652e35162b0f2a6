import { z } from "@hono/zod-openapi";
import { account, address, pageOf, seconds } from "./common.ts";

export const signInQuery = z.strictObject({ address });
export const signInMessage = z
  .object({
    message: z.string().openapi({ description: "sign exactly this with personal_sign (EIP-4361)" }),
    nonce: z.string(),
    expiresAt: seconds,
  })
  .openapi("SignInMessage");

export const signInBody = z.strictObject({
  message: z.string().min(1).max(4_000),
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/, "must be 0x and 130 hexadecimal digits"),
});
export const token = z
  .object({
    token: z.string().openapi({ description: "send it as Authorization: Bearer …" }),
    account,
    expiresAt: seconds,
    ownedUnits: z.array(account),
  })
  .openapi("Token");

const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}<>]*$/u, "must not hold control characters, < or >");

export const label = z
  .object({ address: account, name: z.string().openapi({ example: "Ann" }), kind: z.enum(["resident", "unit"]) })
  .openapi("Label");
export const labels = pageOf(label, "Labels");
export const labelBody = z.strictObject({ name });

export const contact = z
  .object({ address: account, name: z.string(), note: z.string().nullable() })
  .openapi("Contact", { description: "An entry of one resident's own address book; nobody else sees it." });
export const contacts = pageOf(contact, "AddressBook");
export const contactBody = z.strictObject({ name, note: z.string().trim().max(300).optional() });
export const imported = z.object({ imported: z.number().int() }).openapi("Imported");
export const erased = z
  .object({ labels: z.number().int(), contacts: z.number().int() })
  .openapi("Erased", { description: "What was removed from this server. The chain itself cannot forget." });

export const relayBody = z.strictObject({
  transaction: z.string().regex(/^0x(?:[0-9a-fA-F]{2}){1,131072}$/, "must be a signed transaction in hex"),
});
export const relayed = z.object({ hash: z.string() }).openapi("Relayed");
