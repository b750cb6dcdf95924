import { defineConfig, type ViteUserConfig } from "vitest/config";

/** One configuration for every package: native add-ons crash in worker threads, so tests run in forked processes. */
export function testConfig(root: string): ViteUserConfig {
  return defineConfig({
    test: {
      root,
      include: ["src/**/*.test.ts"],
      pool: "forks",
      testTimeout: 60_000,
      hookTimeout: 120_000,
      env: { TF_CPP_MIN_LOG_LEVEL: "2" },
      passWithNoTests: false,
    },
  });
}
