import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Diagnostic, InfoplaneError, exitCodes } from "@infoplane/contracts";
import { bindingUnusable, compileFailed, failedBefore } from "./messages.ts";

// Failures that cost a long download or compilation and would only happen again.
const lasting: readonly string[] = [bindingUnusable("").code, compileFailed("", "").code];

const fileOf = (directory: string): string => `${directory}.failed.json`;

/** Stores a failure that another attempt would only repeat, so that not every run pays for it. */
export function rememberFailure(directory: string, error: InfoplaneError): void {
  const kept = error.diagnostics.filter(({ code }) => lasting.includes(code));
  if (kept.length > 0) writeFileSync(fileOf(directory), `${JSON.stringify(kept, null, 2)}\n`);
}

export function forgetFailure(directory: string): void {
  rmSync(fileOf(directory), { force: true });
}

/** Throws InfoplaneError if an attempt to install into `directory` is known to fail. */
export function throwRememberedFailure(directory: string): void {
  let kept: readonly Diagnostic[];
  try {
    kept = JSON.parse(readFileSync(fileOf(directory), "utf8")) as readonly Diagnostic[];
  } catch {
    return;
  }
  throw new InfoplaneError(kept.map(failedBefore), exitCodes.wrongEnvironment);
}
