import { type ViteUserConfig } from "vitest/config";
/**
 * One configuration for every package. Native add-ons crash in worker threads, so tests run in forked processes.
 * `engine`: the native engine is provisioned once before the tests, and not within the time of the first one.
 */
export declare function testConfig(root: string, { engine, include }?: {
    engine?: boolean | undefined;
    include?: string[] | undefined;
}): ViteUserConfig;
