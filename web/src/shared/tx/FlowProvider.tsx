import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "react";
import { useConfig as useWalletConfig } from "wagmi";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";
import { lazyOutcome } from "../errors/lazyOutcome.ts";
import type { Problem } from "../errors/problem.ts";
import { advance, type Flow, idle, isOnChain, type Plan } from "./machine.ts";
import { recallFlow, rememberFlow } from "./store.ts";

export interface FlowApi {
  flow: Flow;
  /** The dialog can be closed while a transaction is under way; it stays in sight as a line at the foot of the page. */
  open: boolean;
  /**
   * Asks the node whether the action would go through, and opens the review if so. Resolves to what is wrong otherwise, for the
   * form to show beside the field.
   */
  review: (plan: Plan) => Promise<Problem | undefined>;
  sign: () => Promise<void>;
  back: () => void;
  hide: () => void;
  show: () => void;
  close: () => void;
}

const FlowContext = createContext<FlowApi | undefined>(undefined);

export function useFlow(): FlowApi {
  const api = use(FlowContext);
  if (api === undefined) throw new Error("useFlow outside FlowProvider");
  return api;
}

export function FlowProvider({ needed, children }: { needed: number; children: ReactNode }) {
  const wallet = useWalletConfig();
  const { genesisHash } = useRuntimeConfig();
  const queries = useQueryClient();
  const [flow, dispatch] = useReducer(advance, genesisHash, (genesis) => recallFlow(genesis) ?? idle);
  const [open, setOpen] = useState(false);

  useEffect(() => rememberFlow(flow, genesisHash), [flow, genesisHash]);
  useFollowing(flow, needed, dispatch);

  // What a mined transaction changed is read anew; nothing is shown before the chain says so.
  const settled =
    flow.step === "confirming" || flow.step === "done" || flow.step === "reverted" ? flow.hash : undefined;
  const finished = flow.step === "done" ? flow.hash : undefined;
  useEffect(() => {
    if (settled !== undefined) void queries.invalidateQueries();
  }, [settled, finished, queries]);

  const review = useCallback(
    async (plan: Plan): Promise<Problem | undefined> => {
      try {
        const { simulate } = await import("./send.ts");
        await simulate(wallet, plan.call);
      } catch (error) {
        const outcome = await lazyOutcome(error);
        return outcome.kind === "problem" ? outcome.problem : undefined;
      }
      dispatch({ type: "planned", plan });
      setOpen(true);
      return undefined;
    },
    [wallet],
  );

  const sign = useCallback(async (): Promise<void> => {
    if (flow.step !== "review" && flow.step !== "rejected") return;
    dispatch({ type: "signing" });
    try {
      const { signAndSend } = await import("./send.ts");
      const hash = await signAndSend(wallet, flow.plan.call, genesisHash);
      dispatch({ type: "sent", hash, at: Date.now() });
    } catch (error) {
      const outcome = await lazyOutcome(error);
      dispatch(outcome.kind === "rejected" ? { type: "rejected" } : { type: "refused", problem: outcome.problem });
    }
  }, [wallet, flow, genesisHash]);

  const api = useMemo<FlowApi>(
    () => ({
      flow,
      open,
      review,
      sign,
      back: () => dispatch({ type: "back" }),
      hide: () => setOpen(false),
      show: () => setOpen(true),
      close: () => {
        setOpen(false);
        dispatch({ type: "closed" });
      },
    }),
    [flow, open, review, sign],
  );
  return <FlowContext value={api}>{children}</FlowContext>;
}

function useFollowing(flow: Flow, needed: number, dispatch: React.Dispatch<Parameters<typeof advance>[1]>): void {
  const wallet = useWalletConfig();
  const hash = isOnChain(flow) ? flow.hash : undefined;
  const sentAt = useRef(0);
  useEffect(() => {
    if (flow.step === "pending") sentAt.current = flow.sentAt;
  }, [flow]);
  useEffect(() => {
    if (hash === undefined) return;
    const stop = new AbortController();
    void import("./follow.ts").then(({ follow }) =>
      follow(wallet, { hash, sentAt: sentAt.current, needed }, dispatch, stop.signal),
    );
    return () => stop.abort();
  }, [wallet, hash, needed, dispatch]);
}
