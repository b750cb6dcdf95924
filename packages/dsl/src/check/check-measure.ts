import type { Diagnostic, Experiment, MeasureSpec, Registry } from "@infoplane/contracts";
import type { SourceText } from "../parse/source-text.ts";
import { parse } from "../parse/parse.ts";
import * as messages from "../messages.ts";
import { checkMeasures } from "./measures.ts";
import { bind } from "./scope.ts";

/** Measures that were written apart from their experiment, and what is wrong with them. */
export interface CheckedMeasures {
  readonly measures: readonly MeasureSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks `measure ...` statements alone, for an experiment that was checked before. Pure. */
export function checkMeasureText(
  source: SourceText,
  { dataset }: Pick<Experiment, "dataset">,
  registry: Registry,
): CheckedMeasures {
  const { ast, diagnostics: syntax } = parse(source);
  if (!ast || syntax.length > 0) return { measures: [], diagnostics: syntax };
  const diagnostics: Diagnostic[] = [];
  const statements = ast.statements.flatMap((statement) => {
    if (statement.kind === "measure") return [statement];
    diagnostics.push(messages.onlyMeasures(statement.span, statement.kind));
    return [];
  });
  const context = {
    registry,
    accept: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic),
    origins: {},
    originOf: () => ({ kind: "override", flag: source.file }) as const,
  };
  const scope = bind(undefined, "classes", dataset.facts.classes);
  const measures = checkMeasures(context, statements, scope, dataset);
  return { measures, diagnostics };
}
