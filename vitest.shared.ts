import { defineConfig, type ViteUserConfig } from "vitest/config";

/**
 * One configuration for every package. Native add-ons crash in worker threads, so tests run in forked processes.
 * `engine`: the native engine is provisioned once before the tests, and not within the time of the first one.
 */
export function testConfig(root: string, { engine = false, include = ["src/**/*.test.ts"] } = {}): ViteUserConfig {
  return defineConfig({
    test: {
      root,
      include,
      pool: "forks",
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // Picocolors takes CI for a terminal that shows colours.
      env: { TF_CPP_MIN_LOG_LEVEL: "2", NO_COLOR: "1" },
      passWithNoTests: false,
      ...(engine && { globalSetup: [new URL("test/support/provision.ts", import.meta.url).pathname] }),
    },
  });
}
