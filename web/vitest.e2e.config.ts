import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** By name, not by what took long last time: stories share one county, so their order must not drift. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** The stories in a real browser against a running program; see `e2e/*.ts` for what it needs. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // What a page shows may wait for the server: a busy machine is slow, not wrong.
    expect: { poll: { timeout: 20_000 } },
    fileParallelism: false,
    sequence: { sequencer: ByName },
  },
});
