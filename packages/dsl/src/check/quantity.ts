import type { Json, MeasureSpec, MetricPlugin, QuantitySpec } from "@infoplane/contracts";
import type { Argument, Quantity } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { ClaimsAsk } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { derivedQuantities } from "./derived-quantities.ts";
import { labelOf, sameJson } from "./label.ts";
import { checkOptions } from "./options.ts";
import { checkSelector, selectorNames } from "./selector.ts";

/** A quantity of an arm: which measure, which of its records, which column. */
export function checkQuantity(context: CheckContext, quantity: Quantity, ask: ClaimsAsk): QuantitySpec | undefined {
  const { name, arm, field, span } = quantity;
  const plugin = context.registry.find("metric", name.text);
  const { selecting, rest } = divide(quantity.args, plugin);
  const selector = checkSelector(context, selecting, ask);
  const label = plugin
    ? measuredLabel(context, plugin, rest, selector ?? {}, quantity, ask.measures)
    : derivedLabel(context, quantity, rest, ask.measures);
  if (!arm) context.accept(messages.claimWithoutArm(span, name.text, ask.arms[0] ?? "e2e"));
  else if (!ask.arms.includes(arm.text)) context.accept(messages.unknownArm(arm.span, arm.text, ask.arms));
  if (!label || !selector || !arm) return undefined;
  return {
    name: name.text,
    args: label.args,
    selector: { ...(plugin && { measure: label.text }), ...selector },
    arm: arm.text,
    ...(field && { field: field.text }),
  };
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

interface Label {
  readonly text: string;
  readonly args: readonly Json[];
}

function measuredLabel(
  context: CheckContext,
  plugin: MetricPlugin,
  rest: readonly Argument[],
  selector: Readonly<Record<string, Json>>,
  { name, span }: Quantity,
  measures: readonly MeasureSpec[],
): Label | undefined {
  const same = measures.filter((measure) => measure.name === plugin.name && hasRecords(measure, selector));
  const [only] = same;
  // With one measure of this metric there is nothing to tell apart.
  if (rest.length === 0 && only && same.length === 1) return { text: only.label, args: [] };
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
  return { text: found.label, args };
}

/** Whether a measure that is restricted to one split is restricted to the one that is asked for. */
function hasRecords({ options }: MeasureSpec, selector: Readonly<Record<string, Json>>): boolean {
  const { split } = options;
  return (split !== "train" && split !== "test") || selector["split"] === undefined || selector["split"] === split;
}

function withoutColumns(options: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !selectorNames.includes(key)));
}

function derivedLabel(
  context: CheckContext,
  { name }: Quantity,
  rest: readonly Argument[],
  measures: readonly MeasureSpec[],
): Label | undefined {
  const derived = derivedQuantities.find((d) => d.name === name.text);
  if (!derived) {
    const known = [...new Set([...measures.map((m) => m.name), ...derivedQuantities.map((d) => d.name)])];
    context.accept(messages.unknownQuantity(name.span, name.text, known));
    return undefined;
  }
  const [unexpected] = rest;
  if (unexpected) {
    context.accept(
      unexpected.name
        ? messages.unknownOption(unexpected.name.span, name.text, unexpected.name.text, selectorNames)
        : messages.tooManyArguments(unexpected.span, name.text, []),
    );
    return undefined;
  }
  if (!measures.some((measure) => measure.name === derived.metric)) {
    context.accept(messages.notMeasured(name.span, name.text, derived.example));
    return undefined;
  }
  return { text: name.text, args: [] };
}
