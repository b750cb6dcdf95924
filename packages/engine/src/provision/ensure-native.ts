import { rm } from "node:fs/promises";
import type { Downloader } from "./downloader.ts";
import { forgetFailure, throwRememberedFailure } from "./failure-memory.ts";
import { installState, verifyInstall, type NativeInstall } from "./install.ts";
import { nativePlace, type PlaceOptions } from "./native-place.ts";
import { findNvidiaDevice } from "./nvidia-device.ts";
import type { ProvisionProgress, StepContext } from "./progress.ts";

export interface NativeOptions extends Partial<PlaceOptions> {
  /** Called at most about a hundred times per file. */
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
  /** Ways to get a wheel, in order. Default: pip, then the package index's JSON interface. */
  readonly downloaders?: readonly Downloader[];
  /** Verify the hash of every file first, and retry what is known to have failed here. Default false. */
  readonly thorough?: boolean;
}

/**
 * A libtensorflow ready to be loaded: the one in the user's cache, or a new one. A new one takes about 40 s, 274 MB of
 * download and 860 MB on disk (the CUDA build several times as much). Safe to call from several processes at once.
 * Throws InfoplaneError (exit code 3) that says what is missing, or the reason of `signal` if it aborts.
 */
export async function ensureNative(options: NativeOptions = {}): Promise<NativeInstall> {
  const context: StepContext = {
    report: thinProgress(options.onProgress ?? (() => undefined)),
    signal: options.signal ?? new AbortController().signal,
    env: options.env ?? process.env,
  };
  const variant = options.variant ?? ((await findNvidiaDevice(context.env)) ? "gpu" : "cpu");
  const place = nativePlace({ ...options, variant, env: context.env });
  const look = options.thorough ? verifyInstall : installState;
  const before = await look(place.directory);
  if (before.state === "ready") {
    // A process that was killed right after putting the install in place left its wheels behind.
    if (options.thorough) await rm(place.downloads, { recursive: true, force: true });
    return before.install;
  }
  if (options.thorough) forgetFailure(place.directory);
  else throwRememberedFailure(place.directory);
  // Loaded only now: starting from the cache doesn't need it.
  const { installLocked } = await import("./install-locked.ts");
  return await installLocked(place, look, options.downloaders, context);
}

type Report = (progress: ProvisionProgress) => void;

/** Bytes between two reports if the total is unknown. */
const strideWithoutTotal = 4e6;

/** Passes on only relevant changes: a new message, or another hundredth of the bytes. */
export function thinProgress(report: Report): Report {
  let last: ProvisionProgress | undefined;
  return (progress) => {
    const { phase, message, done = 0, total } = progress;
    const stride = total === undefined ? strideWithoutTotal : total / 100;
    const same = last?.phase === phase && last.message === message;
    const complete = done === total && last?.done !== done;
    if (same && !complete && done - (last?.done ?? 0) < stride) return;
    last = progress;
    report(progress);
  };
}
