import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { counted, type Manifest } from "@infoplane/contracts";

const run = promisify(execFile);
const largestOutput = 64 * 1024 * 1024;
const largestDiff = 1024 * 1024;
const mostNames = 100;

/**
 * Commit, branch and uncommitted changes of the repository around `directory`; undefined outside a repository, before
 * its first commit or without git. The first new files are listed by name at the end of the diff. `paths`: only changes
 * there count, from `directory`.
 */
export async function readGit(directory: string, paths: readonly string[] = []): Promise<Manifest["git"]> {
  try {
    const commit = (await git(directory, "rev-parse", "HEAD")).trim();
    const branch = (await git(directory, "rev-parse", "--abbrev-ref", "HEAD")).trim();
    const changes = await git(directory, "diff", "HEAD", "--", ...paths).catch(
      () => "# the diff is too large to keep\n",
    );
    const added = await git(directory, "ls-files", "--others", "--exclude-standard", "--", ...paths).catch(() => "");
    return { commit, branch, diff: shortened(changes) + untracked(added.split("\n").filter((name) => name !== "")) };
  } catch {
    return undefined;
  }
}

async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  const { stdout } = await run("git", [...args], { cwd: directory, env, maxBuffer: largestOutput });
  return stdout;
}

/** Not all of them: a folder of images may lie there. */
function untracked(names: readonly string[]): string {
  const lines = names.slice(0, mostNames).map((name) => `# untracked: ${name}\n`);
  if (names.length > mostNames) lines.push(`# untracked: ${counted(names.length - mostNames, "more file")}\n`);
  return lines.join("");
}

function shortened(diff: string): string {
  return diff.length <= largestDiff ? diff : `${diff.slice(0, largestDiff)}\n# the rest of the diff is left out\n`;
}
