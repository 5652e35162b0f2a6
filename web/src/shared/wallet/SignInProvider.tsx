// Signing in (EIP-4361) shows the server that one is the account's owner; it then tells that account's own readings and
// movements. It sends nothing to the chain and moves no money.
import { useMutation } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { type Config, useConfig, useConnection } from "wagmi";
import { signMessage } from "wagmi/actions";
import { request } from "../api/client.ts";
import type { SignInMessage, Token } from "../api/types.ts";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { lazyOutcome } from "../errors/lazyOutcome.ts";
import type { Problem } from "../errors/problem.ts";
import { useNow } from "../ui/useNow.ts";
import { DEMO_RDNS } from "./demoRdns.ts";

interface SignIn {
  /** Of the connected account; undefined: not signed in. */
  token: string | undefined;
  busy: boolean;
  problem: Problem | undefined;
  signIn: () => void;
}

const SignInContext = createContext<SignIn | undefined>(undefined);

export function useSignIn(): SignIn {
  const value = use(SignInContext);
  if (value === undefined) throw new Error("useSignIn outside SignInProvider");
  return value;
}

const KEY = "powerchain.signIn";
/** A token about to end is not used any more. */
const MARGIN_SECONDS = 30;

export function SignInProvider({ children }: { children: ReactNode }) {
  const { api } = useRuntimeConfig();
  const wallet = useConfig();
  const { address, connector } = useConnection();
  const account = address?.toLowerCase();
  const minute = useNow(60);
  const [held, setHeld] = useState<Token | undefined>(readToken);
  const [problem, setProblem] = useState<Problem>();
  const { mutate, isPending } = useMutation({
    mutationFn: (who: string) => obtainToken(api, wallet, who),
    onSuccess: (fresh) => {
      sessionStorage.setItem(KEY, JSON.stringify(fresh));
      setHeld(fresh);
    },
    onMutate: () => setProblem(undefined),
    onError: async (error) => {
      const outcome = await lazyOutcome(error);
      if (outcome.kind === "problem") setProblem(outcome.problem);
    },
  });
  const token =
    held !== undefined && held.account === account && held.expiresAt > minute + MARGIN_SECONDS ? held.token : undefined;

  // Demo people have no secrets: they are signed in at once.
  const demo = connector?.id === DEMO_RDNS;
  useEffect(() => {
    if (demo && token === undefined && account !== undefined) mutate(account);
  }, [demo, token, account, mutate]);

  const value = useMemo<SignIn>(
    () => ({ token, busy: isPending, problem, signIn: () => account !== undefined && mutate(account) }),
    [token, isPending, problem, account, mutate],
  );
  return <SignInContext value={value}>{children}</SignInContext>;
}

async function obtainToken(api: string, wallet: Config, address: string): Promise<Token> {
  const { message } = await request<SignInMessage>(`${api}/sign-in`, { query: { address } });
  const signature = await signMessage(wallet, { message });
  return await request<Token>(`${api}/sign-in`, { method: "POST", body: { message, signature } });
}

function readToken(): Token | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Token | null) ?? undefined;
  } catch {
    return undefined;
  }
}
