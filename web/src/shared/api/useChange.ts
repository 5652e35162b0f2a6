import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { useSignIn } from "../wallet/SignInProvider.tsx";
import { type ApiError, request } from "./client.ts";

export interface Change {
  method: "POST" | "PUT" | "DELETE";
  path: string;
  body?: unknown;
  csv?: string;
}

/** Changes what the community's server keeps beside the chain, as who is signed in; what hangs on `touched` is then read anew. */
export function useChange<Input, Answer = unknown>(
  changeOf: (input: Input) => Change,
  touched: string[],
): UseMutationResult<Answer, ApiError, Input> {
  const { api } = useRuntimeConfig();
  const { token } = useSignIn();
  const queries = useQueryClient();
  return useMutation<Answer, ApiError, Input>({
    mutationFn: (input) => {
      const { path, ...change } = changeOf(input);
      return request<Answer>(`${api}${path}`, { ...change, token });
    },
    onSuccess: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey: [kind, , path] }) =>
          kind === "api" && touched.some((start) => typeof path === "string" && path.startsWith(start)),
      }),
  });
}
