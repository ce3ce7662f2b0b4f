import { defineConfig } from "vitest/config";

/** The stories in a real browser against a running program; see `e2e/*.ts` for what it needs. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
