import { exitCodes, type ExitCode } from "@infoplane/contracts";
import { doctor, ensureNative, formatDoctor } from "@infoplane/engine";
import type { Output } from "../show/output.ts";

/** `doctor [--fix]`: what this machine can run, and why. */
export async function doctorCommand({ fix }: { readonly fix: boolean }, output: Output): Promise<ExitCode> {
  if (fix) await ensureNative({ onProgress: ({ message }) => output.note(message) });
  const report = await doctor();
  output.print(formatDoctor(report));
  return report.checks.some(({ state }) => state === "error") ? exitCodes.wrongEnvironment : exitCodes.done;
}
