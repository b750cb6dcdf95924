import type { RunView } from "@infoplane/contracts";
import { startEngine, Streams } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "./cka.ts";
import { nhsic } from "./nhsic.ts";
import { measureOn } from "../test/variable.ts";
import { ckaMatrix } from "./cka-matrix.ts";
import { nhsicMatrix } from "./nhsic-matrix.ts";

beforeAll(async () => {
  await startEngine();
});

const { normal } = new Streams(3).stream("matrix");
const z = [3, 5, 2].map((d) => Array.from({ length: 24 }, () => Array.from({ length: d }, normal)));
const probe = { x: z[0]!, y: z[1]!, z };

describe.each([
  [ckaMatrix, cka],
  [nhsicMatrix, nhsic],
] as const)("$name", (matrix, single) => {
  it("has a record for each pair of blocks, equal to that of the two alone", async () => {
    const found = await measureOn(matrix, {}, probe);
    expect(found.map((row) => [row.depth, row["other_depth"], row.block, row["other"]])).toEqual([
      [1, 2, "block1", "block2"],
      [1, 3, "block1", "block3"],
      [2, 3, "block2", "block3"],
    ]);
    const [alone] = await measureOn(single, { a: "X", b: "Y" }, probe);
    for (const column of ["value", "corrected", "null_mean", "null_std", "z", "p"] as const) {
      expect(found[0]?.[column]).toBe(alone?.[column]);
    }
  });

  it("is drawn as a heat map with both halves and the diagonal, for the last epoch of each arm", async () => {
    const rows = await measureOn(matrix, {}, probe);
    // The second arm trains longer; records of a measure that is no longer in the experiment come first.
    const drawn = (arm: string, epochs: readonly number[], quantity: string = matrix.name) =>
      epochs.flatMap((epoch) => rows.map((row) => ({ ...row, quantity, metric: matrix.name, arm, seed: 1, epoch })));
    const records = [...drawn("e2e", [1, 2], "old"), ...drawn("e2e", [1, 2]), ...drawn("in-sequence", [1, 2, 3, 4])];
    const arms = ["e2e", "in-sequence", "failed"].map((name) => ({ name }));
    const run = { records, experiment: { arms, measures: [{ label: matrix.name }] } } as unknown as RunView;
    const figure = matrix.figures![0]!;
    const { data } = figure.spec(run) as { data: { values: { arm: string; depth: number; other: number }[] } };
    for (const { name } of arms.slice(0, 2)) {
      const own = data.values.filter(({ arm }) => arm === name);
      expect(new Set(own.map(({ depth, other }) => `${depth} ${other}`)).size).toBe(9);
      expect(own.filter(({ depth, other }) => depth === 1 && other === 3)).toHaveLength(1);
    }
    expect(figure.caption(run)).toContain("24 probe samples");
    expect(figure.caption(run)).toContain("Not measured: failed.");
    expect(figure.spec({ ...run, records: [] })).toBeUndefined();
  });
});
