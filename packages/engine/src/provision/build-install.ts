import { mkdtemp, readFile, readdir, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { hashFile, makeCacheDirectory } from "@infoplane/files";
import { compileBinding } from "./compile-binding.ts";
import { type Downloader, downloadWheel } from "./downloader.ts";
import { type Compiler, findCompiler } from "./find-compiler.ts";
import {
  type InstallManifest,
  type InstalledFile,
  type NativeInstall,
  bindingName,
  libraryFolder,
  manifestName,
} from "./install.ts";
import { noCompiler, noSpace } from "./messages.ts";
import type { NativePlace } from "./native-place.ts";
import { nvidiaWheels } from "./nvidia-wheels.ts";
import type { StepContext } from "./progress.ts";
import type { Release } from "./release.ts";
import { tryBinding } from "./try-binding.ts";
import { unpackWheel } from "./unpack-wheel.ts";
import { includeFolder, nvidiaFiles, tensorflowFiles } from "./wheel-layout.ts";

/** Peak disk space needed: the wheels and what is unpacked from them. */
const roomNeeded = { cpu: 1.3e9, gpu: 9e9 };

interface Libraries {
  readonly folder: string;
  readonly names: readonly string[];
  readonly include: string;
  readonly runtimePath: string;
  readonly files: readonly InstalledFile[];
  readonly source: string;
}

/**
 * Builds an install in a separate folder next to the final place, loads it once and then moves it there. The caller
 * holds the lock of the place, so older unfinished folders are leftovers and are removed.
 */
export async function buildInstall(
  place: NativePlace,
  downloaders: readonly Downloader[],
  context: StepContext,
): Promise<NativeInstall> {
  // 1. Checks that can fail cheaply come before any download.
  const compiler = await findCompiler(context.env);
  if (!compiler) throw new InfoplaneError(noCompiler(), exitCodes.wrongEnvironment);
  const building = await makeRoom(place);
  try {
    // 2. Libraries and headers: unpacked from wheels, or already on the machine.
    const { origin } = place;
    const libraries =
      origin.kind === "release"
        ? await unpackRelease(origin.release, place.downloads, downloaders, building, context)
        : {
            ...origin.library,
            folder: origin.library.libraryFolder,
            names: origin.library.libraries,
            runtimePath: origin.library.libraryFolder,
            files: [],
            source: origin.library.libraryFolder,
          };
    // 3. The binding: compiled, and loaded once in a separate process.
    const binding = await makeBinding(place, libraries, building, compiler, context);
    // 4. The manifest is the last file; then everything appears in one step.
    const manifest: InstallManifest = {
      format: 1,
      tensorflow: binding.version,
      variant: place.variant,
      platform: `${process.platform}-${process.arch}`,
      source: libraries.source,
      files: [...libraries.files, binding.file],
    };
    await writeFile(join(building, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    context.signal.throwIfAborted();
    await rename(building, place.directory);
    await rm(place.downloads, { recursive: true, force: true });
    context.report({ phase: "ready", message: `TensorFlow ${manifest.tensorflow} is ready` });
    return { directory: place.directory, binding: join(place.directory, bindingName), manifest };
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function makeRoom(place: NativePlace): Promise<string> {
  const parent = dirname(place.directory);
  const prefix = `.build-${basename(place.directory)}-`;
  for (const name of await readdir(parent))
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  await makeCacheDirectory(place.downloads);
  const { bavail, bsize } = await statfs(parent);
  const needed = place.origin.kind === "release" ? roomNeeded[place.variant] : 1e7;
  if (bavail * bsize < needed)
    throw new InfoplaneError(noSpace(parent, needed, bavail * bsize), exitCodes.wrongEnvironment);
  return await mkdtemp(join(parent, prefix));
}

async function unpackRelease(
  release: Release,
  downloads: string,
  downloaders: readonly Downloader[],
  building: string,
  context: StepContext,
): Promise<Libraries> {
  const metadataFile = "METADATA";
  const pick = tensorflowFiles(release);
  const wheel = await downloadWheel(release.wheels, downloaders, downloads, context);
  const files = await unpackWheel(
    wheel,
    building,
    (name) => (name.endsWith(`.dist-info/${metadataFile}`) ? metadataFile : pick(name)),
    context,
  );
  const nvidia: InstalledFile[] = [];
  if (release.variant === "gpu") {
    const metadata = await readFile(join(building, metadataFile), "utf8");
    for (const wanted of nvidiaWheels(metadata, release.wheels[0]?.platforms ?? [])) {
      const path = await downloadWheel([wanted], downloaders, downloads, context);
      nvidia.push(...(await unpackWheel(path, building, nvidiaFiles, context)));
    }
  }
  const shared = [...files, ...nvidia].filter(({ path }) => path.startsWith(`${libraryFolder}/`));
  return {
    folder: join(building, libraryFolder),
    names: [...nvidia.map(({ path }) => basename(path)), ...release.libraries],
    include: join(building, includeFolder),
    runtimePath: libraryFolder,
    files: shared,
    source: basename(wheel),
  };
}

async function makeBinding(
  place: NativePlace,
  libraries: Libraries,
  building: string,
  compiler: Compiler,
  context: StepContext,
): Promise<{ readonly file: InstalledFile; readonly version: string }> {
  const output = join(building, bindingName);
  const { include, runtimePath } = libraries;
  const job = { binding: place.binding, include, runtimePath, libraryFolder: libraries.folder, output };
  await compileBinding({ ...job, libraries: libraries.names }, compiler, context);
  const version = await tryBinding(output, context);
  const { size } = await stat(output);
  return { version, file: { path: bindingName, bytes: size, sha256: await hashFile(output, "sha256") } };
}
