import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { target: "es2023", sourcemap: false, chunkSizeWarningLimit: 1000, manifest: true },
  server: { port: 27000 },
  test: { environment: "jsdom", include: ["test/**/*.test.{ts,tsx}"] },
});
