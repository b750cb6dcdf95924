import type { Plugin } from "@infoplane/contracts";
import { cka } from "./cka/cka.ts";
import { hsic } from "./hsic/hsic.ts";
import { nhsic } from "./nhsic/nhsic.ts";
import { accuracy } from "./prediction/accuracy.ts";
import { loss } from "./prediction/loss.ts";

/** Every metric of this package. */
export const metricPlugins: Plugin[] = [accuracy, loss, nhsic, hsic, cka];
