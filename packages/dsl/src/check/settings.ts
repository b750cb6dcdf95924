import type { Expression, Setting } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
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
  if (value?.kind === "number" && second && decimal) {
    context.accept(messages.decimalComma(second.span, decimal));
    // What is meant is checked on: its place among the values is all that is wrong.
    return { ...value, value: Number(decimal) };
  }
  if (second) context.accept(messages.oneValue(second.span, name));
  return value;
}

/**
 * How a number would be written whose decimal mark is a comma, where two values are whole numbers with nothing but a comma
 * between them: `0,005` is 0.005. Undefined where they are not.
 */
export function decimalComma(first: Expression | undefined, second: Expression | undefined): string | undefined {
  if (first?.kind !== "number" || second?.kind !== "number") return undefined;
  const isTight = second.span.file === first.span.file && second.span.start === first.span.end + 1;
  if (!isTight || !Number.isInteger(first.value) || !Number.isInteger(second.value) || second.value < 0)
    return undefined;
  const digits = String(second.value).padStart(second.span.end - second.span.start, "0");
  return `${first.value}.${digits}`;
}
