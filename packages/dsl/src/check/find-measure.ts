import {
  optionsOf,
  type Json,
  type MeasureSpec,
  type MetricPlugin,
  type MetricRecords,
  type Span,
} from "@infoplane/contracts";
import type { Argument, Quantity } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { ClaimsRequest } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { callHook } from "./hook.ts";
import { labelOf, sameJson } from "./label.ts";
import { selectorNames, writeSelected } from "./selector.ts";
import { checkOptions } from "./plugin-ref.ts";

export interface FoundMeasure {
  readonly measure: MeasureSpec;
  readonly records: Partial<MetricRecords>;
  readonly args: readonly Json[];
}

type Own = Omit<FoundMeasure, "args">;

/** The measure of a metric with these options and the requested split: test by default. */
export function findMeasure(
  context: CheckContext,
  plugin: MetricPlugin,
  rest: readonly Argument[],
  split: Json | undefined,
  { name, span }: Quantity,
  { measures, failed, scope }: ClaimsRequest,
): FoundMeasure | undefined {
  const own = measures
    .filter((measure) => measure.name === plugin.name && !measure.setting)
    .map((measure): Own => ({ measure, records: recordsOf(context, plugin, measure, span) }));
  const having = own.filter(({ records }) => hasPart(records, split));
  const lone = loneOf(having, rest);
  if (lone) return { ...lone, args: [] };
  const other = loneOf(own, rest);
  if (other && having.length === 0) {
    context.accept(partMissing(other, plugin, split, name.span));
    return undefined;
  }
  const checked = checkOptions(context, plugin, { args: rest, at: span, scope });
  if (!checked) return undefined;
  const wanted = withoutColumns(checked.options);
  const isWanted = ({ measure }: Own) => sameJson(withoutColumns(measure.options), wanted);
  const found = having.find(isWanted);
  if (found) {
    const unnamed = rest.filter((arg) => !arg.name).length;
    const args = (plugin.positional ?? []).slice(0, unnamed).map((key) => checked.options[key] ?? null);
    return { ...found, args };
  }
  const without = own.find(isWanted);
  const label = labelOf(plugin, rest, checked.options);
  if (without) context.accept(partMissing(without, plugin, split, name.span));
  else if (!failed.has(plugin.name)) {
    context.accept(
      messages.notMeasured(name.span, label, plugin.needs === "probe" ? `${label} on probe(train, 512)` : label),
    );
  }
  return undefined;
}

/** With one measure of a metric there is nothing to distinguish. */
const loneOf = (own: readonly Own[], rest: readonly Argument[]): Own | undefined =>
  rest.length === 0 && own.length === 1 ? own[0] : undefined;

function hasPart({ splits }: Partial<MetricRecords>, split: Json | undefined): boolean {
  if (splits === undefined) return true;
  if (splits.length === 0) return split === undefined;
  return splits.some((part) => part === (split ?? "test"));
}

function partMissing({ measure, records }: Own, plugin: MetricPlugin, split: Json | undefined, span: Quantity["span"]) {
  const { label } = measure;
  if (typeof split !== "string") return messages.onlyTrain(span, plugin.name);
  if (!("split" in plugin.options.shape)) return messages.noSuchPart(span, label, split, records.splits ?? []);
  const wanted = writeSelected(labelOf(plugin, [], withoutColumns(measure.options)), { split });
  return messages.notMeasured(span, wanted, wanted);
}

function withoutColumns(options: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !selectorNames.includes(key)));
}

/** What distinguishes the records of a measure: as its metric declares, else as its options suggest. */
export function recordsOf(
  context: CheckContext,
  plugin: MetricPlugin,
  { options }: Pick<MeasureSpec, "options">,
  span: Span,
): Partial<MetricRecords> {
  const declared = callHook(context, plugin, "records", span, () => plugin.records?.(optionsOf(plugin, options)));
  if (declared) return { splits: [], ...declared };
  const { split } = options;
  return {
    ...(Object.values(options).includes("Z") && { per: "block" }),
    ...((split === "train" || split === "test") && { splits: [split] }),
  };
}
