/** Records that a cell writes at each epoch: accuracy and loss on both parts, a norm per block, the training loss. */
export const blocks = 10;
export const recordsPerEpoch = 4 + blocks + 1;
const arms = 10;

/** An experiment of ten arms and enough seeds for `cells` cells, each with at least `records` records. */
export function scaleExperiment(cells: number, records: number): string {
  const trained = Array.from(
    { length: arms },
    (_, index) => `train arm-${index + 1} with per-layer { optimizer adam(rate: ${index + 1}e-3) }`,
  );
  return `experiment scale "As many cells as nobody has trained"

seeds 1..${Math.max(1, Math.ceil(cells / arms))}

dataset textures(train: 1000, test: 200) { batch 100 }

architecture net {
  block { flatten; dense 32; relu }
  repeat ${blocks - 1} { block { dense 32; relu } }
  classifier { dense classes }
}

train * { epochs ${Math.ceil(records / recordsPerEpoch)} }
${trained.join("\n")}

measure accuracy, loss, weight-norm every 1 epoch

claim "a higher rate ends higher" accuracy(test)[arm-10] > accuracy(test)[arm-1]
claim "and gets there earlier" mean(accuracy(test) over epochs)[arm-10] > mean(accuracy(test) over epochs)[arm-1]

report html, table
`;
}
