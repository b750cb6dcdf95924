import type { Reading } from "./case.ts";
import type { CaseResult } from "./run-case.ts";

/** A Markdown table of one suite: medians with their range, and ours over each peer's. */
export function table(results: readonly CaseResult[]): string {
  const names = peersOf(results);
  const head = ["case", "unit", "ours", ...names, ...names.map((name) => `ours / ${name}`)];
  const rows = results.map(({ name, unit, ours, peers, ratios }) => [
    name,
    unit,
    text(ours),
    ...names.map((peer) => (peers[peer] ? text(peers[peer]) : "")),
    ...names.map((peer) => (ratios[peer] === undefined ? "" : ratios[peer].toFixed(2))),
  ]);
  return markdown(head, rows);
}

/** Other figures that the same processes reported, such as memory and their total time; undefined if there are none. */
export function otherFigures(results: readonly CaseResult[]): string | undefined {
  const columns = ["ours", ...peersOf(results)].flatMap((who) => {
    const told = results.map(({ ours, peers }) => (who === "ours" ? ours : peers[who])?.also ?? {});
    const names = [...new Set(told.flatMap((also) => Object.keys(also)))];
    return names.map((name) => ({ head: `${who}, ${name}`, cells: told.map((also) => figure(also[name])) }));
  });
  if (columns.length === 0) return undefined;
  const rows = results.map(({ name }, row) => [name, ...columns.map(({ cells }) => cells[row] ?? "")]);
  return markdown(["case", ...columns.map(({ head }) => head)], rows);
}

const peersOf = (results: readonly CaseResult[]): string[] => [
  ...new Set(results.flatMap(({ peers }) => Object.keys(peers))),
];

const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

function text({ median, min, max, absent }: Reading): string {
  if (absent !== undefined) return absent;
  return min === max ? figure(median) : `${figure(median)} (${figure(min)}-${figure(max)})`;
}

function figure(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
