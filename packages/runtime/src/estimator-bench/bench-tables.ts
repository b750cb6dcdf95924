import type { VegaLiteSpec } from "@infoplane/contracts";
import type { BenchRow } from "./bench-row.ts";
import { families } from "./families.ts";

const number = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "-");
const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;

/** Tables of a bench: false positives, power, and value with bias, spread and cost. */
export function benchMarkdown(rows: readonly BenchRow[]): string {
  const sizes = [...new Set(rows.map(({ samples }) => samples))];
  const kept = families.filter(({ name }) => rows.some(({ family }) => family === name));
  const shares = (independent: boolean) => {
    const columns = kept.filter((family) => family.independent === independent);
    const head = columns.flatMap(({ name }) => sizes.map((m) => `${name}, m ${m}`));
    const lines = estimatorsOf(rows).map((estimator) => [
      estimator,
      ...columns.flatMap(({ name }) =>
        sizes.map((m) => {
          const row = rows.find((one) => one.estimator === estimator && one.family === name && one.samples === m);
          return row ? percent(row.found) : "-";
        }),
      ),
    ]);
    return table(["estimator", ...head], lines);
  };
  const largest = Math.max(...sizes);
  const details = table(
    ["estimator", "family", "m", "value", "sd", "null share", "corrected", "sd", `bias against m ${largest}`, "ms"],
    rows.map((row) => {
      const at = rows.find(
        (one) => one.estimator === row.estimator && one.family === row.family && one.samples === largest,
      );
      const { estimator, family, samples, value, valueSd, nullShare, corrected, correctedSd, milliseconds } = row;
      // Independent variables have a corrected value of 0; others are compared with the largest sample.
      const truth = row.independent ? 0 : (at?.corrected ?? NaN);
      return [
        estimator,
        family,
        String(samples),
        number(value),
        number(valueSd),
        percent(nullShare),
        number(corrected),
        number(correctedSd),
        number(corrected - truth),
        number(milliseconds),
      ];
    }),
  );
  const has = (independent: boolean): boolean => kept.some((family) => family.independent === independent);
  return [
    ...(has(true)
      ? [`p < 0.05 among independent pairs (${rows[0]?.pairs ?? 0} each; 5% is right):`, shares(true)]
      : []),
    ...(has(false) ? ["p < 0.05 among dependent pairs (power):", shares(false)] : []),
    "Value, corrected value (bias is of the corrected one) and cost:",
    details,
    `Families: ${kept.map(({ name, summary }) => `${name}: ${summary}`).join("; ")}.`,
  ].join("\n\n");
}

export function benchCsv(rows: readonly BenchRow[]): string {
  const columns = Object.keys(rows[0] ?? {}) as (keyof BenchRow)[];
  return `${[columns.join(","), ...rows.map((row) => columns.map((column) => String(row[column])).join(","))].join("\n")}\n`;
}

/** Share of pairs found, by family and size: one bar per estimator, with the level as a line. */
export function benchFigure(rows: readonly BenchRow[]): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: "Pairs with p < 0.05: false positives where variables are independent, power elsewhere",
    data: { values: rows },
    facet: {
      row: { field: "samples", type: "quantitative", title: "samples" },
      column: { field: "family", type: "nominal", sort: families.map(({ name }) => name), title: null },
    },
    spec: {
      width: 130,
      layer: [
        {
          mark: { type: "bar", height: { band: 0.6 } },
          encoding: {
            x: { field: "found", type: "quantitative", scale: { domain: [0, 1] }, axis: { format: "%", title: null } },
            y: { field: "estimator", type: "nominal", sort: null, title: null },
            tooltip: [
              { field: "estimator", type: "nominal" },
              { field: "found", type: "quantitative", format: ".1%" },
              { field: "pairs", type: "quantitative" },
            ],
          },
        },
        { mark: { type: "rule", strokeDash: [3, 3] }, encoding: { x: { datum: 0.05 } } },
      ],
    },
  };
}

const estimatorsOf = (rows: readonly BenchRow[]): string[] => [...new Set(rows.map(({ estimator }) => estimator))];

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...lines.map(line)].join("\n");
}
