import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureNative } from "./ensure-native.ts";
import { installState, verifyInstall, type NativeInstall } from "./install.ts";
import type { ProvisionProgress } from "./progress.ts";
import { type IndexServer, startIndexServer } from "./test/index-server.ts";
import { type TinyRelease, makeTinyRelease } from "./test/tiny-release.ts";

// Not part of `npm test` because of its duration: npm run test:faults.
const key = "9.9.9-cpu-linux-x64-tiny";
const rounds = 4;
const root = mkdtempSync(join(tmpdir(), "infoplane-provision-kills-"));
const lethal = join(import.meta.dirname, "../../../../test/support/lethal.ts");
let tiny: TinyRelease;
let index: IndexServer;
beforeAll(async () => {
  tiny = makeTinyRelease(root);
  index = await startIndexServer([tiny.wheel, tiny.nvidia]);
  index.slowness = 400;
});
afterAll(async () => {
  await index.close();
  rmSync(root, { recursive: true });
});

/** One kill: milliseconds after the first sign of work, or before the n-th operation on files of the cache; or none. */
interface Kill {
  readonly after?: number;
  readonly operations?: number;
}

/** Installs in a separate process. `phase`: the last one that it reported. */
async function install(
  cache: string,
  { after, operations }: Kill,
): Promise<{ phase: string; last: string; code: number | null }> {
  const job = JSON.stringify({ release: tiny.release, binding: tiny.binding, base: index.base });
  const hooked = operations === undefined ? [] : ["--import", lethal];
  const script = join(import.meta.dirname, "test/install-tiny.ts");
  const child = spawn(process.execPath, ["--import", "tsx", ...hooked, script, job], {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      INFOPLANE_LIBTENSORFLOW: "",
      INFOPLANE_CACHE_DIR: cache,
      ...(operations !== undefined && { LETHAL_OPERATIONS: String(operations), LETHAL_PATH: cache }),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (text === "" && after !== undefined) setTimeout(() => child.kill("SIGKILL"), after);
    text += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines = text.split("\n").filter((line) => line.endsWith("}"));
  const told = lines.map((line) => JSON.parse(line) as Partial<ProvisionProgress>);
  return { phase: told.findLast(({ phase }) => phase)?.phase ?? "before", last: lines.at(-1) ?? "", code };
}

it(
  "is killed at any moment and run again: the install is complete or absent, and complete in the end",
  { timeout: 300_000 },
  async () => {
    const phases: Record<string, number> = {};
    let kills = 0;
    for (let round = 0; round < rounds; round++) {
      const cache = join(root, `cache-${round}`);
      mkdirSync(cache);
      // Spread over the whole process: about half a second each of download and compiling, and some 15 operations.
      const plan: Kill[] = [
        { after: 40 + 110 * round },
        { operations: 1 + round },
        { after: 480 + 130 * round },
        { operations: 6 + 2 * round },
      ];
      for (const kill of plan) {
        const { phase, code } = await install(cache, kill);
        const state = installState(join(cache, "native", key));
        expect(state.state).not.toBe("damaged");
        if (code === 0) break;
        kills++;
        phases[phase] = (phases[phase] ?? 0) + 1;
      }
      const { code, last } = await install(cache, {});
      expect(code).toBe(0);
      expect((await verifyInstall(join(cache, "native", key))).state).toBe("ready");
      const { binding } = JSON.parse(last) as NativeInstall;
      const script = "process.stdout.write(require(process.argv[1]).TF_Version)";
      expect((await execa(process.execPath, ["-e", script, binding])).stdout).toBe("9.9.9");
      // Nothing of the killed processes is left, except perhaps a dead lock, and wheels until the next repair.
      expect(readdirSync(join(cache, "native")).filter((name) => !name.startsWith(`${key}.lock`))).toEqual([key]);
      const env = { ...process.env, INFOPLANE_LIBTENSORFLOW: undefined, INFOPLANE_CACHE_DIR: cache };
      await ensureNative({ release: tiny.release, binding: tiny.binding, downloaders: [], env, thorough: true });
      expect(existsSync(join(cache, "downloads", key))).toBe(false);
    }
    console.info(`${kills} kills of provisioning, in: ${JSON.stringify(phases)}`);
    expect(kills).toBeGreaterThan(2 * rounds);
    expect(Object.keys(phases)).toEqual(expect.arrayContaining(["download", "compile"]));
  },
);
