import { join } from "node:path";
import { rm } from "node:fs/promises";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { hashFile, makeCacheDirectory } from "@infoplane/files";
import { wheelNotHad } from "./messages.ts";
import type { StepContext } from "./progress.ts";
import type { Wheel } from "./release.ts";

/** One way to get a wheel. Returns the path of the file; throws an Error that says why it could not. */
export interface Downloader {
  readonly name: string;
  fetch(wheel: Wheel, into: string, context: StepContext): Promise<string>;
}

/** Gets the first of `wheels` that any of the downloaders provides. Throws InfoplaneError with all reasons. */
export async function downloadWheel(
  wheels: readonly Wheel[],
  downloaders: readonly Downloader[],
  into: string,
  context: StepContext,
): Promise<string> {
  const reasons: string[] = [];
  for (const wheel of wheels) {
    for (const downloader of downloaders) {
      const folder = join(into, `${wheel.project}-${wheel.version}`);
      await makeCacheDirectory(folder);
      try {
        const path = await downloader.fetch(wheel, folder, context);
        await checkPinned(path, wheel);
        return path;
      } catch (error) {
        context.signal.throwIfAborted();
        reasons.push(`${downloader.name}: ${(error as Error).message}`);
      }
    }
  }
  const wanted = wheels.map(({ project, version }) => `${project} ${version}`).join(" or ");
  throw new InfoplaneError(wheelNotHad(wanted, reasons), exitCodes.wrongEnvironment);
}

async function checkPinned(path: string, wheel: Wheel): Promise<void> {
  if (!wheel.pinned) return;
  const found = await hashFile(path, "sha256");
  if (found === wheel.pinned.sha256) return;
  await rm(path);
  throw new Error(`the file has SHA-256 ${found} where ${wheel.pinned.sha256} was published`);
}
