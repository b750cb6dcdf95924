import type { PluginBase, Span } from "@infoplane/contracts";
import type { Argument, Expression, Setting } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { exactly, type Override } from "./override.ts";
import type { Scope } from "./scope.ts";

/** Settings by name: each known, and set once per block. `blocks` are ordered from the weakest to the strongest. */
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

/** The value of a setting that takes exactly one. */
export function onlyValue(
  context: CheckContext,
  name: string,
  values: readonly Expression[] | undefined,
): Expression | undefined {
  const [value, second] = values ?? [];
  const decimal = decimalComma(value, second);
  if (value?.kind === "number" && second && decimal) {
    context.accept(messages.decimalComma(second.span, decimal));
    // Check the intended value: only its position among the values is wrong.
    return { ...value, value: Number(decimal) };
  }
  if (second) context.accept(messages.oneValue(second.span, name));
  return value;
}

/**
 * How a number with a decimal comma would be written, if two values are whole numbers with nothing but a comma between
 * them: `0,005` is 0.005. Undefined otherwise.
 */
function decimalComma(first: Expression | undefined, second: Expression | undefined): string | undefined {
  if (first?.kind !== "number" || second?.kind !== "number") return undefined;
  const isTight = second.span.file === first.span.file && second.span.start === first.span.end + 1;
  if (!isTight || !Number.isInteger(first.value) || !Number.isInteger(second.value) || second.value < 0)
    return undefined;
  const digits = String(second.value).padStart(second.span.end - second.span.start, "0");
  return `${first.value}.${digits}`;
}

export interface OptionsRequest {
  readonly args: readonly Argument[];
  /** Where to report what is missing. */
  readonly at: Span;
  readonly scope: Scope | undefined;
  readonly overrides?: readonly Override[];
}

/** Which argument sets which option. */
export function assignArguments(
  context: CheckContext,
  plugin: PluginBase,
  { args, overrides = [] }: OptionsRequest,
): { readonly options: Map<string, Expression>; readonly sound: boolean } {
  const known = Object.keys(plugin.options.shape);
  const positional = plugin.positional ?? [];
  const options = new Map<string, Expression>();
  let sound = true;
  let place = 0;
  for (const [index, { name, value, span }] of args.entries()) {
    const before = args[index - 1];
    const decimal = name ? undefined : decimalComma(before?.value, value);
    const renamed = name && plugin.renamedOptions?.[name.text];
    if (name && renamed !== undefined) context.accept(messages.oldWord(name.span, name.text, renamed));
    const key = name ? (renamed ?? name.text) : positional[place++];
    // After a named option it would silently set another one: `sgd(momentum: 0,9)`.
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
