import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitCodes, InfoplaneError, reasonOf } from "@infoplane/contracts";
import { messages } from "../messages.ts";

/**
 * First 16 hexadecimal digits of the SHA-256 of a module's code: its file, and those that it imports by relative paths,
 * statically or dynamically (`await import("./rule.ts")`). Installed packages are not read. Throws InfoplaneError
 * (`runtime/imports-unreadable`).
 */
export async function moduleDigest(path: string): Promise<string> {
  const folder = dirname(path);
  const files = await importedFrom(path, folder);
  if (files.length === 1) return digestOf(readFileSync(path));
  const digests = files.map((file) => `${file} ${digestOf(readFileSync(join(folder, file)))}`);
  return digestOf(digests.sort().join("\n"));
}

/** The files of that code: absolute paths. Throws InfoplaneError (`runtime/imports-unreadable`). */
export async function moduleFiles(path: string): Promise<string[]> {
  const folder = dirname(path);
  return (await importedFrom(path, folder)).map((file) => join(folder, file));
}

const digestOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 16);

/** A module and what it imports by relative paths, as a bundler resolves them: paths relative to its folder. */
async function importedFrom(path: string, folder: string): Promise<string[]> {
  const { build } = await import("esbuild");
  try {
    const { metafile } = await build({
      entryPoints: [path],
      absWorkingDir: folder,
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      metafile: true,
      write: false,
      logLevel: "silent",
    });
    return Object.keys(metafile.inputs);
  } catch (error) {
    const problem = messages.importsUnreadable(path, reasonOf(error));
    throw new InfoplaneError(problem, exitCodes.wrongExperiment, { cause: error });
  }
}
