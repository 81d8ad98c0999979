import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Aspire injects the API's address as API_HTTP; without it the API (or Standalone) is expected on its default port.
const api = process.env.API_HTTP ?? "http://localhost:5080";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    port: Number(process.env.PORT ?? 5173),
    proxy: {
      "/api": { target: api, changeOrigin: true },
      "/dev": { target: api, changeOrigin: true },
      "/health": { target: api, changeOrigin: true },
      "/hubs": { target: api, changeOrigin: true, ws: true },
    },
  },
  build: {
    // Telegram's web views: iOS 16.4+ and Android System WebView 111+ (also what Tailwind 4 asks for).
    target: ["es2022", "safari16.4", "chrome111"],
    sourcemap: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Ours changes often, the libraries seldom: a new version of the app leaves theirs in the cache.
        codeSplitting: { groups: [{ name: "libraries", test: /node_modules/, entriesAware: true }] },
      },
    },
  },
  test: {
    globals: true,
    reporters: ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "jsdom",
          environmentOptions: { jsdom: { url: "http://localhost:3000/" } },
          include: ["src/**/*.test.{ts,tsx}"],
          setupFiles: ["src/testing/setup.ts"],
          restoreMocks: true,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          environment: "node",
          globalSetup: ["tests/build-once.ts"],
          include: ["tests/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
