import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { useSignIn } from "../wallet/SignInProvider.tsx";
import { type ApiError, type Query, requestFile } from "./client.ts";

export interface Wanted {
  path: string;
  query?: Query;
  /** What the file is to be called. */
  name: string;
}

/** Fetches a file as who is signed in, and hands it to the browser to keep. */
export function useDownload(): UseMutationResult<void, ApiError, Wanted> {
  const { api } = useRuntimeConfig();
  const { token } = useSignIn();
  return useMutation<void, ApiError, Wanted>({
    mutationFn: async ({ path, query, name }) => {
      const url = URL.createObjectURL(await requestFile(`${api}${path}`, { query, token }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      // The browser reads it after the click has been dealt with.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  });
}
