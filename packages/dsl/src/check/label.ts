import { writeValue, type Json, type PluginBase } from "@infoplane/contracts";
import type { z } from "zod";
import type { Argument } from "../ast/ast.ts";

/**
 * The canonical text of a call: `nhsic(X, Z)`, `nhsic(X, Z, sigma: 3)`. Positional options stay so, and required ones
 * are always written; of the others, only those that differ from the default are named. Equal uses have equal labels.
 */
export function labelOf(
  plugin: PluginBase,
  args: readonly Argument[],
  options: Readonly<Record<string, Json>>,
): string {
  const shape = plugin.options.shape as Record<string, z.ZodType>;
  const positional = plugin.positional ?? [];
  const written = args.filter(({ name }) => !name).length;
  const isRequired = (key: string) => !(shape[key]?.safeParse(undefined).success ?? false);
  const required = positional.findIndex((key) => !isRequired(key));
  const unnamed = positional.slice(0, Math.max(written, required < 0 ? positional.length : required));
  const named = Object.keys(shape).filter((key) => {
    if (unnamed.includes(key) || options[key] === undefined) return false;
    return isRequired(key) || !sameJson(options[key], shape[key]?.safeParse(undefined).data);
  });
  const texts = [
    ...unnamed.map((key) => writeValue(options[key] ?? null)),
    ...named.map((key) => `${key}: ${writeValue(options[key] ?? null)}`),
  ];
  return texts.length === 0 ? plugin.name : `${plugin.name}(${texts.join(", ")})`;
}

export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
