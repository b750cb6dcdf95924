import { definePlugin } from "@infoplane/contracts";
import { softmaxCrossEntropy } from "@infoplane/engine";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Mean of -log softmax(logits)[label], in nats. */
export const crossEntropy = definePlugin({
  kind: "loss",
  name: "cross-entropy",
  summary: "softmax cross-entropy with the class labels, in nats",
  needs: "logits",
  options: z.strictObject({}),
  create: () => ({
    value: (output, labels) => softmaxCrossEntropy(output as Tensor2D, labels as Tensor1D),
  }),
});
