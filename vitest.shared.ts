import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
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
      env: { TF_CPP_MIN_LOG_LEVEL: "2", NO_COLOR: "1", ...temporary() },
      passWithNoTests: false,
      ...(engine && { globalSetup: [new URL("test/support/provision.ts", import.meta.url).pathname] }),
    },
  });
}

/**
 * A folder for what tests write, in memory where there is enough: runs are stored durably, and a disk takes a hundred times
 * as long to sync. One for all packages, since each has its configuration loaded in one process.
 */
function temporary(): Record<string, string> {
  const shared = globalThis as { infoplaneTests?: string };
  if (shared.infoplaneTests === undefined) {
    const [memory, leastBytes] = ["/dev/shm", 4 * 2 ** 30];
    if (process.env["TMPDIR"] !== undefined || !isFree(memory, leastBytes)) return {};
    const folder = mkdtempSync(`${memory}/infoplane-tests-`);
    // Some tests are another user for a moment.
    chmodSync(folder, 0o755);
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    shared.infoplaneTests = folder;
  }
  return { TMPDIR: shared.infoplaneTests };
}

/** Whether a file system in memory is mounted there, with room, from which programs may be started. */
function isFree(place: string, bytes: number): boolean {
  try {
    const mount = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .findLast((line) => line.split(" ")[1] === place);
    const { bsize, bavail } = statfsSync(place);
    return mount !== undefined && !/[ ,]noexec[ ,]/.test(mount) && bsize * bavail >= bytes;
  } catch {
    return false;
  }
}
