import { relative } from "node:path";
import { exitCodes, formatDuration, type ExitCode } from "@infoplane/contracts";
import { systemClock } from "@infoplane/core";
import { benchEstimators, type BenchRequest } from "@infoplane/runtime";
import { follow } from "../show/follow.ts";
import type { Output } from "../show/output.ts";

/** Commander passes `true` for an option without a value. */
type Names = readonly string[] | string | true;

export interface BenchEstimatorsFlags extends Partial<Omit<BenchRequest, "estimators" | "families">> {
  readonly quick: boolean;
  readonly estimators?: Names;
  readonly families?: Names;
  readonly out: string;
}

/** `bench-estimators`: every dependence estimator on families with known dependence. Tables, CSV and a figure. */
export async function benchEstimatorsCommand(flags: BenchEstimatorsFlags, output: Output): Promise<ExitCode> {
  const begun = systemClock();
  const { quick, pairs = quick ? 100 : 1000, samples = quick ? [64] : [64, 256, 1024] } = flags;
  const { estimators, families, out, engine, threads } = flags;
  const request = {
    ...{ pairs, samples, out },
    ...(engine !== undefined && { engine }),
    ...(threads !== undefined && { threads }),
    ...namesOf("estimators", estimators),
    ...namesOf("families", families),
  };
  const show = follow(output);
  const markdown = await benchEstimators(request, {
    onEvent: (event) =>
      event.kind === "note"
        ? output.note(`${event.message}: ${formatDuration((systemClock() - begun) / 1000)}`)
        : show(event),
  });
  output.print(markdown);
  output.note(`tables and figure: ${relative(process.cwd(), out)}`);
  return exitCodes.done;
}

function namesOf(key: "estimators" | "families", names: Names | undefined): Partial<BenchRequest> {
  if (names === undefined || names === true) return {};
  return { [key]: typeof names === "string" ? [names] : names };
}
