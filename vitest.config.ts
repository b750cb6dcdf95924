import { defineConfig } from "vitest/config";

/** On every core: by default Vitest leaves one free, which on two cores is half of them. */
export default defineConfig({
  test: { maxWorkers: "100%", projects: ["packages/*/vitest.config.ts", "test/vitest.config.ts"] },
});
