import type { ProblemBody } from "./types.ts";

/** The API said no, or could not be reached (`status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly problem: ProblemBody | undefined;

  constructor(status: number, message: string, problem?: ProblemBody) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

interface Request {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  query?: Query;
  body?: unknown;
  token?: string;
  signal?: AbortSignal;
}

/** One request to the API. @throws ApiError */
export async function request<Answer>(
  url: string,
  { method = "GET", query, body, token, signal }: Request = {},
): Promise<Answer> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  let response: Response;
  try {
    response = await fetch(url + queryText(query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, error instanceof Error ? error.message : String(error));
  }
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => undefined)) as ProblemBody | undefined;
  throw new ApiError(response.status, problem?.detail ?? `HTTP ${response.status}`, problem);
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}
