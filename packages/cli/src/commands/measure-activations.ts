import type { ExitCode } from "@infoplane/contracts";
import { measureActivations, type MeasureActivationsRequest } from "@infoplane/runtime";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { follow } from "../show/follow.ts";
import type { Output } from "../show/output.ts";
import { showReport } from "../show/show-report.ts";

export interface MeasureActivationsFlags extends Omit<MeasureActivationsRequest, "layers"> {
  /** Names, separated by commas. */
  readonly layers?: string;
  readonly failOn?: FailOn;
}

/** `measure-activations <path...>`: takes measures on activations that another program exported. */
export async function measureActivationsCommand(
  paths: readonly string[],
  flags: MeasureActivationsFlags,
  output: Output,
): Promise<ExitCode> {
  const { failOn, layers, ...request } = flags;
  const rendered = await measureActivations(
    paths,
    {
      ...request,
      command: ["run", ...process.argv.slice(2)],
      ...(layers !== undefined && { layers: layers.split(",").map((name) => name.trim()) }),
    },
    { onEvent: follow(output) },
  );
  showReport(rendered, output);
  return reportExitCode(rendered.view, failOn);
}
