import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { type Config, useConnection, WagmiProvider } from "wagmi";
import { ApiError } from "../shared/api/client.ts";
import { LiveProvider } from "../shared/api/live.tsx";
import type { RuntimeConfig } from "../shared/config/config.ts";
import { RuntimeConfigContext } from "../shared/config/useRuntimeConfig.ts";
import { setErrorNames } from "../shared/errors/names.ts";
import { i18n } from "../shared/i18n/i18n.ts";
import { FlowProvider } from "../shared/tx/FlowProvider.tsx";
import { useNames } from "../shared/ui/useNames.ts";
import { SignInProvider } from "../shared/wallet/SignInProvider.tsx";
import { schemeManager, theme } from "./theme.ts";

/** What was asked for in vain is asked again only where that may help. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
});

const manager = schemeManager();

export function Providers(props: { config: RuntimeConfig; wallet: Config; children: ReactNode }) {
  return (
    <RuntimeConfigContext value={props.config}>
      <I18nProvider i18n={i18n}>
        <MantineProvider theme={theme} colorSchemeManager={manager} defaultColorScheme="auto">
          <WagmiProvider config={props.wallet}>
            <QueryClientProvider client={queries}>
              <SignInProvider>
                <Live>
                  <FlowProvider needed={props.config.confirmations}>
                    <NamesForErrors />
                    {props.children}
                  </FlowProvider>
                </Live>
              </SignInProvider>
            </QueryClientProvider>
          </WagmiProvider>
        </MantineProvider>
      </I18nProvider>
    </RuntimeConfigContext>
  );
}

function Live({ children }: { children: ReactNode }) {
  const { address } = useConnection();
  return <LiveProvider account={address?.toLowerCase()}>{children}</LiveProvider>;
}

function NamesForErrors() {
  const { knownName } = useNames();
  useEffect(() => setErrorNames(knownName), [knownName]);
  return null;
}
