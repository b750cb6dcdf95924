import { createHash } from "node:crypto";
import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { counted, type ProgramState } from "@infoplane/contracts";
import { git } from "@infoplane/core";

const largestDiff = 1024 * 1024;
const mostNames = 100;

/**
 * The state of Infoplane's own code, wherever the experiment is: commit and changes of its repository; if it was
 * installed, the commit that npm records for a package from git; and if no commit is known, the SHA-256 of its files.
 * `directory` is that of this package, next to the others.
 */
export async function programState(
  directory = fileURLToPath(new URL("../../", import.meta.url)),
): Promise<ProgramState> {
  const own = await realpath(directory).catch(() => directory);
  const packages = dirname(own);
  if (await isTracked(own)) {
    const state = await repositoryState(packages).catch(() => undefined);
    if (state) return state;
  }
  const commit = await installedCommit(own);
  return commit === undefined ? { digest: await digestOf(packages) } : { commit };
}

/** Changes of its code (which runs anyway) in the format of `git diff`; then the first new files by name. */
async function repositoryState(packages: string): Promise<ProgramState> {
  const commit = (await git(packages, "rev-parse", "HEAD")).trim();
  const diff = await git(packages, "diff", "--no-ext-diff", "--no-textconv", "HEAD", "--", ".").catch(
    () => "# the diff is too large to keep\n",
  );
  const added = await git(packages, "ls-files", "--others", "--exclude-standard", "--", ".").catch(() => "");
  const names = added.split("\n").filter((name) => name !== "");
  const rest = names.length > mostNames ? `# untracked: ${counted(names.length - mostNames, "more file")}\n` : "";
  const told = names.slice(0, mostNames).map((name) => `# untracked: ${name}\n`);
  return { commit, diff: shortened(diff) + told.join("") + rest };
}

function shortened(diff: string): string {
  return diff.length <= largestDiff ? diff : `${diff.slice(0, largestDiff)}\n# the rest of the diff is left out\n`;
}

/** A repository around an installed copy counts only if it tracks its files; otherwise it is another project's. */
async function isTracked(directory: string): Promise<boolean> {
  try {
    await git(directory, "ls-files", "--error-unmatch", "package.json");
    return true;
  } catch {
    return false;
  }
}

/** The commit in `node_modules/.package-lock.json`, which npm records for packages from git. */
async function installedCommit(directory: string): Promise<string | undefined> {
  for (let place = directory; dirname(place) !== place; place = dirname(place)) {
    if (basename(place) !== "node_modules") continue;
    const text = await readFile(join(place, ".package-lock.json"), "utf8").catch(() => "{}");
    const { packages = {} } = JSON.parse(text) as { packages?: Record<string, { resolved?: string }> };
    const within = directory.slice(dirname(place).length + 1).replaceAll("\\", "/");
    // The longest path is that of the package itself, or of the one that brought it along.
    const found = Object.entries(packages)
      .filter(([path]) => path !== "" && (within === path || within.startsWith(`${path}/`)))
      .sort(([a], [b]) => b.length - a.length)
      .map(([, { resolved }]) => /#([0-9a-f]{40})$/.exec(resolved ?? "")?.[1]);
    const commit = found.find((one) => one !== undefined);
    if (commit !== undefined) return commit;
  }
  return undefined;
}

/** Over names and contents of the sources of all neighbouring packages. */
async function digestOf(packages: string): Promise<string> {
  const hash = createHash("sha256");
  const names = (await readdir(packages)).sort();
  for (const name of names) {
    const root = join(packages, name);
    const files = await readdir(join(root, "src"), { recursive: true }).catch(() => []);
    const sources = files.filter((file) => /\.(?:ts|js|json|css)$/.test(file)).sort();
    for (const file of sources)
      hash.update(`${name}/${file.replaceAll("\\", "/")}\0`).update(await readFile(join(root, "src", file)));
  }
  return hash.digest("hex");
}
