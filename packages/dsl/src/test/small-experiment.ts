const statements = {
  experiment: "experiment small",
  seeds: "seeds 1, 2",
  dataset: "dataset cifar10(train: 1000, test: 200) { batch 50 }",
  architecture:
    "architecture net { block { conv 8; relu }; block { flatten; dense 16 }; classifier { dense classes } }",
  defaults: "train * { epochs 2 }",
  train: "train e2e with e2e",
  measure: "measure accuracy",
};

/** A complete short experiment, whose statements can be replaced, omitted (with "") or extended with `more`. */
export function smallExperiment(parts: Partial<typeof statements> & { readonly more?: string } = {}): string {
  return `${Object.values({ ...statements, more: "", ...parts })
    .filter((text) => text !== "")
    .join("\n")}\n`;
}
