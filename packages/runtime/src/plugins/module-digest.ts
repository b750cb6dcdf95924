import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { exitCodes, InfoplaneError, reasonOf } from "@infoplane/contracts";
import { messages } from "../messages.ts";

/**
 * First 16 hexadecimal digits of the SHA-256 of a module's code: its file, and those that it imports by relative paths, at
 * once or later (`await import("./rule.ts")`). Installed packages are not read. Throws InfoplaneError
 * (`runtime/imports-unreadable`).
 */
export async function moduleDigest(path: string): Promise<string> {
  const files = await filesOf(path);
  if (files.length === 1) return digestOf(readFileSync(path));
  const folder = dirname(path);
  const digests = files.map((file) => `${relative(folder, file)} ${digestOf(readFileSync(file))}`);
  return digestOf(digests.sort().join("\n"));
}

const digestOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 16);

/** A module and what it imports by relative paths, as a bundler follows them. */
async function filesOf(path: string): Promise<string[]> {
  const { build } = await import("esbuild");
  const folder = dirname(path);
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
    return Object.keys(metafile.inputs).map((file) => join(folder, file));
  } catch (error) {
    const problem = messages.importsUnreadable(path, reasonOf(error));
    throw new InfoplaneError(problem, exitCodes.wrongExperiment, { cause: error });
  }
}
