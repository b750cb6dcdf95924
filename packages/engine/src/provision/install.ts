import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashFile } from "@infoplane/files";
import type { NativeVariant } from "./release.ts";

export interface InstalledFile {
  /** Relative to the install. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Written last: an install without it is incomplete. */
export interface InstallManifest {
  readonly format: 1;
  readonly tensorflow: string;
  readonly variant: NativeVariant;
  readonly platform: string;
  /** Where the libraries came from: a wheel's file name, or the folder that the user named. */
  readonly source: string;
  /** The libraries and the compiled binding. */
  readonly files: readonly InstalledFile[];
}

/** A libtensorflow that can be loaded into Node. */
export interface NativeInstall {
  readonly directory: string;
  /** Path of the compiled binding, for `loadNative`. */
  readonly binding: string;
  readonly manifest: InstallManifest;
}

export type InstallState =
  | { readonly state: "absent" }
  | { readonly state: "ready"; readonly install: NativeInstall }
  | { readonly state: "damaged"; readonly what: string };

export const manifestName = "install.json";
export const bindingName = "tfjs_binding.node";
export const libraryFolder = "lib";

/** Checks an install without reading its libraries: manifest and sizes. Takes well under a millisecond. */
export function installState(directory: string): InstallState {
  if (!exists(directory)) return { state: "absent" };
  const manifest = readManifest(directory);
  if (!manifest) return { state: "damaged", what: `${manifestName} is missing or can't be read` };
  for (const file of manifest.files) {
    const bytes = exists(join(directory, file.path))?.size;
    if (bytes === undefined) return { state: "damaged", what: `${file.path} is missing` };
    if (bytes !== file.bytes)
      return { state: "damaged", what: `${file.path} has ${bytes} bytes where ${file.bytes} were installed` };
  }
  return { state: "ready", install: { directory, binding: join(directory, bindingName), manifest } };
}

/** Like `installState`, but also verifies the SHA-256 of every file: reads about 850 MB. */
export async function verifyInstall(directory: string): Promise<InstallState> {
  const state = installState(directory);
  if (state.state !== "ready") return state;
  for (const file of state.install.manifest.files)
    if ((await hashFile(join(directory, file.path), "sha256")) !== file.sha256)
      return { state: "damaged", what: `the content of ${file.path} is not what was installed` };
  return state;
}

const exists = (path: string) => statSync(path, { throwIfNoEntry: false });

function readManifest(directory: string): InstallManifest | undefined {
  try {
    const value = JSON.parse(readFileSync(join(directory, manifestName), "utf8")) as Partial<InstallManifest> | null;
    return value?.format === 1 && Array.isArray(value.files) ? (value as InstallManifest) : undefined;
  } catch {
    return undefined;
  }
}
