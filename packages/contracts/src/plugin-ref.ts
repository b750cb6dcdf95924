import type { ZodDefault, ZodType } from "zod";
import type { PluginKind, PluginRef } from "./plugin.ts";
import { z } from "#zod";

/**
 * An option that names another plugin: `loss: cross-entropy` or `optimizer: adam(rate: 1e-3)`. The language resolves
 * the name among the plugins of that kind and checks the nested options; the value is then a {@link PluginRef}.
 */
export function pluginRef(kind: PluginKind): ZodType<PluginRef> {
  return z.object({ name: z.string(), options: z.record(z.string(), z.json()) }).meta({ plugin: kind });
}

/** Like `pluginRef`, with a default plugin; the language fills in the defaults of that plugin's own options. */
export function pluginRefOr(kind: PluginKind, name: string): ZodDefault<ZodType<PluginRef>> {
  return pluginRef(kind).default({ name, options: {} });
}

/** The kind of plugin that an option names, or undefined for an ordinary value. Looks through default/optional. */
export function referredKind(schema: ZodType): PluginKind | undefined {
  let at: ZodType = schema;
  while (at instanceof z.ZodDefault || at instanceof z.ZodOptional || at instanceof z.ZodNullable) {
    at = at.unwrap() as ZodType;
  }
  return at.meta()?.["plugin"] as PluginKind | undefined;
}
