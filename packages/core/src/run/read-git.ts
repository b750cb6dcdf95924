import { readFile, realpath } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import type { Manifest } from "@infoplane/contracts";
import { createPatch } from "diff";
import { git } from "./git.ts";

const largestFile = 1024 * 1024;

/**
 * Commit and branch of the repository around `directory`, and how `files` differ from that commit: only those, since
 * other files there may be secret. New files are listed at the end. undefined outside a repository, before its first
 * commit or without git. Runs nothing that the repository names.
 */
export async function readGit(directory: string, files: readonly string[]): Promise<Manifest["git"]> {
  try {
    const lines = await git(directory, "rev-parse", "HEAD", "--abbrev-ref", "HEAD", "--show-toplevel");
    const [commit, branch, top] = lines.trim().split("\n");
    if (commit === undefined || branch === undefined || top === undefined) return undefined;
    const root = await realpath(top);
    const changes = await Promise.all([...new Set(files)].map((file) => changeOf(resolve(directory, file), root)));
    const told = changes.filter((change) => change !== undefined);
    const [changed, added] = [told.filter((one) => !isNew(one)), told.filter(isNew)];
    return { commit, branch, diff: [...changed, ...added].join("") };
  } catch {
    return undefined;
  }
}

const newFile = "# untracked: ";
const isNew = (change: string): boolean => change.startsWith(newFile);

/** In the format of `git diff`, of the committed bytes and those on disk; undefined for a file outside. */
async function changeOf(file: string, root: string): Promise<string | undefined> {
  const place = await realpath(file).catch(() => undefined);
  const from = place === undefined ? ".." : relative(root, place);
  if (place === undefined || from === ".." || from.startsWith(`..${sep}`) || resolve(from) === from) return undefined;
  const name = from.replaceAll(sep, "/");
  // Plain bytes: `git diff` would run the repository's filters over the files.
  const committed = await git(dirname(place), "cat-file", "blob", `HEAD:${name}`).catch(() => undefined);
  if (committed === undefined) return `${newFile}${name}\n`;
  const now = await readFile(place, "utf8");
  if (now === committed) return "";
  if (Math.max(now.length, committed.length) > largestFile) return `# the diff of ${name} is too large to keep\n`;
  return createPatch(name, committed, now, "HEAD", "uncommitted");
}
