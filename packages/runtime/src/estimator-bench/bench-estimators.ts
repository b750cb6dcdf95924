import { join, resolve } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { systemClock } from "@infoplane/core";
import { makeDirectory, writeAtomic } from "@infoplane/files";
import { estimators } from "@infoplane/dependence";
import { openEngine, type EngineChoice } from "../cell/open-engine.ts";
import { callOf, type CallOptions } from "../events.ts";
import { messages } from "../messages.ts";
import { benchRow, type BenchRow } from "./bench-row.ts";
import { benchCsv, benchFigure, benchMarkdown } from "./bench-tables.ts";
import { families } from "./families.ts";

/** What to bench. */
export interface BenchRequest extends EngineChoice {
  /** Pairs for each family and size. */
  readonly pairs: number;
  /** Sizes: samples per pair. */
  readonly samples: readonly number[];
  /** Names of estimators and of families with known dependence; default: all. */
  readonly estimators?: readonly string[];
  readonly families?: readonly string[];
  /** Output folder of the tables and the figure. */
  readonly out: string;
}

/**
 * Bias, spread, power, false positives and cost of every dependence estimator on pairs with known dependence. Writes
 * `estimators.csv`, `.md` and `.vl.json`; returns the table in Markdown. Throws InfoplaneError for an unknown name.
 */
export async function benchEstimators(request: BenchRequest, options: CallOptions = {}): Promise<string> {
  const call = callOf(options);
  const chosen = choose("estimator", request.estimators, Object.entries(estimators), ([name]) => name);
  const wanted = choose("family", request.families, families, ({ name }) => name);
  await openEngine(request, call);
  await makeDirectory(resolve(request.out));
  const rows: BenchRow[] = [];
  for (const samples of request.samples) {
    for (const family of wanted) {
      for (const one of chosen) rows.push(await benchRow(one, family, { samples, pairs: request.pairs }, systemClock));
      call.note(`m ${samples}, ${family.name}`);
      // After each family, so that a long bench keeps its results if it is stopped.
      await writeAtomic(join(request.out, "estimators.csv"), benchCsv(rows));
    }
  }
  const markdown = benchMarkdown(rows);
  await writeAtomic(join(request.out, "estimators.md"), `${markdown}\n`);
  await writeAtomic(join(request.out, "estimators.vl.json"), `${JSON.stringify(benchFigure(rows), undefined, 2)}\n`);
  return markdown;
}

/** Those with the given names, in their own order; all without names. */
function choose<T>(
  kind: string,
  names: readonly string[] | undefined,
  all: readonly T[],
  nameOf: (one: T) => string,
): readonly T[] {
  if (names === undefined) return all;
  const known = all.map(nameOf);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InfoplaneError(messages.unknownName(kind, unknown, known), exitCodes.wrongExperiment);
  }
  return all.filter((one) => names.includes(nameOf(one)));
}
