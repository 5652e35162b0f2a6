import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "./schemas/common.ts";

const titles: Record<number, string> = {
  400: "Not understood",
  401: "Sign in first",
  403: "Not yours to see",
  404: "Not found",
  405: "Not possible here",
  409: "Does not fit",
  413: "Too large",
  422: "Refused by the chain",
  429: "Too many requests",
  500: "A fault of this server",
  503: "Not just now",
};

/** An answer that is no success. Thrown anywhere below a route. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly hint: string | undefined;
  readonly more: Partial<Problem>;

  constructor(status: number, detail: string, hint?: string, more: Partial<Problem> = {}) {
    super(detail);
    this.status = status;
    this.hint = hint;
    this.more = more;
  }
}

export function notFound(what: string, hint?: string): ApiProblem {
  return new ApiProblem(404, `There is no ${what}.`, hint ?? "Check it for a typing error.");
}

export function problemOf(error: ApiProblem): Problem {
  const { status, message: detail, hint, more } = error;
  return {
    type: "about:blank",
    title: titles[status] ?? "Refused",
    status,
    detail,
    ...(hint === undefined ? {} : { hint }),
    ...more,
  };
}

export function answerProblem(c: Context, error: ApiProblem): Response {
  return c.body(JSON.stringify(problemOf(error)), error.status as ContentfulStatusCode, {
    "content-type": "application/problem+json",
  });
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
  code?: string | undefined;
  keys?: string[];
}

/** A request that does not fit its schema: every bad field. */
export function invalidRequest(where: string, issues: readonly Issue[]): ApiProblem {
  const errors = issues.flatMap(({ path, message, keys }) =>
    keys === undefined
      ? [{ field: path.map(String).join(".") || where, message }]
      : keys.map((key) => ({ field: String(key), message: "is not known here" })),
  );
  const list = errors.map(({ field, message }) => `${field} ${message}`).join("; ");
  return new ApiProblem(400, `The request is not understood: ${list}.`, "See /v1/docs for what can be given.", {
    errors,
  });
}
