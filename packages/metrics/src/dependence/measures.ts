import { z, type DependenceMeasures } from "@infoplane/contracts";
import type { input } from "zod";
import { ckaOptions } from "./cka.ts";
import { hsicOptions } from "./hsic.ts";
import { compareCka, compareHsic } from "./kernel-measure.ts";
import { oneApproximation } from "./kernel-options.ts";
import { nhsicOptions } from "./nhsic.ts";
import { compareNhsic } from "./nhsic-measure.ts";

const nhsic = z.strictObject(nhsicOptions);
const hsic = z.strictObject(hsicOptions).refine(oneApproximation.fits, oneApproximation.message);
const cka = z.strictObject(ckaOptions).refine(oneApproximation.fits, oneApproximation.message);

/** The measures of two variables that `nhsic`, `hsic` and `cka` record, for use by other metrics. */
export const measures: DependenceMeasures = {
  nhsic: async (a, b, options: input<typeof nhsic> = {}) => compareNhsic(a, b, nhsic.parse(options)),
  hsic: async (a, b, options: input<typeof hsic> = {}) => compareHsic(a, b, hsic.parse(options)),
  cka: async (a, b, options: input<typeof cka> = {}) => compareCka(a, b, cka.parse(options)),
};
