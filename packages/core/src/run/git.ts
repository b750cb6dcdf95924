import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { isAbsolute, parse, resolve } from "node:path";
import { promisify } from "node:util";
import { absoluteEntries } from "@infoplane/files/absolute-entries";

const run = promisify(execFile);
const largestOutput = 64 * 1024 * 1024;
/** Milliseconds before git is given up: a network folder may be unreachable. */
const longest = 20_000;

/**
 * A repository's own settings may name programs, and an experiment's folder may come from others. So they are turned
 * off, as are hooks, fetching missing objects of partial clones, and repositories within the files of another.
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

/** Where git looks for the user's settings. */
const settings = new Set(["HOME", "XDG_CONFIG_HOME"]);

/**
 * Without the variables of a git hook or a shell, such as GIT_DIR: they would have git answer for another repository. And
 * without relative folders of settings, which would be those of the experiment's folder.
 */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name, value = ""]) => !name.startsWith("GIT_") && (isAbsolute(value) || !settings.has(name)),
  );
  // Here too: a program that calls the runtime keeps its own PATH.
  return { ...Object.fromEntries(others), ...ours, PATH: absoluteEntries(process.env["PATH"] ?? "") };
}

/**
 * Output of git, run in `directory` with none of its settings executed. Not for `diff`, `status` and the like on files
 * from others, as these run the filters that a repository names. Throws if git is absent, fails or takes too long.
 */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const folder = resolve(directory);
  const { stdout } = await run("git", ["-C", folder, ...withoutPrograms, ...args], {
    // Not the experiment's folder: the loader takes libraries from it if LD_LIBRARY_PATH has an empty entry.
    cwd: parse(folder).root,
    env: environment(),
    maxBuffer: largestOutput,
    timeout: longest,
    killSignal: "SIGKILL",
  });
  return stdout;
}
