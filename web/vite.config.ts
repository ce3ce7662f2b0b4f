import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** `LIUHEN_API=http://127.0.0.1:8080` proxies to a real server; without it the fixtures in `dev/` answer. */
const server = process.env["LIUHEN_API"];

/** Fixtures answer `/api` in `vite dev` only; nothing of `dev/` is ever part of a build. */
function fixtures(): Plugin {
  return {
    name: "liuhen-fixtures",
    apply: "serve",
    async configureServer(vite) {
      const { answer } = (await vite.ssrLoadModule("/dev/fixture-server.ts")) as typeof import("./dev/fixture-server");
      vite.middlewares.use(answer);
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(server || mode === "test" ? [] : [fixtures()])],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    port: 5173,
    ...(server ? { proxy: { "/api": { target: server, changeOrigin: false } } } : {}),
  },
  build: {
    target: "chrome109",
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  // Some check a thousand signatures: a busy machine is slow, not wrong.
  test: { include: ["src/**/*.spec.ts", "src/**/*.spec.tsx", "verifier/**/*.spec.ts"], environment: "node", testTimeout: 60_000 },
}));
