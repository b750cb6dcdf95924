import { exitCodes, type ExitCode } from "@infoplane/contracts";
import { doctor, formatDoctor } from "@infoplane/engine/setup";
import type { Output } from "../show/output.ts";
import { progressOn } from "../show/provision-progress.ts";

/** `doctor [--fix]`: what this machine can run, and why. */
export async function doctorCommand({ fix }: { readonly fix: boolean }, output: Output): Promise<ExitCode> {
  const report = await doctor({ fix, onProgress: progressOn(output) });
  output.print(formatDoctor(report));
  return report.checks.some(({ state }) => state === "error") ? exitCodes.wrongEnvironment : exitCodes.done;
}
