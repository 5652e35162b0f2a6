import { type RouteConfig, createRoute, z } from "@hono/zod-openapi";
import { problem } from "../schemas/common.ts";

const failures = {
  400: "The request is not understood; `errors` names every bad field",
  401: "Sign in first (GET and POST /sign-in)",
  403: "Signed in, but not as someone who may see or do this",
  404: "There is no such thing",
  409: "The request does not fit what is there",
  413: "The body is too large",
  422: "The chain refuses it; `error` says why",
  429: "Too many requests; Retry-After says when to come again",
  503: "The chain cannot be reached just now",
} as const;
type Failure = keyof typeof failures;

export interface RouteInput {
  method: "get" | "post" | "put" | "delete";
  path: string;
  tag: string;
  summary: string;
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Refusals beyond 400, 404 and 429, which any request may meet. */
  fails?: Failure[];
  /** May be read, or read in full, only with a token. */
  token?: "required" | "optional";
}

const bearer = [{ token: [] as string[] }];

type PartOf<Input, Part extends string, Shape extends z.ZodType> =
  Input extends Record<Part, infer Given extends Shape> ? Record<Part, Given> : unknown;
type BodyOf<Input> = Input extends { body: infer Given extends z.ZodType }
  ? { body: { required: true; content: { "application/json": { schema: Given } } } }
  : unknown;
type RequestOf<Input> = object &
  PartOf<Input, "params", z.ZodObject> &
  PartOf<Input, "query", z.ZodObject> &
  BodyOf<Input>;

type Defined<Input extends RouteInput, Answer extends z.ZodType> = Omit<
  RouteConfig,
  "method" | "path" | "request" | "responses"
> & {
  method: Input["method"];
  path: Input["path"];
  request: RequestOf<Input>;
  responses: { 200: { description: string; content: { "application/json": { schema: Answer } } } };
  getRoutingPath(): string;
};

/** A route of the API with the refusals that all routes share. */
export function define<const I extends RouteInput, T extends z.ZodType>(input: I, answer: T): Defined<I, T> {
  const { method, tag, summary, description, token, params, query, body } = input;
  const signed: Failure[] = token === undefined ? [] : [401]; // also for a token that is wrong where none is needed
  const request = {
    ...(params === undefined ? {} : { params }),
    query: query ?? z.strictObject({}), // what is not known is an error, also where nothing is
    ...(body === undefined ? {} : { body: { required: true, content: { "application/json": { schema: body } } } }),
  } as NonNullable<RouteConfig["request"]>;
  const route: RouteConfig = {
    method,
    path: input.path,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(token === undefined ? {} : { security: token === "required" ? bearer : [{}, ...bearer] }),
    request,
    responses: {
      200: { description: "The answer", content: { "application/json": { schema: answer } } },
      ...refusals([...new Set<Failure>([400, 404, 429, ...(input.fails ?? []), ...signed])]),
    },
  };
  return createRoute(route) as unknown as Defined<I, T>;
}

/** Documentation of refusals: a problem each. */
export function refusals(list: Failure[]): RouteConfig["responses"] {
  const sorted = list.toSorted((a, b) => a - b);
  return Object.fromEntries(
    sorted.map((status) => [
      status,
      { description: failures[status], content: { "application/problem+json": { schema: problem } } },
    ]),
  );
}
