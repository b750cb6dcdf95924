import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { buildInstall } from "./build-install.ts";
import type { Downloader } from "./downloader.ts";
import { indexDownload } from "./index-download.ts";
import { forgetFailure, rememberFailure, throwRememberedFailure } from "./failure-memory.ts";
import { type NativeInstall, installState, verifyInstall } from "./install.ts";
import { cacheUnusable, damagedInstall } from "./messages.ts";
import { type PlaceOptions, nativePlace } from "./native-place.ts";
import { pipDownload } from "./pip-download.ts";
import type { ProvisionProgress, StepContext } from "./progress.ts";
import { removeInstall } from "./remove-install.ts";
import { withLock } from "./with-lock.ts";

export interface NativeOptions extends Partial<PlaceOptions> {
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
  /** Ways to get a wheel, in order. Default: pip, then the package index's JSON interface. */
  readonly downloaders?: readonly Downloader[];
  /** Hold every file against its hash first, and try again what is known to have failed here. Default false. */
  readonly thorough?: boolean;
}

/**
 * A libtensorflow ready to be loaded: the one in the user's cache, or a new one. A new one takes about 40 s and 274 MB
 * of download, then 860 MB on disk (the CUDA build several times as much). Safe when several processes ask at once.
 * Throws InfoplaneError (exit code 3) that says what is missing; what `signal` says when it falls.
 */
export async function ensureNative(options: NativeOptions = {}): Promise<NativeInstall> {
  const context: StepContext = {
    report: options.onProgress ?? (() => undefined),
    signal: options.signal ?? new AbortController().signal,
    env: options.env ?? process.env,
  };
  const place = nativePlace({ ...options, variant: options.variant ?? "cpu", env: context.env });
  const look = options.thorough ? verifyInstall : installState;
  const before = await look(place.directory);
  if (before.state === "ready") return before.install;
  if (options.thorough) forgetFailure(place.directory);
  else throwRememberedFailure(place.directory);
  try {
    return await withLock(place.directory, context, async (locked) => {
      const state = await look(place.directory);
      if (state.state === "ready") return state.install;
      if (state.state === "damaged") {
        locked.report({ phase: "unpack", message: damagedInstall(place.directory, state.what).message });
        await removeInstall(place.directory);
      }
      return await buildInstall(place, options.downloaders ?? [pipDownload, indexDownload()], locked);
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof InfoplaneError) {
      rememberFailure(place.directory, error);
      throw error;
    }
    throw new InfoplaneError(cacheUnusable(place.directory, error as Error), exitCodes.wrongEnvironment, {
      cause: error,
    });
  }
}
