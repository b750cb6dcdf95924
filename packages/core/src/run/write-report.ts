import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { dirname, join, posix, sep } from "node:path";
import {
  asError,
  exitCodes,
  InfoplaneError,
  reasonOf,
  type Diagnostic,
  type Reporter,
  type RunView,
} from "@infoplane/contracts";
import { faultCode, makeDirectory, refuseLink, writeAtomic } from "@infoplane/files";
import { frameOf } from "../code-frame.ts";
import { reporterFailed, reportPath, reportPathTaken } from "../messages.ts";
import { renderedFiles } from "./rendered-files.ts";

/** A reporter and its name in the experiment. */
export interface NamedReporter {
  readonly name: string;
  readonly reporter: Reporter;
}

export interface WrittenReport {
  /** Paths below `report/`. */
  readonly files: readonly string[];
  /** What could not be made, in sentences. */
  readonly leftOut: readonly string[];
}

/**
 * Renders a run into `report/`, file by file, each replaced as a whole. If a reporter fails, the others are still
 * rendered; then it throws InfoplaneError (`core/reporter-failed`, `core/report-path`). Throws one with exit code 3 if
 * `report` is a symbolic link (`files/link`).
 */
export async function writeReport(run: RunView, reporters: readonly NamedReporter[]): Promise<WrittenReport> {
  const root = join(run.directory, "report");
  await refuseLink(root);
  await makeDirectory(root);
  const files: string[] = [];
  const digests = new Map<string, string>();
  const leftOut = new Set<string>();
  const problems: Diagnostic[] = [];
  const causes: unknown[] = [];
  for (const { name, reporter } of reporters) {
    try {
      for await (const { path, content, leftOut: lacking = [] } of renderedFiles(reporter, run)) {
        const place = await placeOf(root, path);
        // Two may write the same file, of the same content.
        const digest = createHash("sha1").update(content).digest("hex");
        const written = digests.get(place);
        if (written !== undefined && written !== digest)
          throw new InfoplaneError(reportPathTaken(path), exitCodes.runFailed);
        digests.set(place, digest);
        await writeAtomic(place, content);
        files.push(path);
        for (const text of lacking) leftOut.add(text);
      }
    } catch (thrown) {
      const error = asError(thrown);
      if (error instanceof InfoplaneError && error.exitCode === exitCodes.wrongEnvironment && !isOfPath(error.cause))
        throw error;
      const known =
        error instanceof InfoplaneError && !isOfPath(error.cause)
          ? error.diagnostics
          : [reporterFailed(name, reasonOf(error), frameOf(error))];
      problems.push(...known);
      causes.push(error);
    }
  }
  if (problems.length > 0) throw new InfoplaneError(problems, exitCodes.runFailed, { cause: causes[0] });
  return { files, leftOut: [...leftOut] };
}

/** System errors for an impossible path in a writable folder: these are the reporter's own fault. */
const ofPath: ReadonlySet<string> = new Set(["ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY", "ENAMETOOLONG", "EINVAL"]);
const isOfPath = (cause: unknown): boolean => ofPath.has(faultCode(cause) ?? "");

/** Path of a report file. Refuses paths that leave `root`, through symbolic links too. */
async function placeOf(root: string, path: string): Promise<string> {
  const parts = path.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\\:\0]/.test(part));
  if (!isPlain || posix.isAbsolute(path)) throw new InfoplaneError(reportPath(path), exitCodes.runFailed);
  const file = join(root, ...parts);
  await makeDirectory(dirname(file));
  const [realRoot, realParent] = await Promise.all([realpath(root), realpath(dirname(file))]);
  if (realParent === realRoot || realParent.startsWith(realRoot + sep)) return file;
  throw new InfoplaneError(reportPath(path), exitCodes.runFailed);
}
