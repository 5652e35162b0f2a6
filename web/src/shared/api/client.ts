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
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  csv?: string;
  token?: string;
  signal?: AbortSignal;
}

/** One request to the API. @throws ApiError */
export async function request<Answer>(url: string, options: Request = {}): Promise<Answer> {
  return (await (await send(url, options)).json()) as Answer;
}

/** A file that the API makes. @throws ApiError */
export async function requestFile(url: string, options: Request = {}): Promise<Blob> {
  return await (await send(url, options)).blob();
}

async function send(url: string, { method = "GET", query, body, csv, token, signal }: Request): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (csv !== undefined) headers["content-type"] = "text/csv";
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  let response: Response;
  try {
    response = await fetch(url + queryText(query), {
      method,
      headers,
      body: csv ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, error instanceof Error ? error.message : String(error));
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => undefined)) as ProblemBody | undefined;
  throw new ApiError(response.status, problem?.detail ?? `HTTP ${response.status}`, problem);
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}
