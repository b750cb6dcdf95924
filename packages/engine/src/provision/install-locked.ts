import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { makeCacheDirectory, withLock } from "@infoplane/files";
import { buildInstall } from "./build-install.ts";
import type { Downloader } from "./downloader.ts";
import { rememberFailure } from "./failure-memory.ts";
import { indexDownload } from "./index-download.ts";
import type { InstallState, NativeInstall } from "./install.ts";
import { cacheUnusable, damagedInstall, stillWaiting } from "./messages.ts";
import type { NativePlace } from "./native-place.ts";
import { pipDownload } from "./pip-download.ts";
import type { StepContext } from "./progress.ts";

/** Installs under the lock of the place, unless another process just did. Throws like `ensureNative`. */
export async function installLocked(
  place: NativePlace,
  look: (directory: string) => InstallState | Promise<InstallState>,
  downloaders: readonly Downloader[] = [pipDownload, indexDownload()],
  context: StepContext,
): Promise<NativeInstall> {
  try {
    await makeCacheDirectory(dirname(place.directory));
    const onWait = (): void => context.report({ phase: "waiting", message: stillWaiting });
    return await withLock(`${place.directory}.lock`, { signal: context.signal, onWait }, async (signal) => {
      const state = await look(place.directory);
      if (state.state === "ready") return state.install;
      if (state.state === "damaged") {
        context.report({ phase: "unpack", message: damagedInstall(place.directory, state.what).message });
        await removeInstall(place.directory);
      }
      return await buildInstall(place, downloaders, { ...context, signal });
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

/** Removes an install in one step for all others: a process that has its libraries loaded keeps them. */
async function removeInstall(directory: string): Promise<void> {
  const aside = `${directory}.removed-${process.pid}`;
  await rename(directory, aside);
  await rm(aside, { recursive: true, force: true });
}
