import { spawnSync } from "node:child_process";
import { execa } from "execa";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import { acquireLock } from "@infoplane/files";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type NativeOptions, ensureNative } from "./ensure-native.ts";
import { indexDownload } from "./index-download.ts";
import { type NativeInstall, installState, verifyInstall } from "./install.ts";
import { compileFailed, compileStopped, loadStopped, noCompiler, wheelNotHad } from "./messages.ts";
import { findPip, pipDownload } from "./pip-download.ts";
import type { ProvisionProgress } from "./progress.ts";
import { type IndexServer, startIndexServer } from "./test/index-server.ts";
import { type TinyRelease, makeTinyRelease } from "./test/tiny-release.ts";

const pip = await findPip(process.env);
const root = mkdtempSync(join(tmpdir(), "infoplane-provision-"));
let tiny: TinyRelease;
let cache: string;
let index: IndexServer;

beforeAll(() => {
  tiny = makeTinyRelease(root);
});
beforeEach(async () => {
  cache = mkdtempSync(join(root, "cache-"));
  index = await startIndexServer([tiny.wheel, tiny.nvidia]);
});
afterEach(() => index.close());
afterAll(() => rmSync(root, { recursive: true }));

const seen: ProvisionProgress[] = [];
function install(options: NativeOptions = {}): Promise<NativeInstall> {
  seen.length = 0;
  return ensureNative({
    release: tiny.release,
    binding: tiny.binding,
    downloaders: [indexDownload(index.base)],
    onProgress: (progress) => seen.push(progress),
    ...options,
    env: { ...process.env, INFOPLANE_LIBTENSORFLOW: undefined, INFOPLANE_CACHE_DIR: cache, ...options.env },
  });
}

/** TensorFlow's version as reported by the installed binding, in a separate process. */
async function versionOf(binding: string): Promise<string> {
  const code = "process.stdout.write(require(process.argv[1]).TF_Version)";
  return (await execa(process.execPath, ["-e", code, binding])).stdout;
}

async function failure(promise: Promise<unknown>): Promise<InfoplaneError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InfoplaneError);
  return error as InfoplaneError;
}

const downloads = (): number => index.requests.filter((path) => path.startsWith("/files/")).length;

describe("ensureNative", () => {
  it("downloads, unpacks, compiles and loads; then takes it from the cache", async () => {
    const made = await install();
    expect(await versionOf(made.binding)).toBe("9.9.9");
    expect(made.manifest).toMatchObject({ tensorflow: "9.9.9", variant: "cpu", source: tiny.wheel.name });
    expect(made.manifest.files.map(({ path }) => path)).toEqual([
      "lib/libtensorflow_cc.so.2",
      "lib/libtensorflow_framework.so.2",
      "tfjs_binding.node",
    ]);
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(["download", "unpack", "compile", "ready"]);
    expect(seen.find(({ phase }) => phase === "download")?.total).toBe(tiny.wheel.content.length);
    // Only the install is left.
    expect(readdirSync(join(cache, "native"))).toEqual(["9.9.9-cpu-linux-x64-tiny"]);
    expect(readdirSync(join(cache, "downloads"))).toEqual([]);

    expect(await install()).toEqual(made);
    expect(seen).toEqual([]);
    expect(downloads()).toBe(1);
  });

  it("installs the CUDA libraries that the wheel requires, and loads them with the binding", async () => {
    const release = { ...tiny.release, variant: "gpu" } as const;
    const made = await install({ release, variant: "gpu" });
    expect(made.manifest.variant).toBe("gpu");
    expect(made.manifest.files.map(({ path }) => path)).toContain("lib/libcudart.so.12");
    const code = "require(process.argv[1]); process.stdout.write(require('fs').readFileSync('/proc/self/maps'))";
    const { stdout } = await execa(process.execPath, ["-e", code, made.binding]);
    expect(stdout).toContain(join(made.directory, "lib/libcudart.so.12"));
  });

  it("can be moved with its cache: the libraries are found relative to the binding", async () => {
    const made = await install();
    const moved = join(cache, "elsewhere");
    await execa("mv", [made.directory, moved]);
    expect(await versionOf(join(moved, "tfjs_binding.node"))).toBe("9.9.9");
  });

  it("takes a wheel from pip's own index", needs("pip", pip !== undefined), async () => {
    const links = join(cache, "links");
    mkdirSync(links);
    writeFileSync(join(links, tiny.wheel.name), tiny.wheel.content);
    const env = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: links, PIP_CONSTRAINT: undefined };
    const made = await install({ downloaders: [pipDownload], env });
    expect(await versionOf(made.binding)).toBe("9.9.9");
  });

  it("tries the next way of downloading when one fails, and gives all reasons if all do", async () => {
    const nowhere = indexDownload("http://127.0.0.1:9");
    await install({ downloaders: [nowhere, indexDownload(index.base)] });
    expect(downloads()).toBe(1);

    rmSync(join(cache, "native"), { recursive: true });
    const missing = { ...tiny.release, wheels: [{ project: "absent", version: "1", platforms: ["any"] }] };
    const error = await failure(install({ release: missing, downloaders: [indexDownload(index.base), nowhere] }));
    expect(error.exitCode).toBe(exitCodes.wrongEnvironment);
    expect(error.diagnostics[0]?.code).toBe(wheelNotHad("", []).code);
    expect(error.message).toContain("it has no file of absent 1");
    expect(error.message).toContain("127.0.0.1:9");
  });

  it("refuses a wheel that is not the published one", async () => {
    const pinned = { bytes: 1, sha256: "0".repeat(64) };
    const release = { ...tiny.release, wheels: tiny.release.wheels.map((wheel) => ({ ...wheel, pinned })) };
    const error = await failure(install({ release }));
    expect(error.diagnostics[0]?.code).toBe(wheelNotHad("", []).code);
    expect(error.message).toContain(pinned.sha256);
    expect(existsSync(join(cache, "native", "9.9.9-cpu-linux-x64-tiny"))).toBe(false);
  });

  it("reinstalls a damaged install and says so", async () => {
    const made = await install();
    truncateSync(join(made.directory, "lib/libtensorflow_cc.so.2"), 100);
    expect(installState(made.directory)).toMatchObject({ state: "damaged" });
    const again = await install();
    expect(seen[0]?.message).toContain("libtensorflow_cc.so.2 has 100 bytes");
    expect(await versionOf(again.binding)).toBe("9.9.9");
    expect(downloads()).toBe(2);

    rmSync(join(made.directory, "install.json"));
    await install();
    expect(await versionOf(again.binding)).toBe("9.9.9");
  });

  it("detects a changed byte if asked to be thorough", async () => {
    const made = await install();
    const library = join(made.directory, "lib/libtensorflow_framework.so.2");
    const content = readFileSync(library);
    content[content.length - 1]! ^= 1;
    writeFileSync(library, content);
    expect(installState(made.directory).state).toBe("ready");
    expect(await verifyInstall(made.directory)).toMatchObject({ state: "damaged" });
    await install({ thorough: true });
    expect((await verifyInstall(made.directory)).state).toBe("ready");
    expect(downloads()).toBe(2);
  });

  it("needs a compiler, and says so before it downloads", async () => {
    const error = await failure(install({ env: { PATH: cache } }));
    expect(error.diagnostics).toEqual([noCompiler()]);
    expect(index.requests).toEqual([]);
  });

  it("remembers a failed compilation until it is told to try again", async () => {
    const broken = join(cache, "broken.cc");
    writeFileSync(broken, "this is no C++\n");
    const binding = { ...tiny.binding, files: [broken] };
    const code = compileFailed("", "").code;
    expect((await failure(install({ binding }))).diagnostics[0]?.code).toBe(code);
    const before = downloads();
    expect((await failure(install({ binding }))).diagnostics[0]?.code).toBe(code);
    expect(seen).toEqual([]);
    writeFileSync(broken, readFileSync(tiny.binding.files[0]!));
    await install({ binding, thorough: true });
    // The wheel was kept from the first attempt.
    expect(downloads()).toBe(before);
    expect(existsSync(join(cache, "native", "9.9.9-cpu-linux-x64-tiny.failed.json"))).toBe(false);
  });

  it.each([
    ["the compiler was", "kill -INT $$"],
    ["the program under it was", "echo 'g++: fatal error: Killed signal terminated program cc1plus' >&2; exit 1"],
  ])("does not remember a compilation if %s stopped by a signal", async (_, end) => {
    const compiler = join(cache, "stopped-g++");
    writeFileSync(compiler, `#!/bin/sh\n[ "$1" = --version ] && exec g++ --version\n${end}\n`, { mode: 0o755 });
    const error = await failure(install({ env: { CXX: compiler } }));
    expect(error.diagnostics[0]?.code).toBe(compileStopped("", "").code);
    expect(await versionOf((await install()).binding)).toBe("9.9.9");
  });

  it("does not remember a first load that was stopped by a signal from outside", async () => {
    const stopped = join(cache, "stopped.cc");
    const source = readFileSync(tiny.binding.files[0]!, "utf8");
    writeFileSync(
      stopped,
      `#include <csignal>\n${source.replace("napi_value value;", "raise(SIGTERM); napi_value value;")}`,
    );
    const error = await failure(install({ binding: { ...tiny.binding, files: [stopped] } }));
    expect(error.diagnostics[0]?.code).toBe(loadStopped("").code);
    expect(await versionOf((await install()).binding)).toBe("9.9.9");
  });

  it("only compiles if the user names a libtensorflow", async () => {
    const env = { INFOPLANE_LIBTENSORFLOW: tiny.unpacked };
    const made = await install({ env });
    expect(await versionOf(made.binding)).toBe("9.9.9");
    expect(made.manifest.files.map(({ path }) => path)).toEqual(["tfjs_binding.node"]);
    expect(index.requests).toEqual([]);
    const error = await failure(install({ env: { INFOPLANE_LIBTENSORFLOW: cache } }));
    expect(error.diagnostics[0]?.code).toBe("engine/named-library");
  });

  it("takes over from a process that died while installing", async () => {
    const key = join(cache, "native", "9.9.9-cpu-linux-x64-tiny");
    mkdirSync(join(cache, "native"));
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(`${key}.lock`, JSON.stringify({ pid, host: hostname(), start: "1" }));
    mkdirSync(join(cache, "native", ".build-9.9.9-cpu-linux-x64-tiny-dead00", "lib"), { recursive: true });
    await install();
    expect(readdirSync(join(cache, "native"))).toEqual(["9.9.9-cpu-linux-x64-tiny"]);
  });

  it("stops when it is told to, and leaves nothing half done", async () => {
    const stop = new AbortController();
    const onProgress = ({ phase }: ProvisionProgress): void => {
      if (phase === "unpack") stop.abort(new Error("enough"));
    };
    await expect(install({ signal: stop.signal, onProgress })).rejects.toThrow("enough");
    expect(readdirSync(join(cache, "native"))).toEqual([]);
  });

  it("waits while another one installs, and says so", async () => {
    const key = join(cache, "native", "9.9.9-cpu-linux-x64-tiny");
    mkdirSync(join(cache, "native"));
    const lock = await acquireLock(`${key}.lock`);
    let made: Promise<NativeInstall> | undefined;
    await new Promise<void>((resolve) => {
      made = install({ onProgress: ({ phase }) => (phase === "waiting" ? resolve() : undefined) });
    });
    expect(index.requests).toEqual([]);
    await lock.release();
    expect(await versionOf((await made!).binding)).toBe("9.9.9");
  });

  it("installs once if two processes ask at the same time", async () => {
    const job = JSON.stringify({ release: tiny.release, binding: tiny.binding, base: index.base });
    const script = join(import.meta.dirname, "test/install-tiny.ts");
    const options = { cwd: import.meta.dirname, env: { INFOPLANE_CACHE_DIR: cache } };
    const run = () => execa(process.execPath, ["--import", "tsx", script, job], options);
    const outputs = (await Promise.all([run(), run()])).map(({ stdout }) => stdout.split("\n"));
    const compiled = outputs.filter((lines) => lines.some((line) => line.includes('"compile"')));
    expect(compiled).toHaveLength(1);
    expect(downloads()).toBe(1);
    expect(outputs[0]?.at(-1)).toBe(outputs[1]?.at(-1));
    expect(await versionOf((JSON.parse(outputs[0]!.at(-1)!) as NativeInstall).binding)).toBe("9.9.9");
  });
});
