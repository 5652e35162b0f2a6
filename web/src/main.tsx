import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { Providers } from "./app/Providers.tsx";
import { registerServiceWorker } from "./app/serviceWorker.ts";
import { showStartError } from "./app/startError.ts";
import "./app/theme.css";
import { ConfigError, loadConfig } from "./shared/config/config.ts";
import { activate, preferredLanguage } from "./shared/i18n/i18n.ts";
import { startDemo } from "./shared/wallet/demo.ts";
import { createWalletConfig } from "./shared/wallet/wagmi.ts";

async function start(place: HTMLElement): Promise<void> {
  const [config] = await Promise.all([loadConfig(), activate(preferredLanguage())]);
  await startDemo(config);
  createRoot(place).render(
    <Providers config={config} wallet={createWalletConfig(config)}>
      <App />
    </Providers>,
  );
  registerServiceWorker();
}

const place = document.getElementById("root");
if (place !== null) {
  start(place).catch((error: unknown) =>
    showStartError(place, error instanceof ConfigError ? error.problems : [String(error)]),
  );
}
