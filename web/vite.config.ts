import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: false,
      manifest: {
        name: "PowerChain",
        short_name: "PowerChain",
        description: "A neighbourhood stores its energy and trades it.",
        start_url: "/",
        display: "standalone",
        background_color: "#fbf9f5",
        theme_color: "#fbf9f5",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
      workbox: {
        // The program only: figures always come from the network, so an old balance is never shown as a live one.
        globPatterns: ["**/*.{js,css,html,svg}", "**/inter-{latin,greek}-wght*.woff2"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/(v1|rpc|config\.json|reference|openapi|healthz|readyz|metrics)/],
        // Where the community is, not what it holds: without it the panel could not even say that it is offline.
        runtimeCaching: [{ urlPattern: ({ url }) => url.pathname === "/config.json", handler: "NetworkFirst" }],
      },
    }),
  ],
  build: { target: "es2023", chunkSizeWarningLimit: 1000, manifest: true },
  server: { port: 27000 },
  // A form that waits for a busy machine is no failure.
  test: { environment: "node", include: ["test/**/*.test.{ts,tsx}"], testTimeout: 30_000 },
});
