import type { Diagnostic } from "@infoplane/contracts";
import type { Expression, RangeItem } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { parseSeeds, parseValue } from "../parse/parse.ts";

/** A setting from the command line. The spans of its value name the flag instead of a file. */
export interface Override {
  /** As the user typed it: `--set train.e2e.epochs=3`. */
  readonly flag: string;
  readonly path: readonly string[];
  readonly value: Expression;
}

export interface Flags {
  readonly overrides: readonly Override[];
  readonly seeds?: readonly RangeItem[];
}

/** Parses `--set` and `--seeds` with the grammar of the language. */
export function readFlags(
  sets: readonly string[],
  seeds: string | undefined,
  accept: (diagnostic: Diagnostic) => void,
): Flags {
  const overrides: Override[] = [];
  let items: readonly RangeItem[] | undefined;
  const takeSeeds = (flag: string, text: string) => {
    const read = parseSeeds({ file: flag, text });
    read.diagnostics.forEach(accept);
    if (read.diagnostics.length === 0) items = read.value;
  };
  for (const text of sets) {
    const flag = `--set ${text}`;
    const [, path, value] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(text) ?? [];
    if (path === undefined || value === undefined) accept(messages.malformedOverride(flag));
    else if (path === "seeds") takeSeeds(flag, value);
    else {
      const read = parseValue({ file: flag, text: value });
      read.diagnostics.forEach(accept);
      if (read.value && read.diagnostics.length === 0)
        overrides.push({ flag, path: path.split("."), value: read.value });
    }
  }
  if (seeds !== undefined) takeSeeds(`--seeds ${seeds}`, seeds);
  return { overrides, ...(items && { seeds: items }) };
}

/** The overrides below a name, with the rest of their paths. */
export function below(overrides: readonly Override[], name: string): Override[] {
  return overrides
    .filter(({ path }) => path[0] === name && path.length > 1)
    .map((override) => ({ ...override, path: override.path.slice(1) }));
}

/** The last override of exactly this name. */
export function exactly(overrides: readonly Override[], name: string): Override | undefined {
  return overrides.findLast(({ path }) => path.length === 1 && path[0] === name);
}
