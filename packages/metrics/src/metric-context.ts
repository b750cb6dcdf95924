import type { DependenceMeasures, MetricContext } from "@infoplane/contracts";
import { linalg, tensors } from "@infoplane/engine";

/** The context of metrics, on the started engine. The measures of dependence are loaded on first use. */
export const metricContext = (): MetricContext => Object.freeze({ tf: tensors(), linalg: linalg(), dependence });

const measures = async (): Promise<DependenceMeasures> => (await import("./dependence/measures.ts")).measures;

const dependence = Object.freeze<DependenceMeasures>({
  nhsic: async (...args) => (await measures()).nhsic(...args),
  hsic: async (...args) => (await measures()).hsic(...args),
  cka: async (...args) => (await measures()).cka(...args),
});
