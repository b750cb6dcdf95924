import type { DatasetSpec, Json, MeasureSpec, MetricPlugin, Span } from "@infoplane/contracts";
import type { Argument, Call, Expression, SensitivityStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { labelOf } from "./label.ts";
import { checkProbe } from "./probe.ts";
import type { Scope } from "./scope.ts";
import { checkRef } from "./plugin-ref.ts";

const mostSettings = 500;
/** The size of the probe set is varied like an option of the metric. */
const samples = "samples";

type Varied = SensitivityStatement["varied"][number];
/** One value for each varied option. */
type Setting = readonly { readonly name: string; readonly value: Expression; readonly at: Span }[];

/** Every combination of the varied options as its own measure, at the end. */
export function checkSensitivities(
  context: CheckContext,
  statements: readonly SensitivityStatement[],
  scope: Scope | undefined,
  dataset: DatasetSpec | undefined,
): MeasureSpec[] {
  const measures = new Map<string, MeasureSpec>();
  for (const statement of statements) {
    const settings = combinations(context, statement);
    for (const call of statement.metrics) {
      for (const setting of settings) {
        const measure = measureOf(context, call, setting, { statement, scope, dataset });
        if (!measure) break;
        if (measures.has(measure.label)) context.accept(messages.duplicateMeasure(call.span, measure.label));
        measures.set(measure.label, measure);
      }
    }
  }
  return [...measures.values()];
}

function combinations(context: CheckContext, { varied, metrics, span }: SensitivityStatement): Setting[] {
  const seen = new Set<string>();
  for (const { name, values } of varied) {
    if (seen.has(name.text)) context.accept(messages.wrongVaried(name.span, `\`${name.text}\` is varied twice`));
    if (values.items.length === 0) context.accept(messages.wrongVaried(values.span, "this list is empty"));
    seen.add(name.text);
  }
  const count = varied.reduce((product, { values }) => product * values.items.length, metrics.length);
  if (count > mostSettings) {
    context.accept(messages.varyTooMuch(span, count, mostSettings));
    return [];
  }
  return varied.reduce<Setting[]>(
    (settings, { name, values }: Varied) =>
      settings.flatMap((setting) =>
        values.items.map((value) => [...setting, { name: name.text, value, at: name.span }]),
      ),
    [[]],
  );
}

interface SensitivityRequest {
  readonly statement: SensitivityStatement;
  readonly scope: Scope | undefined;
  readonly dataset: DatasetSpec | undefined;
}

function measureOf(
  context: CheckContext,
  call: Call,
  setting: Setting,
  request: SensitivityRequest,
): MeasureSpec | undefined {
  const { scope } = request;
  const plugin = context.registry.find("metric", call.name.text);
  const known = plugin && [samples, ...Object.keys(plugin.options.shape)];
  const strange = setting.find(({ name }) => known && !known.includes(name));
  if (plugin && known && strange) {
    context.accept(messages.unknownOption(strange.at, plugin.name, strange.name, known));
    return undefined;
  }
  const args = [...(call.args ?? []), ...setting.filter(({ name }) => name !== samples).map(argument)];
  const checked = checkRef(context, "metric", { ...call, args }, scope);
  if (!plugin || !checked) return undefined;
  const probe = probeOf(context, plugin, call, setting, request);
  if (!probe) return undefined;
  const values = setting.map(
    ({ name, value }) => [name, evaluate(value, scope, context.accept.bind(context))] as const,
  );
  const label = `${labelOf(plugin, args, checked.ref.options)} on ${probe.split} ${probe.samples}`;
  context.origins[`measures.${label}`] = context.originOf(request.statement.span);
  const { identity } = plugin;
  const varied = Object.fromEntries(values.filter(isPlain));
  return { ...checked.ref, label, probe, ...(identity && { identity }), when: "end", setting: varied };
}

/** `on probe(test, 512)`, or the training split if only `samples` is varied. */
function probeOf(
  context: CheckContext,
  plugin: MetricPlugin,
  call: Call,
  setting: Setting,
  { statement, scope, dataset }: SensitivityRequest,
): MeasureSpec["probe"] {
  const size = setting.find(({ name }) => name === samples);
  if (plugin.needs === "none") {
    context.accept(messages.wrongVaried(call.span, `\`${call.name.text}\` does not use a probe set`));
    return undefined;
  }
  if (!size && !statement.probe) {
    context.accept(messages.missingProbe(call.span, call.name.text));
    return undefined;
  }
  const { span } = call;
  const on = statement.probe ?? { kind: "call", span, name: { text: "probe", span }, args: [named("train", call)] };
  const kept = (on.args ?? []).filter(({ name }, place) => !size || (name ? name.text !== samples : place === 0));
  return checkProbe(context, { ...on, args: [...kept, ...(size ? [argument(size)] : [])] }, scope, dataset);
}

function named(text: string, { span }: Call): Argument {
  return { kind: "argument", span, value: { kind: "call", span, name: { text, span } } };
}

function argument({ name, value, at }: Setting[number]): Argument {
  return { kind: "argument", span: value.span, name: { text: name, span: at }, value };
}

function isPlain(entry: readonly [string, Json | undefined]): entry is readonly [string, string | number | boolean] {
  return ["string", "number", "boolean"].includes(typeof entry[1]);
}
