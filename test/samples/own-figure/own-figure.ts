import { defineFigure, type Plugin, type RunView } from "@infoplane/contracts";
import { z } from "zod";

const options = z.strictObject({
  from: z.int().min(0).default(1).describe("first epoch that is drawn"),
});

/** How much better the network is on what it was trained with: train minus test accuracy, seed by seed. */
export const generalisationGap = defineFigure({
  name: "generalisation-gap",
  summary: "train minus test accuracy over training, by arm",
  options,
  create: ({ from }) => ({
    name: "generalisation-gap",
    title: "Generalisation gap",
    caption: (run) =>
      `Train minus test accuracy from epoch ${from} on: a line for the mean of ${run.experiment.seeds.length} seeds, ` +
      `a point for each.`,
    spec(run) {
      const rows = gaps(run, from);
      if (rows.length === 0) return undefined;
      const x = { field: "epoch", type: "quantitative", axis: { tickMinStep: 1 } };
      const y = { field: "gap", type: "quantitative", axis: { title: "train - test accuracy", format: ".1%" } };
      const color = { field: "arm", type: "nominal", scale: { domain: run.experiment.arms.map(({ name }) => name) } };
      return {
        data: { values: rows },
        width: 420,
        height: 220,
        layer: [
          { mark: "line", encoding: { x, y: { ...y, aggregate: "mean" }, color } },
          { mark: { type: "point", filled: true }, encoding: { x, y, color } },
        ],
      };
    },
  }),
});

function gaps({ records }: RunView, from: number) {
  const accuracy = records.filter(({ quantity, epoch }) => quantity === "accuracy" && epoch >= from);
  const key = ({ cell, epoch }: (typeof accuracy)[number]) => `${cell} ${epoch}`;
  const test = new Map(accuracy.filter(({ split }) => split === "test").map((record) => [key(record), record.value]));
  return accuracy.flatMap((record) => {
    const other = test.get(key(record));
    if (record.split !== "train" || record.value === null || typeof other !== "number") return [];
    const { arm, seed, epoch, value } = record;
    return [{ arm, seed, epoch, gap: value - other }];
  });
}

export const plugins: Plugin[] = [generalisationGap];
