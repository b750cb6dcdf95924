import { defineMetric, type Figure, type Measurement, type Plugin, type RunView } from "@infoplane/contracts";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";

const options = z.strictObject({});

/** How many dimensions each block's output fills, drawn over depth after the last epoch. */
const dimensionsByDepth: Figure = {
  name: "participation-ratio",
  title: "Dimensions that each block fills",
  caption: (run) =>
    `Participation ratio of each block's output on the probe set after the last measured epoch: one point for each of ` +
    `${run.experiment.seeds.length} seeds, a line through their mean.`,
  spec(run) {
    const rows = lastEpoch(run);
    if (rows.length === 0) return undefined;
    const x = { field: "block", type: "ordinal", sort: { field: "depth" }, title: null, axis: { labelAngle: 0 } };
    const y = { field: "value", type: "quantitative", title: "participation ratio" };
    const color = { field: "arm", type: "nominal", title: "arm" };
    return {
      data: { values: rows },
      width: 320,
      layer: [
        { mark: "line", encoding: { x, y: { ...y, aggregate: "mean" }, color } },
        { mark: { type: "point", filled: true }, encoding: { x, y, color } },
      ],
    };
  },
};

function lastEpoch(run: RunView) {
  const rows = run.records.filter((record) => record.metric === "participation-ratio");
  const last = Math.max(...rows.map((record) => record.epoch));
  return rows.filter((record) => record.epoch === last);
}

/** (tr C)² / tr C² of the covariance C of z [m, d]: from 1, all on a line, to min(m - 1, d). Gao et al., bioRxiv 214262 (2017). */
export const participationRatio = defineMetric({
  name: "participation-ratio",
  summary: "how many dimensions each block's output fills on the probe set",
  options,
  needs: "probe",
  figures: [dimensionsByDepth],
  create: (_, { tf }) => ({
    async measure(snapshot) {
      const found: Measurement[] = [];
      for (const { values, block = "", depth = 0 } of snapshot.blocks) {
        const ratio = tf.tidy(() => {
          const centred: Tensor2D = tf.sub(values, tf.mean(values, 0));
          const gram = tf.matMul(centred, centred, false, true); // the same non-zero eigenvalues as C, up to m - 1
          return tf.div(tf.square(tf.sum(tf.square(centred))), tf.sum(tf.square(gram)));
        });
        try {
          const [value = NaN] = await ratio.data();
          found.push({ value, block, depth });
        } finally {
          ratio.dispose();
        }
      }
      return found;
    },
  }),
});

export const plugins: Plugin[] = [participationRatio];
