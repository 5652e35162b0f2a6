import { type RouteConfig, createRoute, type z } from "@hono/zod-openapi";
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

/** A route of the API with the refusals that all routes share. */
export function define<const I extends RouteInput, T extends z.ZodType>(input: I, answer: T) {
  const wanted = new Set<Failure>([
    400,
    404,
    429,
    ...(input.fails ?? []),
    ...(input.token === "required" ? ([401, 403] as const) : []),
  ]);
  return createRoute({
    method: input.method,
    path: input.path,
    tags: [input.tag],
    summary: input.summary,
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.token === undefined ? {} : { security: input.token === "required" ? bearer : [{}, ...bearer] }),
    request: {
      ...(input.params === undefined ? {} : { params: input.params }),
      ...(input.query === undefined ? {} : { query: input.query }),
      ...(input.body === undefined
        ? {}
        : {
            body: { required: true, content: { "application/json": { schema: input.body } } },
          }),
    },
    responses: {
      200: { description: "The answer", content: { "application/json": { schema: answer } } },
      ...refusals([...wanted]),
    },
  });
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
