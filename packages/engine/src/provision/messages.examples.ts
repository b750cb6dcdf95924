import type { Diagnostic } from "@infoplane/contracts";
import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

const problem: Diagnostic = { code: "a-problem", severity: "error", message: "something is wrong", hint: "mend it" };

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  noCompiler: [[]],
  compileFailed: [["g++", "first line\nfatal error: no such file"]],
  compileStopped: [["g++", "SIGKILL"]],
  loadStopped: [["SIGKILL"]],
  bindingUnusable: [["first line\nfatal error: no such file"]],
  unsupportedPlatform: [["gpu"]],
  wheelNotHad: [["tensorflow 2.21", ["pip: no such host", "the index answered 503"]]],
  noSpace: [["/home/me/.cache/infoplane", 3e9, 1e9]],
  cacheUnusable: [["/home/me/.cache/infoplane", new Error("EACCES: permission denied")]],
  damagedInstall: [["/home/me/.cache/infoplane", "a file is missing"]],
  namedLibraryUnusable: [["/opt/tensorflow", "there is no include/"]],
  failedBefore: [[problem]],
};
