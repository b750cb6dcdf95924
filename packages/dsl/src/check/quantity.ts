import { reductions, type Json, type MetricPlugin, type QuantitySpec, type Span } from "@infoplane/contracts";
import type { Argument, Quantity } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { ClaimsRequest } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { derivedQuantities, type DerivedQuantity } from "./derived-quantities.ts";
import { checkEpochs } from "./epochs.ts";
import { findMeasure, type FoundMeasure } from "./find-measure.ts";
import { checkOver } from "./over.ts";
import { checkSelector, selectorNames, writeSelected } from "./selector.ts";

/** A quantity irrespective of the arm: which measures, and which of their records. */
interface Source {
  readonly text: string;
  readonly name: string;
  readonly args: readonly Json[];
  readonly selector: Readonly<Record<string, Json>>;
  readonly plugin: MetricPlugin;
}

/** A quantity of an arm: which measure, which of its records, which column, over what. */
export function checkQuantity(
  context: CheckContext,
  quantity: Quantity,
  request: ClaimsRequest,
): QuantitySpec | undefined {
  const { name, arm, field, span } = quantity;
  if (arm && !request.arms.includes(arm.text)) context.accept(messages.unknownArm(arm.span, arm.text, request.arms));
  if (!quantity.over && reductions.some((known) => known === name.text)) {
    context.accept(messages.missingOver(name.span, name.text));
    return undefined;
  }
  const reduced = quantity.over && checkOver(context, quantity, quantity.over, request.scope);
  if (quantity.over && !reduced) return undefined;
  const source = checkSource(context, { ...quantity, ...reduced?.inner }, reduced?.over, request);
  if (!arm) {
    const text = source && (reduced ? writeOver(source.text, reduced.over) : source.text);
    context.accept(messages.claimWithoutArm(span, text ?? name.text, request.arms[0] ?? "e2e"));
  }
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
  request: ClaimsRequest,
): Source | undefined {
  const { name, args } = quantity;
  const derived = derivedQuantities.find((d) => d.name === name.text);
  if (derived) return checkDerived(context, quantity, derived, over, request);
  const plugin = context.registry.find("metric", name.text);
  if (!plugin) {
    const known = [
      ...new Set([...request.measures.filter(({ setting }) => !setting), ...derivedQuantities].map((m) => m.name)),
    ];
    if (!request.failed.has(name.text)) context.accept(messages.unknownQuantity(name.span, name.text, known));
    return undefined;
  }
  const { selecting, rest, twice, old } = divide(args, plugin);
  for (const span of old) context.accept(messages.oldWord(span, oldBlockSelector, "block"));
  for (const { key, span } of twice) context.accept(messages.duplicateOption(span, name.text, key));
  const selector = checkSelector(context, selecting, {
    scope: request.scope,
    architecture: architectureOf(quantity, request),
  });
  if (!selector || twice.length > 0) return undefined;
  const found = findMeasure(context, plugin, rest, selector["split"], quantity, request);
  if (!found) return undefined;
  const { label } = found.measure;
  if (!checkPlace(context, quantity, found, over, selecting)) return undefined;
  if (!checkPoint(context, quantity, found, over, { selecting, selector, request })) return undefined;
  return {
    text: writeSelected(label, selector),
    name: name.text,
    args: found.args,
    selector: { measure: label, ...selector },
    plugin,
  };
}

/** Whether a block is selected if there is a record for each, and none if there is not. */
function checkPlace(
  context: CheckContext,
  { span }: Quantity,
  { measure: { label }, records: { per } }: FoundMeasure,
  over: QuantitySpec["over"],
  selecting: ReadonlyMap<string, Argument>,
): boolean {
  const chosen = selecting.get("block") ?? selecting.get("depth");
  const problem =
    per === "several"
      ? messages.severalRecords(span, label)
      : per === "network" && (chosen || over?.axis === "blocks")
        ? messages.notPerBlock(chosen?.span ?? span, label)
        : per === "block" && !chosen && over?.axis !== "blocks"
          ? messages.claimWithoutBlock(span, label)
          : undefined;
  if (problem) context.accept(problem);
  return problem === undefined;
}

interface Point {
  readonly selecting: ReadonlyMap<string, Argument>;
  readonly selector: Readonly<Record<string, Json>>;
  readonly request: ClaimsRequest;
}

/** A reduction over epochs or blocks may not select one of them, and whatever is selected must have been measured. */
function checkPoint(
  context: CheckContext,
  { name, arm, over: clause, span }: Quantity,
  { measure }: FoundMeasure,
  over: QuantitySpec["over"],
  { selecting, selector, request }: Point,
): boolean {
  const chosen = over?.axis === "epochs" ? ["epoch"] : over ? ["block", "depth"] : [];
  const twice = chosen.map((key) => selecting.get(key)).find((arg) => arg !== undefined);
  if (over && twice) {
    context.accept(messages.selectedAndReduced(twice.span, chosen.find((key) => selecting.has(key)) ?? "", over.axis));
    return false;
  }
  if (over?.axis === "epochs" && measure.when === "end") {
    context.accept(messages.onlyAtEnd(name.span, measure.label));
    return false;
  }
  const at = selecting.get("epoch")?.span ?? clause?.span ?? span;
  const of = { measure, arm: request.specs.find((spec) => spec.name === arm?.text) };
  return checkEpochs(context, of, { span: at, epoch: selector["epoch"], over });
}

/** The network of the quantity's arm. */
function architectureOf({ arm }: Quantity, { specs, architecture }: ClaimsRequest) {
  return specs.find(({ name }) => name === arm?.text)?.architecture ?? architecture;
}

/** The former name of `block`. */
const oldBlockSelector = "layer";

/**
 * Splits arguments into those that select records and those of the metric. A metric's option with the name of a column,
 * such as the `split` of accuracy, selects too: `measure accuracy` has the records of `accuracy(test)`.
 */
function divide(args: readonly Argument[], plugin: MetricPlugin) {
  const positional = plugin.positional ?? [];
  const selecting = new Map<string, Argument>();
  const rest: Argument[] = [];
  const twice: { readonly key: string; readonly span: Span }[] = [];
  const old: Span[] = [];
  let place = 0;
  for (const arg of args) {
    if (arg.name?.text === oldBlockSelector) old.push(arg.name.span);
    const word = arg.name?.text === oldBlockSelector ? "block" : arg.name?.text;
    const key = word ?? positional[place++] ?? (isSplit(arg) ? "split" : undefined);
    if (key === undefined || !selectorNames.includes(key)) rest.push(arg);
    else if (selecting.has(key)) twice.push({ key, span: arg.span });
    else selecting.set(key, arg);
  }
  return { selecting, rest, twice, old };
}

function isSplit({ value }: Argument): boolean {
  return value.kind === "call" && (value.name.text === "train" || value.name.text === "test");
}

/** Arguments of a derived quantity are options of the metric: `role-differentiation(sigma: 3)`. */
function checkDerived(
  context: CheckContext,
  quantity: Quantity,
  { name, metric, of }: DerivedQuantity,
  over: QuantitySpec["over"],
  request: ClaimsRequest,
): Source | undefined {
  const { span, args } = quantity;
  if (over) {
    context.accept(messages.wrongReduction(span, `\`${name}\` is one number per run`, "write it without `over`"));
    return undefined;
  }
  const plugin = context.registry.find("metric", metric);
  if (!plugin) return undefined;
  const selector: Record<string, Json> = {};
  for (const [key, variables] of Object.entries(of)) {
    const word = (text: string): Argument => ({
      kind: "argument",
      span,
      value: { kind: "text", span, value: text },
    });
    const found = findMeasure(context, plugin, [...variables.map(word), ...args], undefined, quantity, request);
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
