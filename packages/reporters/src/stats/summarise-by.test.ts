import type { RunRecord } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { summariseBy } from "./summarise-by.ts";

const record = (arm: string, seed: number, value: number | null): RunRecord => ({
  cell: "c",
  arm,
  seed,
  epoch: 1,
  step: 1,
  quantity: "accuracy",
  value,
});

it("groups by columns in order of appearance and excludes values that are not finite from n", () => {
  const groups = summariseBy([record("b", 1, 1), record("a", 1, 4), record("b", 2, 3), record("a", 2, null)], ["arm"]);
  expect(groups.map(({ arm, n, mean }) => ({ arm, n, mean }))).toEqual([
    { arm: "b", n: 2, mean: 2 },
    { arm: "a", n: 1, mean: 4 },
  ]);
});

it("counts distinct seeds, each with the mean of its values", () => {
  const [group] = summariseBy([record("a", 1, 1), record("a", 1, 3), record("a", 2, 5)], ["arm"]);
  expect(group).toMatchObject({ n: 2, mean: 3.5, low: 2, high: 5 });
});
