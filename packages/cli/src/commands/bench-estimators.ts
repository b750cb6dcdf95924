import { join, relative, resolve } from "node:path";
import { exitCodes, formatDuration, InfoplaneError, type ExitCode } from "@infoplane/contracts";
import { makeDirectory, systemClock, writeAtomic } from "@infoplane/core";
import { estimators } from "@infoplane/metrics";
import { benchRow, type BenchRow } from "../estimator-bench/bench-row.ts";
import { benchCsv, benchFigure, benchMarkdown } from "../estimator-bench/bench-tables.ts";
import { families } from "../estimator-bench/families.ts";
import { messages } from "../messages.ts";
import { openEngine, type EngineFlags } from "../runtime/open-engine.ts";
import type { Output } from "../show/output.ts";

type Names = readonly string[] | string | true;

export interface BenchEstimatorsFlags extends EngineFlags {
  readonly quick: boolean;
  readonly pairs?: number;
  readonly samples?: readonly number[];
  readonly estimators?: Names;
  readonly families?: Names;
  readonly out: string;
}

/** `bench-estimators`: every dependence estimator on families whose dependence is known. Tables, CSV and a figure. */
export async function benchEstimatorsCommand(flags: BenchEstimatorsFlags, output: Output): Promise<ExitCode> {
  const begun = systemClock();
  const { quick, pairs = quick ? 100 : 1000, samples = quick ? [64] : [64, 256, 1024] } = flags;
  const chosen = choose("estimator", flags.estimators, Object.entries(estimators), ([name]) => name);
  const wanted = choose("family", flags.families, families, ({ name }) => name);
  await openEngine(flags, output);
  await makeDirectory(resolve(flags.out));
  const rows: BenchRow[] = [];
  for (const m of samples) {
    for (const family of wanted) {
      for (const one of chosen) rows.push(benchRow(one, family, { samples: m, pairs }, systemClock));
      output.note(`m ${m}, ${family.name}: ${formatDuration((systemClock() - begun) / 1000)}`);
      // After each family, so that a long bench that is stopped leaves what it has.
      await writeAtomic(join(flags.out, "estimators.csv"), benchCsv(rows));
    }
  }
  const markdown = benchMarkdown(rows);
  await writeAtomic(join(flags.out, "estimators.md"), `${markdown}\n`);
  await writeAtomic(join(flags.out, "estimators.vl.json"), `${JSON.stringify(benchFigure(rows), undefined, 2)}\n`);
  output.print(markdown);
  output.note(`tables and figure: ${relative(process.cwd(), flags.out)}`);
  return exitCodes.done;
}

/** Those of the given names, in their own order; all without names. */
function choose<T>(
  kind: string,
  names: Names | undefined,
  all: readonly T[],
  nameOf: (one: T) => string,
): readonly T[] {
  if (names === undefined || names === true) return all;
  const wanted = typeof names === "string" ? [names] : names;
  const known = all.map(nameOf);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InfoplaneError(messages.unknownName(kind, unknown, known), exitCodes.wrongExperiment);
  }
  return all.filter((one) => wanted.includes(nameOf(one)));
}
