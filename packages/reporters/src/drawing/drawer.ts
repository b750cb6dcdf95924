import { fork, type ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { reasonOf } from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { Drawing, DrawingJob } from "./drawing-job.ts";
import { memoryLimit } from "./limits.ts";

/** How the drawing process is started. */
export interface DrawerOptions {
  /** Node, or its replacement. */
  readonly execPath?: string;
  /** Megabytes. */
  readonly memory?: number;
  /** Seconds that it has to become ready. */
  readonly timeout?: number;
  /** Seconds without work after which it ends. */
  readonly idle?: number;
}

/**
 * Draws figures in a separate process, one after the other: a figure that never ends or runs out of memory ends only
 * that process. It is started for the first figure, again after a fault, and ends when idle.
 */
export class Drawer {
  readonly #options: Required<DrawerOptions>;
  #child: ChildProcess | undefined;
  #said = "";
  #last: Promise<unknown> = Promise.resolve();
  #rest: NodeJS.Timeout | undefined;

  constructor({ execPath = process.execPath, memory = memoryLimit, timeout = 120, idle = 10 }: DrawerOptions = {}) {
    this.#options = { execPath, memory, timeout, idle };
  }

  /** Starts the process ahead of the first figures: starting takes as long as drawing many of them. */
  warm(): void {
    this.#last = this.#last.then(async () => {
      clearTimeout(this.#rest);
      // A failure to start is reported for the first figure.
      await this.#ready().catch(() => this.#end());
      this.#rests();
    });
  }

  /** Never throws: a figure that can't be drawn has a problem. */
  draw(job: DrawingJob): Promise<Drawing> {
    const drawing = this.#last.then(() => this.#draw(job));
    this.#last = drawing;
    return drawing;
  }

  async #draw(job: DrawingJob): Promise<Drawing> {
    clearTimeout(this.#rest);
    try {
      const child = await this.#ready();
      const { time } = job.limits;
      return (await this.#answer(child, time, messages.tookTooLong(time), () => child.send(job))) as Drawing;
    } catch (error) {
      this.#end();
      return { problem: reasonOf(error) };
    } finally {
      this.#rests();
    }
  }

  #rests(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#end(), this.#options.idle * 1000).unref();
  }

  async #ready(): Promise<ChildProcess> {
    if (this.#child?.connected === false) this.#end();
    return (this.#child ??= await this.#start());
  }

  async #start(): Promise<ChildProcess> {
    const { timeout } = this.#options;
    try {
      const child = this.#fork();
      this.#child = child;
      await this.#answer(child, timeout, messages.slowDrawer(timeout));
      return child;
    } catch (error) {
      throw new Error(messages.noDrawer(reasonOf(error)), { cause: error });
    }
  }

  #fork(): ChildProcess {
    const { execPath, memory } = this.#options;
    const child = fork(fileURLToPath(new URL("./drawing-process.ts", import.meta.url)), {
      execPath,
      execArgv: [...loading(), `--max-old-space-size=${memory}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // Its own process group: Ctrl-C is for the run, which still has its report to write.
      detached: true,
    });
    this.#said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#said = (this.#said + text).slice(-4000)));
    child.on("error", () => undefined);
    // While a figure is drawn, a timer keeps this process alive; nothing else of the child does.
    child.unref();
    child.channel?.unref();
    (child.stderr as Socket | null)?.unref();
    return child;
  }

  /** The next message of the process. Throws if it ends first, or takes longer. */
  async #answer(child: ChildProcess, seconds: number, late: string, ask?: () => void): Promise<unknown> {
    const { promise, resolve, reject } = deferred<unknown>();
    const onEnd = (code: number | null, signal: string | null): void => reject(new Error(this.#endOf(code, signal)));
    const timer = setTimeout(() => reject(new Error(late)), seconds * 1000);
    child.once("message", resolve).once("error", reject).once("close", onEnd);
    try {
      ask?.();
      return await promise;
    } finally {
      clearTimeout(timer);
      child.off("message", resolve).off("error", reject).off("close", onEnd);
    }
  }

  #endOf(code: number | null, signal: string | null): string {
    if (/heap out of memory|allocation failed/i.test(this.#said)) return messages.tookTooMuch(this.#options.memory);
    return messages.drawerDied(signal ?? `exit code ${code ?? "unknown"}`, this.#said.trim());
  }

  #end(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
  }
}

/** The only drawer of this program. */
export const drawer = new Drawer();

/** The loader of this program's sources: that of this process, or tsx if something else loads them here. */
function loading(): string[] {
  const given = process.execArgv.filter((argument) => !/^--(?:inspect|max-old-space-size)/.test(argument));
  return given.some((argument) => argument.includes("tsx"))
    ? given
    : [...given, "--import", import.meta.resolve("tsx")];
}

function deferred<T>() {
  let settle: { resolve: (value: T) => void; reject: (error: Error) => void } | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, resolve: (value: T) => settle?.resolve(value), reject: (error: Error) => settle?.reject(error) };
}
