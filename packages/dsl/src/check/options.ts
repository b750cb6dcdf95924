import { referredKind, type Json, type PluginBase, type PluginKind, type Span } from "@infoplane/contracts";
import type { z } from "zod";
import type { Argument, Call, Expression } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { decimalComma } from "./settings.ts";
import type { CheckContext, Origins } from "./context.ts";
import { addOrigins } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { reportIssues } from "./issues.ts";
import { below, exactly, type Override } from "./override.ts";
import type { Scope } from "./scope.ts";
import { checkUse, fillUse, type CheckedUse } from "./use.ts";

export interface OptionsAsk {
  readonly args: readonly Argument[];
  /** Where to report what is missing. */
  readonly at: Span;
  readonly scope: Scope | undefined;
  readonly overrides?: readonly Override[];
}

export interface CheckedOptions {
  readonly options: Record<string, Json>;
  readonly origins: Origins;
  /** What was said, by option; the rest are defaults. */
  readonly written: ReadonlyMap<string, Expression>;
}

/** Arguments against a plugin's schema: names, types, nested plugins, defaults. Undefined when something is wrong. */
export function checkOptions(context: CheckContext, plugin: PluginBase, ask: OptionsAsk): CheckedOptions | undefined {
  const shape = plugin.options.shape as Record<string, z.ZodType>;
  const written = assign(context, plugin, ask);
  let sound = written.sound;
  const values: Record<string, Json> = {};
  const origins: Origins = {};
  for (const [key, schema] of Object.entries(shape)) {
    const kind = referredKind(schema);
    const expression = written.options.get(key);
    const deeper = below(ask.overrides ?? [], key);
    if (kind === undefined) {
      deeper.forEach(({ flag, path }) => context.accept(messages.unknownOverride(flag, path.join("."), [])));
      const value = expression && evaluate(expression, ask.scope, context.accept.bind(context));
      if (expression && value === undefined) sound = false;
      if (value !== undefined) values[key] = value;
    } else {
      const use = expression
        ? checkReference(context, kind, expression, ask.scope, deeper)
        : defaultUse(context, kind, schema, ask.at, deeper);
      if (use === "wrong") sound = false;
      else if (use) {
        values[key] = use.use as unknown as Json;
        addOrigins(origins, `${key}.options`, use.origins);
      }
    }
    origins[key] = expression ? context.originOf(expression.span) : { kind: "default", plugin: plugin.name };
  }
  if (!sound) return undefined;
  const parsed = plugin.options.safeParse(values);
  if (!parsed.success) {
    reportIssues(context, plugin, parsed.error.issues, values, written.options, ask);
    return undefined;
  }
  const options = parsed.data as Record<string, Json>;
  // An option that was left out and has no default is not there at all.
  const there = Object.entries(origins).filter(([key]) => (key.split(".")[0] ?? key) in options);
  return { options, origins: Object.fromEntries(there), written: written.options };
}

/** Which argument sets which option. */
function assign(
  context: CheckContext,
  plugin: PluginBase,
  { args, overrides = [] }: OptionsAsk,
): { readonly options: Map<string, Expression>; readonly sound: boolean } {
  const known = Object.keys(plugin.options.shape);
  const positional = plugin.positional ?? [];
  const options = new Map<string, Expression>();
  let sound = true;
  let place = 0;
  for (const [index, { name, value, span }] of args.entries()) {
    const before = args[index - 1];
    const decimal = name ? undefined : decimalComma(before?.value, value);
    const key = name ? name.text : positional[place++];
    // After an option with a name it would set another one without a word: `sgd(momentum: 0,9)`.
    const isMeant =
      decimal !== undefined && (before?.name !== undefined || (key === undefined && decimal.startsWith("0.")));
    const problem = isMeant
      ? messages.decimalComma(span, decimal)
      : key === undefined
        ? messages.tooManyArguments(span, plugin.name, positional)
        : !known.includes(key)
          ? messages.unknownOption(name?.span ?? span, plugin.name, key, known)
          : options.has(key)
            ? messages.duplicateOption(span, plugin.name, key)
            : undefined;
    if (problem) context.accept(problem);
    if (problem || key === undefined) sound = false;
    else options.set(key, value);
  }
  for (const { path, value } of overrides) {
    const [key = "", ...rest] = path;
    if (!known.includes(key)) {
      context.accept(messages.unknownOption(value.span, plugin.name, key, known));
      sound = false;
    } else if (rest.length === 0) options.set(key, exactly(overrides, key)?.value ?? value);
  }
  return { options, sound };
}

function checkReference(
  context: CheckContext,
  kind: PluginKind,
  expression: Expression,
  scope: Scope | undefined,
  overrides: readonly Override[],
): CheckedUse | "wrong" {
  const call = asCall(context, kind, expression, scope);
  return (call && checkUse(context, kind, call, scope, overrides)) ?? "wrong";
}

/** A plugin's name, written out or held by a variable. */
function asCall(
  context: CheckContext,
  kind: PluginKind,
  expression: Expression,
  scope: Scope | undefined,
): Call | undefined {
  if (expression.kind === "call" && expression.args) return expression;
  if (expression.kind === "call" && context.registry.find(kind, expression.name.text)) return expression;
  const value = evaluate(expression, scope, context.accept.bind(context));
  if (value === undefined) return undefined;
  if (typeof value === "string") {
    return { kind: "call", span: expression.span, name: { text: value, span: expression.span } };
  }
  context.accept(messages.notAPlugin(expression.span, kind, context.registry.names(kind)));
  return undefined;
}

/** The plugin that an option names by default, with its own defaults filled in. */
function defaultUse(
  context: CheckContext,
  kind: PluginKind,
  schema: z.ZodType,
  at: Span,
  overrides: readonly Override[],
): CheckedUse | "wrong" | undefined {
  const parsed = schema.safeParse(undefined);
  const use = parsed.success ? (parsed.data as CheckedUse["use"] | null | undefined) : undefined;
  if (!use) return undefined;
  return fillUse(context, kind, use, at, overrides) ?? "wrong";
}
