import type { ClaimSpec, Diagnostic, Experiment, MeasureSpec, Registry } from "@infoplane/contracts";
import type { Statement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { parse } from "../parse/parse.ts";
import type { SourceText } from "../parse/source-text.ts";
import { checkClaims } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { checkMeasures } from "./measures.ts";
import { checkReports, type CheckedReports } from "./reports.ts";
import { bind } from "./scope.ts";

/** Checks `measure ...` statements alone, for an experiment that was checked before. Pure. */
export function checkMeasureText(
  source: SourceText,
  { dataset }: Pick<Experiment, "dataset">,
  registry: Registry,
): { readonly measures: readonly MeasureSpec[]; readonly diagnostics: readonly Diagnostic[] } {
  const { statements, context, diagnostics } = statementsOf(source, "measure", registry);
  const scope = bind(undefined, "classes", dataset.facts.classes);
  return { measures: checkMeasures(context, statements, scope, dataset).measures, diagnostics };
}

/** Checks `claim ...` statements alone, for an experiment that was checked before. Pure. */
export function checkClaimText(
  source: SourceText,
  { arms, measures, architecture }: Pick<Experiment, "arms" | "measures" | "architecture">,
  registry: Registry,
): { readonly claims: readonly ClaimSpec[]; readonly diagnostics: readonly Diagnostic[] } {
  const { statements, context, diagnostics } = statementsOf(source, "claim", registry);
  const names = arms.map(({ name }) => name);
  const request = {
    scope: undefined,
    measures,
    arms: names,
    running: names,
    specs: arms,
    architecture,
    failed: new Set<string>(),
  };
  return { claims: checkClaims(context, statements, request), diagnostics };
}

/** Checks `report ...` statements alone, for an existing run: figures that they don't name stay unchanged. Pure. */
export function checkReportText(
  source: SourceText,
  { figures }: Pick<Experiment, "figures">,
  registry: Registry,
): CheckedReports & { readonly diagnostics: readonly Diagnostic[] } {
  const { statements, context, diagnostics } = statementsOf(source, "report", registry);
  const at = { file: source.file, start: 0, end: source.text.length };
  return { ...checkReports(context, statements, { scope: undefined, at, before: figures }), diagnostics };
}

function statementsOf<K extends "measure" | "claim" | "report">(source: SourceText, kind: K, registry: Registry) {
  const { ast, diagnostics: syntax } = parse(source);
  const diagnostics: Diagnostic[] = [...syntax];
  const context: CheckContext = {
    registry,
    accept: (diagnostic) => void diagnostics.push(diagnostic),
    origins: {},
    originOf: () => ({ kind: "override", flag: source.file }),
  };
  const statements = (ast?.statements ?? []).filter((statement): statement is Extract<Statement, { kind: K }> => {
    if (statement.kind === kind) return true;
    context.accept(messages.onlyStatements(statement.span, statement.kind, kind));
    return false;
  });
  return { statements, context, diagnostics };
}
