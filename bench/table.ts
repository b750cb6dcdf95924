import { steadyFactor } from "./machine-speed.ts";
import type { CaseResult, SideResult } from "./summarise.ts";

/**
 * A Markdown table of one suite, a row for each side of a case: the median over the rounds with the range of all
 * repetitions, ours over this side with the spread of the rounds, by how much the rounds of this side differ, and what
 * its processes reported besides.
 */
export function table(results: readonly CaseResult[]): string {
  const rows = results.flatMap(({ name, unit, sides }) =>
    Object.entries(sides).map(([side, result]) => ({ name, unit, side, result })),
  );
  const others = [...new Set(rows.flatMap(({ result }) => Object.keys(result.also ?? {})))];
  const head = ["case", "side", "unit", "measured", "ours / it", "rounds differ by", ...others];
  return markdown(
    head,
    rows.map(({ name, unit, side, result }) => [
      name,
      side,
      unit,
      ...(result.absent === undefined ? measured(result) : [result.absent, "", ""]),
      ...others.map((other) => figure(result.also?.[other])),
    ]),
  );
}

const times: readonly string[] = ["ms", "s"];

/** Which cases were measured while the machine changed its speed; undefined if none was. */
export function speedNote(results: readonly CaseResult[]): string | undefined {
  const changed = results.flatMap(({ name, unit, sides }) => {
    if (!times.includes(unit)) return [];
    const most = Math.max(...Object.values(sides).map(({ speedChange }) => speedChange || 1));
    return most > steadyFactor ? [`${name} (${most.toFixed(2)})`] : [];
  });
  if (changed.length === 0) return undefined;
  return (
    `The machine changed its speed: rounds of one side differ by more than ${steadyFactor} in ${changed.join(", ")}. ` +
    "Read the ratios there, not the times."
  );
}

function measured({ median, min, max, ratio, rounds, speedChange }: SideResult): string[] {
  return [
    withRange(figure, median, min, max),
    ratio ? withRange((value) => value.toFixed(2), ratio.median, ratio.min, ratio.max) : "",
    rounds.length > 1 ? speedChange.toFixed(2) : "",
  ];
}

function withRange(text: (value: number) => string, median: number, min: number, max: number): string {
  return min === max ? text(median) : `${text(median)} (${text(min)}-${text(max)})`;
}

const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

function figure(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
