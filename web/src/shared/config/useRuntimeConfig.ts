import { createContext, use } from "react";
import type { RuntimeConfig } from "./config.ts";

export const RuntimeConfigContext = createContext<RuntimeConfig | undefined>(undefined);

export function useRuntimeConfig(): RuntimeConfig {
  const config = use(RuntimeConfigContext);
  if (config === undefined) throw new Error("useRuntimeConfig outside its provider");
  return config;
}
