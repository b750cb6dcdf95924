import type { Json, PluginKind, PluginUse, Span } from "@infoplane/contracts";
import type { Argument, Call, Expression } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext, Origins } from "./context.ts";
import { checkOptions } from "./options.ts";
import type { Override } from "./override.ts";
import type { Scope } from "./scope.ts";

export interface CheckedUse {
  readonly use: PluginUse;
  /** By option of this plugin. */
  readonly origins: Origins;
  readonly written: ReadonlyMap<string, Expression>;
}

/** A named plugin with its arguments. Undefined when something is wrong, which is then reported. */
export function checkUse(
  context: CheckContext,
  kind: PluginKind,
  call: Call,
  scope: Scope | undefined,
  overrides: readonly Override[] = [],
): CheckedUse | undefined {
  const name = call.name.text;
  const plugin = context.registry.find(kind, name);
  if (!plugin) {
    context.accept(messages.unknownPlugin(call.name.span, kind, name, context.registry.names(kind)));
    return undefined;
  }
  const checked = checkOptions(context, plugin, { args: call.args ?? [], at: call.span, scope, overrides });
  return checked && { use: { name, options: checked.options }, origins: checked.origins, written: checked.written };
}

/** A use that a plugin gives as its default: completes it as if it had been written, with no one's origin but the plugin's. */
export function fillUse(
  context: CheckContext,
  kind: PluginKind,
  { name, options }: PluginUse,
  at: Span,
  overrides: readonly Override[] = [],
): CheckedUse | undefined {
  const args = Object.entries(options).map(([key, value]): Argument => {
    return { kind: "argument", span: at, name: { text: key, span: at }, value: literal(value, at) };
  });
  const checked = checkUse(
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

/** A setting that must be a plugin's name, with or without arguments. */
export function asUse(context: CheckContext, kind: PluginKind, value: Expression): Call | undefined {
  if (value.kind === "call") return value;
  context.accept(messages.notAPlugin(value.span, kind, context.registry.names(kind)));
  return undefined;
}

function literal(value: Json, span: Span): Expression {
  if (typeof value === "number") return { kind: "number", span, value };
  if (typeof value === "string") return { kind: "text", span, value };
  if (Array.isArray(value)) {
    return { kind: "list", span, items: (value as readonly Json[]).map((item) => literal(item, span)) };
  }
  if (typeof value === "object" && value !== null) {
    const { name, options } = value as unknown as PluginUse;
    const args = Object.entries(options).map(([key, inner]): Argument => {
      return { kind: "argument", span, name: { text: key, span }, value: literal(inner, span) };
    });
    return { kind: "call", span, name: { text: name, span }, args };
  }
  return { kind: "call", span, name: { text: String(value), span } };
}
