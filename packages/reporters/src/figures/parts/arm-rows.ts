/** Encoding of a figure with one row per arm, in the order of the experiment. */
export function armRows(arms: readonly string[]) {
  return {
    y: {
      field: "arm",
      type: "nominal",
      scale: { domain: arms, padding: 0 },
      axis: { title: null, grid: false, labelLimit: 220 },
    },
  };
}
