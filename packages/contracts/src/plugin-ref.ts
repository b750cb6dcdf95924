import { z } from "zod";
import type { PluginKind, PluginUse } from "./plugin.ts";

/**
 * An option that names another plugin: `loss: cross-entropy` or `optimizer: adam(rate: 1e-3)`.
 * The language resolves the name among the plugins of that kind and checks the nested options;
 * the value is then a {@link PluginUse}.
 */
export function pluginRef(kind: PluginKind): z.ZodType<PluginUse> {
  return z.object({ name: z.string(), options: z.record(z.string(), z.json()) }).meta({ plugin: kind });
}

/** The same with a default plugin, whose own option defaults the language fills in. */
export function pluginRefOr(kind: PluginKind, name: string): z.ZodDefault<z.ZodType<PluginUse>> {
  return pluginRef(kind).default({ name, options: {} });
}

/** The kind of plugin that an option names, or undefined when it is an ordinary value. Looks through default/optional. */
export function referredKind(schema: z.ZodType): PluginKind | undefined {
  let at: z.ZodType = schema;
  while (at instanceof z.ZodDefault || at instanceof z.ZodOptional || at instanceof z.ZodNullable) {
    at = at.unwrap() as z.ZodType;
  }
  return at.meta()?.["plugin"] as PluginKind | undefined;
}
