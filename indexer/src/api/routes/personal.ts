import { createRoute, z } from "@hono/zod-openapi";
import { accountParams, address, communityParams, paging } from "../schemas/common.ts";
import * as schema from "../schemas/personal.ts";
import { define, refusals } from "./define.ts";

const signing = "Sign-in";
const names = "Names";

export const signInMessage = define(
  {
    method: "get",
    path: "/v1/{community}/sign-in",
    tag: signing,
    summary: "The message to sign (EIP-4361)",
    params: communityParams,
    query: schema.signInQuery,
    fails: [403],
  },
  schema.signInMessage,
);

export const signIn = define(
  {
    method: "post",
    path: "/v1/{community}/sign-in",
    tag: signing,
    summary: "A short-lived token for a signed message",
    params: communityParams,
    body: schema.signInBody,
    fails: [401, 403, 413],
  },
  schema.token,
);

export const labels = define(
  {
    method: "get",
    path: "/v1/{community}/labels",
    tag: names,
    summary: "Names that residents and units go by",
    params: communityParams,
    query: z.strictObject({ ...paging, search: z.string().trim().min(1).max(60).optional() }),
  },
  schema.labels,
);

export const setLabel = define(
  {
    method: "put",
    path: "/v1/{community}/accounts/{address}/label",
    tag: names,
    summary: "Takes a name; for a unit, its owner gives it",
    params: accountParams,
    body: schema.labelBody,
    token: "required",
    fails: [403, 409, 413],
  },
  schema.label,
);

export const removeLabel = define(
  {
    method: "delete",
    path: "/v1/{community}/accounts/{address}/label",
    tag: names,
    summary: "Goes without a name again",
    params: accountParams,
    token: "required",
    fails: [403],
  },
  schema.erased,
);

export const contacts = define(
  {
    method: "get",
    path: "/v1/{community}/address-book",
    tag: names,
    summary: "My address book",
    params: communityParams,
    query: z.strictObject(paging),
    token: "required",
  },
  schema.contacts,
);

const contactParams = communityParams.extend({ contact: address.openapi({ param: { name: "contact", in: "path" } }) });

export const setContact = define(
  {
    method: "put",
    path: "/v1/{community}/address-book/{contact}",
    tag: names,
    summary: "Adds or changes an entry of my address book",
    params: contactParams,
    body: schema.contactBody,
    token: "required",
    fails: [413],
  },
  schema.contact,
);

export const removeContact = define(
  {
    method: "delete",
    path: "/v1/{community}/address-book/{contact}",
    tag: names,
    summary: "Removes an entry of my address book",
    params: contactParams,
    token: "required",
  },
  schema.erased,
);

const csv = { "text/csv": { schema: z.string().openapi({ example: "address,name,note\n0x7099…,Ann,next door\n" }) } };

export const exportContacts = createRoute({
  method: "get",
  path: "/v1/{community}/address-book.csv",
  tags: [names],
  summary: "My address book as CSV (address, name, note)",
  security: [{ token: [] }],
  request: { params: communityParams, query: z.strictObject({}) },
  responses: { 200: { description: "The file", content: csv }, ...refusals([400, 401, 404, 429]) },
});

export const importContacts = createRoute({
  method: "post",
  path: "/v1/{community}/address-book.csv",
  tags: [names],
  summary: "Adds the entries of a CSV file to my address book: all of them or, on a bad line, none",
  security: [{ token: [] }],
  request: { params: communityParams, query: z.strictObject({}), body: { required: true, content: csv } },
  responses: {
    200: { description: "How many", content: { "application/json": { schema: schema.imported } } },
    ...refusals([400, 401, 404, 413, 429]),
  },
});

export const erase = define(
  {
    method: "delete",
    path: "/v1/{community}/accounts/{address}/personal-data",
    tag: names,
    summary: "Erases what this server keeps of a person beside the chain: name and address book",
    params: accountParams,
    token: "required",
    fails: [403],
  },
  schema.erased,
);

export const relay = define(
  {
    method: "post",
    path: "/v1/{community}/relay",
    tag: "Relay",
    summary: "Passes a signed transaction on to the chain; this server holds no key",
    params: communityParams,
    body: schema.relayBody,
    fails: [409, 413, 422, 503],
  },
  schema.relayed,
);
