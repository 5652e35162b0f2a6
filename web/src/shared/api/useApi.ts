import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { useSignIn } from "../wallet/SignInProvider.tsx";
import { type ApiError, type Query, request } from "./client.ts";
import type { Page } from "./types.ts";

/** What a figure hangs on: a live event of that topic makes it be read anew. */
export type Topic = "block" | "trade" | "depth" | "ballot" | "energy" | "account" | "never";

export interface Ask {
  path: string;
  query?: Query;
  topics: Topic[];
  /** Not asked while false: what it needs is not known yet. */
  enabled?: boolean;
  /** Goes with the token of who is signed in, if anybody is. */
  personal?: boolean;
}

/** Query keys begin so; `live.ts` finds by them what an event touches. */
export function keyOf({ path, query, topics }: Ask, token?: string): readonly unknown[] {
  return ["api", topics, path, query ?? {}, token ?? ""];
}

/** One answer of the API. The old one stays while a new one is on its way: nothing jumps. */
export function useApi<Answer>(ask: Ask): UseQueryResult<Answer, ApiError> {
  const { api } = useRuntimeConfig();
  const { token } = useSignIn();
  const given = ask.personal === true ? token : undefined;
  return useQuery<Answer, ApiError>({
    queryKey: keyOf(ask, given),
    queryFn: ({ signal }) => request<Answer>(`${api}${ask.path}`, { query: ask.query, token: given, signal }),
    enabled: ask.enabled !== false,
    placeholderData: keepPreviousData,
  });
}

export type Pages<Item> = UseInfiniteQueryResult<InfiniteData<Page<Item>>, ApiError> & { items: Item[] | undefined };

/** A list that is read page by page. */
export function usePages<Item>(ask: Ask): Pages<Item> {
  const { api } = useRuntimeConfig();
  const { token } = useSignIn();
  const given = ask.personal === true ? token : undefined;
  const result = useInfiniteQuery<
    Page<Item>,
    ApiError,
    InfiniteData<Page<Item>>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: keyOf(ask, given),
    queryFn: ({ pageParam, signal }) =>
      request<Page<Item>>(`${api}${ask.path}`, { query: { ...ask.query, cursor: pageParam }, token: given, signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: ask.enabled !== false,
    placeholderData: keepPreviousData,
  });
  return { ...result, items: result.data?.pages.flatMap((page) => page.items) };
}
