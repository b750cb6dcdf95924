import { counted, exitCodes, type ExitCode } from "@infoplane/contracts";
import { formatDiagnostics } from "@infoplane/dsl";
import { checkExperiment, type ExperimentRequest } from "@infoplane/runtime";
import type { Output } from "../show/output.ts";

/**
 * `check <file>`: reports what is wrong, or what would run. Without a chosen profile it checks all. Starts no engine
 * and reads no data.
 */
export async function checkCommand(file: string, flags: ExperimentRequest, output: Output): Promise<ExitCode> {
  const { experiment, source, warnings } = await checkExperiment(file, {
    ...flags,
    everyProfile: flags.profile === undefined,
  });
  if (warnings.length > 0) output.note(formatDiagnostics(warnings, [source], { color: output.color }));
  const { arms, seeds, architecture, measures, claims } = experiment;
  output.print(
    `${file} is valid: ${counted(architecture.blocks.length, "block")}, ${counted(arms.length, "arm")} x ${counted(seeds.length, "seed")}, ` +
      `${counted(measures.length, "measure")}, ${counted(claims.length, "claim")}`,
  );
  return exitCodes.done;
}
