import type { Plugin } from "@infoplane/contracts";
import { records } from "./export/records-reporter.ts";
import { tensorboard } from "./export/tensorboard/tensorboard-reporter.ts";
import { html } from "./html/html-reporter.ts";
import { table } from "./table/table-reporter.ts";
import { vegaLite } from "./vega-lite/vega-lite-reporter.ts";

/** The reporters of this package. */
export const reporterPlugins: Plugin[] = [html, vegaLite, table, records, tensorboard];
