import type { DatasetSpec, MeasureSpec, When } from "@infoplane/contracts";
import type { Expression, MeasureClause, MeasureStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { nearest } from "../nearest.ts";
import { addOrigins, inStage, languageDefault, type CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";
import { labelOf, sameJson } from "./label.ts";
import { checkProbe } from "./probe.ts";
import type { Scope } from "./scope.ts";
import { checkRef } from "./plugin-ref.ts";

export interface CheckedMeasures {
  readonly measures: readonly MeasureSpec[];
  /** Metrics requested wrongly: as they are written and, if misspelt, by their real name. */
  readonly failed: ReadonlySet<string>;
}

/** What is measured, on what and when. */
export function checkMeasures(
  context: CheckContext,
  statements: readonly MeasureStatement[],
  scope: Scope | undefined,
  dataset: DatasetSpec | undefined,
): CheckedMeasures {
  const measures = new Map<string, MeasureSpec>();
  for (const statement of statements) {
    for (const measure of checkStatement(context, statement, scope, dataset, measures))
      measures.set(measure.label, measure);
  }
  const sound = new Set([...measures.values()].map(({ name }) => name));
  const names = statements.flatMap(({ metrics }) => metrics.map(({ name }) => name.text));
  const failed = names
    .filter((name) => !sound.has(name))
    .flatMap((name) => [name, nearest(name, context.registry.names("metric")) ?? name]);
  return { measures: [...measures.values()], failed: new Set(failed) };
}

function checkStatement(
  context: CheckContext,
  { metrics, clauses }: MeasureStatement,
  scope: Scope | undefined,
  dataset: DatasetSpec | undefined,
  before: ReadonlyMap<string, MeasureSpec>,
): MeasureSpec[] {
  const on = oneClause(context, clauses, "on", ["on"]);
  const timing = oneClause(context, clauses, "every", ["every", "at-end"]);
  const probe = on && checkProbe(context, on.probe, scope, dataset);
  const when = whenOf(context, timing, scope);
  const here = new Set<string>();
  const plugins = metrics.map((call) => context.registry.find("metric", call.name.text));
  if (on && plugins.every((plugin) => plugin?.needs === "none")) context.accept(messages.unusedProbe(on.span));
  return metrics.flatMap((call, i) => {
    const plugin = plugins[i];
    const named = inStage(context, `metric at ${call.span.start}`, [call, scope], (inner) => {
      const use = checkRef(inner, "metric", call, scope);
      return use && plugin && { ...use, label: labelOf(plugin, call.args ?? [], use.ref.options) };
    });
    const needsProbe = plugin?.needs === "probe";
    if (needsProbe && !on) context.accept(messages.missingProbe(call.span, call.name.text));
    if (!named || !plugin) return [];
    const { label } = named;
    if (here.has(label) || before.has(label)) {
      const first = before.get(label);
      const isOther = first !== undefined && !sameJson(first.probe, needsProbe ? probe : undefined);
      context.accept(messages.duplicateMeasure(call.span, label, isOther));
      return [];
    }
    here.add(label);
    const path = `measures.${label}`;
    context.origins[path] = context.originOf(call.span);
    context.origins[`${path}.when`] = timing ? context.originOf(timing.span) : languageDefault;
    if (needsProbe && on) context.origins[`${path}.probe`] = context.originOf(on.span);
    addOrigins(context.origins, `${path}.options`, named.origins);
    const { identity } = plugin;
    return [{ ...named.ref, label, ...(needsProbe && probe && { probe }), ...(identity && { identity }), when }];
  });
}

export function everyFrom(context: CheckContext, epochs: Expression, scope: Scope | undefined): number | undefined {
  const every = evaluate(epochs, scope, context.accept.bind(context));
  if (isWhole(every, 1)) return every;
  if (every !== undefined) context.accept(messages.wrongEvery(epochs.span, describe(every)));
  return undefined;
}

function oneClause<K extends MeasureClause["kind"]>(
  context: CheckContext,
  clauses: readonly MeasureClause[],
  word: string,
  kinds: readonly K[],
): Extract<MeasureClause, { kind: K }> | undefined {
  const fitting = clauses.filter((c): c is Extract<MeasureClause, { kind: K }> =>
    kinds.some((kind) => kind === c.kind),
  );
  const [first, second] = fitting;
  if (second) context.accept(messages.duplicateClause(second.span, word));
  return first;
}

function whenOf(
  context: CheckContext,
  timing: Extract<MeasureClause, { kind: "every" | "at-end" }> | undefined,
  scope: Scope | undefined,
): When {
  if (!timing) return { every: 1 };
  if (timing.kind === "at-end") return "end";
  return { every: everyFrom(context, timing.epochs, scope) ?? 1 };
}
