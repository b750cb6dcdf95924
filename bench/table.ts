import type { Reading } from "./case.ts";
import type { CaseResult } from "./run-case.ts";

/** A Markdown table of one suite: medians with their range, and ours over each peer's. */
export function table(results: readonly CaseResult[]): string {
  const names = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  const also = [...new Set(results.flatMap(({ ours }) => Object.keys(ours.also ?? {})))];
  const head = ["case", "unit", "ours", ...also, ...names, ...names.map((name) => `ours / ${name}`)];
  const rows = results.map(({ name, unit, ours, peers, ratios }) => [
    name,
    unit,
    text(ours),
    ...also.map((key) => figure(ours.also?.[key])),
    ...names.map((peer) => (peers[peer] ? text(peers[peer]) : "")),
    ...names.map((peer) => (ratios[peer] === undefined ? "" : ratios[peer].toFixed(2))),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const text = ({ median, min, max }: Reading): string =>
  min === max ? figure(median) : `${figure(median)} (${figure(min)}-${figure(max)})`;

function figure(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
