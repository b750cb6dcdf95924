import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);
const largestOutput = 64 * 1024 * 1024;
/** Milliseconds that git has: a folder on a network may be away. */
const longest = 20_000;

/**
 * A repository's own settings may name programs: an experiment's folder comes from others. They are off, and so are its
 * hooks, fetching of what a partial clone lacks, and repositories that lie in the files of another.
 */
const withoutPrograms = [
  "core.fsmonitor=false",
  `core.hooksPath=${devNull}`,
  "protocol.allow=never",
  "safe.bareRepository=explicit",
  "diff.ignoreSubmodules=all",
].flatMap((setting) => ["-c", setting]);
// A repository's `protocol.file.allow` would win over `protocol.allow`; over this variable it does not.
const ours = { GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "none" };

/** Without the variables of a git hook or a shell, such as GIT_DIR: they would have git answer for another repository. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return { ...Object.fromEntries(others), ...ours };
}

/**
 * What git prints, asked in `directory` and with nothing of its settings run. Not for `diff`, `status` and the like of
 * files from others: they run the filters that a repository names. Throws where git is absent, says no or takes too long.
 */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", [...withoutPrograms, ...args], {
    cwd: directory,
    env: environment(),
    maxBuffer: largestOutput,
    timeout: longest,
    killSignal: "SIGKILL",
  });
  return stdout;
}
