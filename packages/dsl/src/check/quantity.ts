import { reductions, type Json, type MeasureSpec, type MetricPlugin, type QuantitySpec } from "@infoplane/contracts";
import type { Argument, Quantity } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { ClaimsAsk } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { derivedQuantities, type DerivedQuantity } from "./derived-quantities.ts";
import { write } from "./describe.ts";
import { labelOf, sameJson } from "./label.ts";
import { checkOptions } from "./options.ts";
import { checkOver } from "./over.ts";
import { checkSelector, selectorNames } from "./selector.ts";

/** What a quantity is, whatever the arm: which measures, which of their records. */
interface Source {
  readonly text: string;
  readonly name: string;
  readonly args: readonly Json[];
  readonly selector: Readonly<Record<string, Json>>;
  readonly plugin: MetricPlugin;
}

/** A quantity of an arm: which measure, which of its records, which column, over what. */
export function checkQuantity(context: CheckContext, quantity: Quantity, ask: ClaimsAsk): QuantitySpec | undefined {
  const { name, arm, field, span } = quantity;
  if (!arm) context.accept(messages.claimWithoutArm(span, name.text, ask.arms[0] ?? "e2e"));
  else if (!ask.arms.includes(arm.text)) context.accept(messages.unknownArm(arm.span, arm.text, ask.arms));
  if (!quantity.over && reductions.some((known) => known === name.text)) {
    context.accept(messages.missingOver(name.span, name.text));
    return undefined;
  }
  const reduced = quantity.over && checkOver(context, quantity, quantity.over, ask.scope);
  if (quantity.over && !reduced) return undefined;
  const source = checkSource(context, reduced?.inner ?? quantity, reduced?.over, ask);
  if (!source || !arm) return undefined;
  const { plugin, text, ...rest } = source;
  const columns = plugin.columns && ["value", ...plugin.columns];
  if (field && columns && !columns.includes(field.text)) {
    context.accept(messages.unknownColumn(field.span, text, field.text, columns));
    return undefined;
  }
  const { over } = reduced ?? {};
  return {
    text: `${over ? writeOver(text, over) : text}[${arm.text}]${field ? `.${field.text}` : ""}`,
    ...rest,
    arm: arm.text,
    ...(field && { field: field.text }),
    ...(over && { over }),
  };
}

function writeOver(text: string, { reduce, axis, epochs }: NonNullable<QuantitySpec["over"]>): string {
  const phase = epochs === undefined ? "" : epochs === "late" ? " late" : ` ${epochs[0]}..${epochs[1]}`;
  return `${reduce}(${text} over ${axis}${phase})`;
}

function checkSource(
  context: CheckContext,
  quantity: Quantity,
  over: QuantitySpec["over"],
  ask: ClaimsAsk,
): Source | undefined {
  const { name, span } = quantity;
  const measures = ask.measures.filter(({ setting }) => !setting);
  const derived = derivedQuantities.find((d) => d.name === name.text);
  if (derived) return checkDerived(context, quantity, derived, over, { ...ask, measures });
  const plugin = context.registry.find("metric", name.text);
  const { selecting, rest } = divide(quantity.args, plugin);
  const selector = checkSelector(context, selecting, ask);
  if (!plugin) {
    const known = [...new Set([...measures, ...derivedQuantities].map((m) => m.name))];
    context.accept(messages.unknownQuantity(name.span, name.text, known));
    return undefined;
  }
  const found = findMeasure(context, plugin, rest, selector ?? {}, quantity, measures);
  if (!found || !selector) return undefined;
  const { label } = found.measure;
  if (!checkPoint(context, quantity, found.measure, over, selecting)) return undefined;
  const hasLayer = selector["layer"] !== undefined || selector["depth"] !== undefined;
  if (!hasLayer && over?.axis !== "layers" && Object.values(found.measure.options).includes("Z")) {
    context.accept(messages.claimWithoutLayer(span, label));
    return undefined;
  }
  const { args } = found;
  return {
    text: writeSelected(label, selector),
    name: name.text,
    args,
    selector: { measure: label, ...selector },
    plugin,
  };
}

/** What goes over epochs or layers may not choose one of them, and must have been measured at several. */
function checkPoint(
  context: CheckContext,
  { name }: Quantity,
  { label, when }: MeasureSpec,
  over: QuantitySpec["over"],
  selecting: ReadonlyMap<string, Argument>,
): boolean {
  if (!over) return true;
  const chosen = over.axis === "epochs" ? ["epoch"] : ["layer", "depth"];
  const twice = chosen.find((key) => selecting.has(key));
  const at = twice === undefined ? undefined : selecting.get(twice)?.span;
  if (twice !== undefined && at) context.accept(messages.selectedAndReduced(at, twice, over.axis));
  if (over.axis === "epochs" && when === "end") context.accept(messages.onlyAtEnd(name.span, label));
  return twice === undefined && !(over.axis === "epochs" && when === "end");
}

/** `nhsic(X, Z)` and `layer: last` make `nhsic(X, Z, layer: last)`. */
function writeSelected(label: string, selector: Readonly<Record<string, Json>>): string {
  const { split, ...others } = selector;
  const part = typeof split === "string" && !label.includes(`(${split})`) ? [split] : [];
  const texts = [...part, ...Object.entries(others).map(([key, value]) => `${key}: ${write(value)}`)];
  if (texts.length === 0) return label;
  return label.endsWith(")") ? `${label.slice(0, -1)}, ${texts.join(", ")})` : `${label}(${texts.join(", ")})`;
}

/**
 * Arguments that choose among records, and those that belong to the metric. A metric's option of the same name as a
 * column, such as the `split` of accuracy, chooses too: `measure accuracy` has the records of `accuracy(test)`.
 */
function divide(args: readonly Argument[], plugin: MetricPlugin | undefined) {
  const positional = plugin?.positional ?? [];
  const selecting = new Map<string, Argument>();
  const rest: Argument[] = [];
  let place = 0;
  for (const arg of args) {
    const key = arg.name?.text ?? positional[place++] ?? (isSplit(arg) ? "split" : undefined);
    if (key !== undefined && selectorNames.includes(key)) selecting.set(key, arg);
    else rest.push(arg);
  }
  return { selecting, rest };
}

function isSplit({ value }: Argument): boolean {
  return value.kind === "call" && (value.name.text === "train" || value.name.text === "test");
}

interface Found {
  readonly measure: MeasureSpec;
  readonly args: readonly Json[];
}

function findMeasure(
  context: CheckContext,
  plugin: MetricPlugin,
  rest: readonly Argument[],
  selector: Readonly<Record<string, Json>>,
  { name, span }: Quantity,
  measures: readonly MeasureSpec[],
): Found | undefined {
  const same = measures.filter((measure) => measure.name === plugin.name && hasRecords(measure, selector));
  const [only] = same;
  // With one measure of this metric there is nothing to tell apart.
  if (rest.length === 0 && only && same.length === 1) return { measure: only, args: [] };
  const checked = checkOptions(context, plugin, { args: rest, at: span, scope: undefined });
  if (!checked) return undefined;
  const own = withoutColumns(checked.options);
  const found = same.find((measure) => sameJson(withoutColumns(measure.options), own));
  if (!found) {
    const label = labelOf(plugin, rest, checked.options);
    const needs = plugin.needs === "probe" ? `${label} on probe(train, 512)` : label;
    context.accept(messages.notMeasured(name.span, label, needs));
    return undefined;
  }
  const unnamed = rest.filter((arg) => !arg.name).length;
  const args = (plugin.positional ?? []).slice(0, unnamed).map((key) => checked.options[key] ?? null);
  return { measure: found, args };
}

/** Whether a measure that is restricted to one split is restricted to the one that is asked for. */
function hasRecords({ options }: MeasureSpec, selector: Readonly<Record<string, Json>>): boolean {
  const { split } = options;
  return (split !== "train" && split !== "test") || selector["split"] === undefined || selector["split"] === split;
}

function withoutColumns(options: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !selectorNames.includes(key)));
}

/** Arguments of a derived quantity are options of the metric: `role-differentiation(sigma: 3)`. */
function checkDerived(
  context: CheckContext,
  quantity: Quantity,
  { name, metric, of }: DerivedQuantity,
  over: QuantitySpec["over"],
  { measures }: ClaimsAsk,
): Source | undefined {
  const { span, args } = quantity;
  if (over) {
    context.accept(messages.wrongReduction(span, `\`${name}\` is one number a run`, "write it without `over`"));
    return undefined;
  }
  const plugin = context.registry.find("metric", metric);
  if (!plugin) return undefined;
  const selector: Record<string, Json> = {};
  for (const [key, variables] of Object.entries(of)) {
    const word = (text: string): Argument => ({
      kind: "argument",
      span,
      value: { kind: "call", span, name: { text, span } },
    });
    const found = findMeasure(context, plugin, [...variables.map(word), ...args], {}, quantity, measures);
    if (!found) return undefined;
    if (found.measure.when === "end") {
      context.accept(messages.onlyAtEnd(quantity.name.span, found.measure.label));
      return undefined;
    }
    selector[key] = found.measure.label;
  }
  const own = args.map(
    ({ name: key, value }) => `${key?.text ?? ""}: ${value.kind === "number" ? value.value : "..."}`,
  );
  return { text: own.length === 0 ? name : `${name}(${own.join(", ")})`, name, args: [], selector, plugin };
}
