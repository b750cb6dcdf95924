import { defineConfig, type ViteUserConfig } from "vitest/config";

/**
 * One configuration for every package. Native add-ons crash in worker threads, so tests run in forked processes.
 * `engine`: the native engine is provisioned once before the tests, and not within the time of the first one; each file
 * has a process of its own, for a process has one engine. Other files share processes and what they have loaded.
 */
export function testConfig(root: string, { engine = false, include = ["src/**/*.test.ts"] } = {}): ViteUserConfig {
  return defineConfig({
    test: {
      root,
      include,
      pool: "forks",
      isolate: engine,
      testTimeout: 300_000,
      hookTimeout: 300_000,
      // Picocolors takes CI for a terminal that shows colours.
      env: { TF_CPP_MIN_LOG_LEVEL: "2", NO_COLOR: "1" },
      passWithNoTests: false,
      ...(engine && { globalSetup: [new URL("test/support/provision.ts", import.meta.url).pathname] }),
    },
  });
}
