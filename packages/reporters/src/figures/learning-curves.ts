import type { Curve } from "./learning-curve.ts";

/** Accuracy over the epochs, by arm. */
export const accuracyCurve: Curve = {
  quantity: "accuracy",
  name: "accuracy-over-epochs",
  title: "Accuracy over epochs",
  axisTitle: "Accuracy",
  format: ".2~%",
  tooltipFormat: ".2%",
  what: "Share of samples classified correctly.",
};

/** Loss over the epochs, by arm. */
export const lossCurve: Curve = {
  quantity: "loss",
  name: "loss-over-epochs",
  title: "Loss over epochs",
  axisTitle: "Cross-entropy (nats)",
  format: "~g",
  tooltipFormat: ".4g",
  what: "Mean cross-entropy of the network's own classifier, in nats.",
};
