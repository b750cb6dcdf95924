import type { Plugin } from "@infoplane/contracts";
import { nhsic } from "./nhsic/nhsic.ts";
import { accuracy } from "./prediction/accuracy.ts";
import { loss } from "./prediction/loss.ts";

/** Every metric of this package. */
export const metricPlugins: Plugin[] = [accuracy, loss, nhsic];
