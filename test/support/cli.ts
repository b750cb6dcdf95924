import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { root } from "./root.ts";

export { cliHere } from "./cli-here.ts";
export { root };

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `npx tsx run ...` as a user does, in its own process, by default in the repository. */
export function startCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd: string = root,
): { child: ChildProcess; ended: Promise<Ended> } {
  const tsx = import.meta.resolve("tsx");
  const child = spawn(process.execPath, ["--import", tsx, join(root, "run.ts"), ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startCli(args, env).ended;
}

/** When its standard error first contains the text; later occurrences, such as for a second cell, change nothing. */
export function whenSaid(child: ChildProcess, text: string): Promise<void> {
  let stderr = "";
  return new Promise((resolve, reject) => {
    child.once("close", () => reject(new Error(`it ended without saying "${text}":\n${stderr}`)));
    child.stderr?.on("data", function read(chunk: Buffer) {
      stderr += chunk.toString();
      if (!stderr.includes(text)) return;
      child.stderr?.off("data", read);
      resolve();
    });
  });
}

/** An empty folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
