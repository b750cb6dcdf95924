import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { makeCacheDirectory } from "@infoplane/files";
import type { Downloader } from "./downloader.ts";
import { elsewhere } from "./elsewhere.ts";
import type { StepContext } from "./progress.ts";
import type { Wheel } from "./release.ts";

/**
 * -I: without it Python imports modules from the current folder first, which may contain a `pip.py`. `pip` itself is
 * started without it, and imports from the current folder if PYTHONPATH has an empty entry: see {@link elsewhere}.
 */
const commands: readonly (readonly [string, ...string[]])[] = [["python3", "-I", "-m", "pip"], ["pip"], ["pip3"]];

/** The first pip that responds, as a command and its leading arguments, with the first line of its `--version`. */
export async function findPip(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly command: readonly [string, ...string[]]; readonly version: string } | undefined> {
  for (const command of commands) {
    const [file, ...args] = command;
    const answer = await execa(file, [...args, "--version"], { ...elsewhere, env, extendEnv: false, reject: false });
    if (!answer.failed) return { command, version: answer.stdout.split("\n")[0] ?? "" };
  }
  return undefined;
}

/** Lets pip download the wheel: it knows the user's own index, proxy and certificates, and checks the index's hash. */
export const pipDownload: Downloader = {
  name: "pip",
  async fetch(wheel, into, context) {
    const pip = await findPip(context.env);
    if (!pip) throw new Error("neither python3 -m pip, pip nor pip3 is there");
    // pip downloads into its temporary folder and moves the complete file: watched there for the progress.
    const temporary = join(into, "pip");
    await makeCacheDirectory(temporary);
    const stop = watchSize(temporary, wheel, context);
    try {
      const [file, ...args] = pip.command;
      const env = { ...context.env, TMPDIR: temporary };
      const options = { ...elsewhere, env, extendEnv: false, cancelSignal: context.signal, reject: false } as const;
      const done = await execa(file, [...args, ...pipArguments(wheel, into)], options);
      if (done.failed) throw new Error(lastError(done.stderr) ?? done.shortMessage);
    } finally {
      stop();
      await rm(temporary, { recursive: true, force: true });
    }
    const found = (await readdir(into)).find((name) => name.endsWith(".whl"));
    if (found === undefined) throw new Error("it ended without a file");
    return join(into, found);
  },
};

function pipArguments(wheel: Wheel, into: string): string[] {
  return [
    ...["download", "--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp"],
    ...["--abi", "cp311", ...wheel.platforms.flatMap((platform) => ["--platform", platform])],
    ...["--no-cache-dir", "--progress-bar", "off", "--no-input", "--disable-pip-version-check"],
    ...["--dest", into, `${wheel.project}==${wheel.version}`],
  ];
}

/** pip also prints warnings about indexes it could not reach before another one responded: only errors count. */
function lastError(output: string): string | undefined {
  const lines = output.split("\n").filter((line) => line.startsWith("ERROR:"));
  return lines.at(-1)?.replace(/^ERROR:\s*/, "");
}

function watchSize(folder: string, wheel: Wheel, context: StepContext): () => void {
  const message = `downloading ${wheel.project} ${wheel.version} with pip`;
  const total = wheel.pinned && { total: wheel.pinned.bytes };
  context.report({ phase: "download", done: 0, ...total, message });
  const timer = setInterval(() => {
    void sizeOf(folder).then((done) => context.report({ phase: "download", done, ...total, message }));
  }, 500);
  return () => clearInterval(timer);
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
