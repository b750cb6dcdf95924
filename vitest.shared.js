import { defineConfig } from "vitest/config";
/**
 * One configuration for every package. Native add-ons crash in worker threads, so tests run in forked processes.
 * `engine`: the native engine is provisioned once before the tests, and not within the time of the first one.
 */
export function testConfig(root, { engine = false, include = ["src/**/*.test.ts"] } = {}) {
    return defineConfig({
        test: {
            root,
            include,
            pool: "forks",
            testTimeout: 120_000,
            hookTimeout: 120_000,
            env: { TF_CPP_MIN_LOG_LEVEL: "2" },
            passWithNoTests: false,
            ...(engine && { globalSetup: [new URL("test/support/provision.ts", import.meta.url).pathname] }),
        },
    });
}
//# sourceMappingURL=vitest.shared.js.map