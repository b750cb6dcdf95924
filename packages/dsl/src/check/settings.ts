import type { Expression, Setting } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { decimalComma } from "./decimal-comma.ts";
import { exactly, type Override } from "./override.ts";

/** Settings by name: each known and set once per block. `blocks` go from the weakest to the strongest. */
export function settingsByName(
  context: CheckContext,
  where: string,
  known: readonly string[],
  blocks: readonly (readonly Setting[])[],
  overrides: readonly Override[] = [],
): Map<string, readonly Expression[]> {
  const settings = new Map<string, readonly Expression[]>();
  for (const block of blocks) {
    const seen = new Set<string>();
    for (const { name, values } of block) {
      if (!known.includes(name.text)) context.accept(messages.unknownSetting(name.span, where, name.text, known));
      else if (seen.has(name.text)) context.accept(messages.duplicateSetting(name.span, name.text));
      else settings.set(name.text, values);
      seen.add(name.text);
    }
  }
  for (const name of known) {
    const override = exactly(overrides, name);
    if (override) settings.set(name, [override.value]);
  }
  return settings;
}

/** The value of a setting that takes one. */
export function onlyValue(
  context: CheckContext,
  name: string,
  values: readonly Expression[] | undefined,
): Expression | undefined {
  const [value, second] = values ?? [];
  const decimal = decimalComma(value, second);
  if (second && decimal) context.accept(messages.decimalComma(second.span, decimal));
  else if (second) context.accept(messages.oneValue(second.span, name));
  return value;
}
