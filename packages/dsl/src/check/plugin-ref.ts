import {
  isJson,
  referredKind,
  type Json,
  type PluginBase,
  type PluginKind,
  type PluginRef,
  type Span,
} from "@infoplane/contracts";
import type { z } from "zod";
import type { Argument, Call, Expression } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { addOrigins, type CheckContext, type Origins } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { reportIssues } from "./issues.ts";
import { below, type Override } from "./override.ts";
import type { Scope } from "./scope.ts";
import { assignArguments, type OptionsRequest } from "./settings.ts";

// Options name plugins, which have options in turn: the two checks call each other.

export interface CheckedRef {
  readonly ref: PluginRef;
  /** By option of this plugin. */
  readonly origins: Origins;
  readonly written: ReadonlyMap<string, Expression>;
}

/** A named plugin with its arguments. Undefined if something is wrong, which is then reported. */
export function checkRef(
  context: CheckContext,
  kind: PluginKind,
  call: Call,
  scope: Scope | undefined,
  overrides: readonly Override[] = [],
): CheckedRef | undefined {
  const name = call.name.text;
  const plugin = context.registry.find(kind, name);
  if (!plugin) {
    context.accept(messages.unknownPlugin(call.name.span, kind, name, context.registry.names(kind)));
    return undefined;
  }
  const checked = checkOptions(context, plugin, { args: call.args ?? [], at: call.span, scope, overrides });
  return checked && { ref: { name, options: checked.options }, origins: checked.origins, written: checked.written };
}

/** A use that a plugin gives as its default: completed as if it had been written, with the plugin as its origin. */
export function checkDefaultRef(
  context: CheckContext,
  kind: PluginKind,
  { name, options }: PluginRef,
  at: Span,
  overrides: readonly Override[] = [],
): CheckedRef | undefined {
  const args = Object.entries(options).map(([key, value]): Argument => {
    return { kind: "argument", span: at, name: { text: key, span: at }, value: literal(value, at) };
  });
  const checked = checkRef(
    context,
    kind,
    { kind: "call", span: at, name: { text: name, span: at }, args },
    undefined,
    overrides,
  );
  if (!checked) return undefined;
  const origins: Origins = {};
  for (const [key, origin] of Object.entries(checked.origins)) {
    origins[key] = origin.kind === "override" || origin.kind === "default" ? origin : { kind: "default", plugin: name };
  }
  return { ...checked, origins };
}

interface CheckedOptions {
  /** Parsed, with defaults: what is stored, and what the plugin is created with. */
  readonly options: Record<string, Json>;
  /** Before parsing, for layers, which like those of presets are parsed when their shapes are inferred. */
  readonly given: Readonly<Record<string, Json>>;
  readonly origins: Origins;
  /** What was written, by option; the rest are defaults. */
  readonly written: ReadonlyMap<string, Expression>;
}

/** Checks arguments against a plugin's schema: names, types, nested plugins, defaults. Undefined on errors. */
export function checkOptions(
  context: CheckContext,
  plugin: PluginBase,
  request: OptionsRequest,
): CheckedOptions | undefined {
  const shape = plugin.options.shape as Record<string, z.ZodType>;
  const written = assignArguments(context, plugin, request);
  let sound = written.sound;
  const values: Record<string, Json> = {};
  const origins: Origins = {};
  for (const [key, schema] of Object.entries(shape)) {
    const kind = referredKind(schema);
    const expression = written.options.get(key);
    const deeper = below(request.overrides ?? [], key);
    if (kind === undefined) {
      deeper.forEach(({ flag, path }) => context.accept(messages.unknownOverride(flag, path.join("."), [])));
      const value = expression && evaluate(expression, request.scope, context.accept.bind(context));
      if (expression && value === undefined) sound = false;
      if (value !== undefined) values[key] = value;
    } else {
      const use = expression
        ? checkReference(context, kind, expression, request.scope, deeper)
        : defaultRef(context, kind, schema, request.at, deeper);
      if (use === "wrong") sound = false;
      else if (use) {
        values[key] = use.ref as unknown as Json;
        addOrigins(origins, `${key}.options`, use.origins);
      }
    }
    origins[key] = expression ? context.originOf(expression.span) : { kind: "default", plugin: plugin.name };
  }
  if (!sound) return undefined;
  const parsed = plugin.options.safeParse(values);
  if (!parsed.success) {
    reportIssues(context, plugin, parsed.error.issues, values, written.options, request);
    return undefined;
  }
  const options = plainOptions(context, plugin, parsed.data, written.options, request.at);
  if (!options) return undefined;
  // An omitted option without a default is not present at all.
  const there = Object.entries(origins).filter(([key]) => (key.split(".")[0] ?? key) in options);
  return { options, given: values, origins: Object.fromEntries(there), written: written.options };
}

/** The options as the schema parsed them: they are stored, so a transform may only return exact JSON. */
function plainOptions(
  context: CheckContext,
  plugin: PluginBase,
  parsed: Readonly<Record<string, unknown>>,
  written: ReadonlyMap<string, Expression>,
  at: Span,
): Record<string, Json> | undefined {
  const options: Record<string, Json> = {};
  let isPlain = true;
  for (const [key, value] of Object.entries(parsed)) {
    if (value === undefined) continue;
    if (isJson(value)) options[key] = value;
    else {
      context.accept(messages.optionNotPlain(written.get(key)?.span ?? at, plugin.name, key));
      isPlain = false;
    }
  }
  return isPlain ? options : undefined;
}

function checkReference(
  context: CheckContext,
  kind: PluginKind,
  expression: Expression,
  scope: Scope | undefined,
  overrides: readonly Override[],
): CheckedRef | "wrong" {
  const call = asCall(context, kind, expression, scope);
  return (call && checkRef(context, kind, call, scope, overrides)) ?? "wrong";
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
function defaultRef(
  context: CheckContext,
  kind: PluginKind,
  schema: z.ZodType,
  at: Span,
  overrides: readonly Override[],
): CheckedRef | "wrong" | undefined {
  const parsed = schema.safeParse(undefined);
  const use = parsed.success ? (parsed.data as CheckedRef["ref"] | null | undefined) : undefined;
  if (!use) return undefined;
  return checkDefaultRef(context, kind, use, at, overrides) ?? "wrong";
}

/** A setting that must be a plugin's name, with or without arguments. */
export function requireCall(context: CheckContext, kind: PluginKind, value: Expression): Call | undefined {
  if (value.kind === "call") return value;
  context.accept(messages.notAPlugin(value.span, kind, context.registry.names(kind)));
  return undefined;
}

/** A value as if it had been written at that position. */
function literal(value: Json, span: Span): Expression {
  if (typeof value === "number") return { kind: "number", span, value };
  if (typeof value === "string") return { kind: "text", span, value };
  if (Array.isArray(value)) {
    return { kind: "list", span, items: (value as readonly Json[]).map((item) => literal(item, span)) };
  }
  if (typeof value === "object" && value !== null) {
    const { name, options } = value as unknown as PluginRef;
    const args = Object.entries(options).map(([key, inner]): Argument => {
      return { kind: "argument", span, name: { text: key, span }, value: literal(inner, span) };
    });
    return { kind: "call", span, name: { text: name, span }, args };
  }
  return { kind: "call", span, name: { text: String(value), span } };
}
