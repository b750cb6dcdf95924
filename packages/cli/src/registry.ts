import { Registry, type Plugin } from "@infoplane/contracts";
import { dataPlugins } from "@infoplane/data";
import { executorPlugins } from "@infoplane/executors";
import { metricPlugins } from "@infoplane/metrics";
import { modelPlugins } from "@infoplane/models";
import { reporterPlugins } from "@infoplane/reporters";
import { trainerPlugins } from "@infoplane/trainers";

/** Every plugin that Infoplane ships. Loads no tensor library. */
export function builtInRegistry(): Registry {
  const packages: Readonly<Record<string, readonly Plugin[]>> = {
    "@infoplane/data": dataPlugins,
    "@infoplane/models": modelPlugins,
    "@infoplane/trainers": trainerPlugins,
    "@infoplane/metrics": metricPlugins,
    "@infoplane/reporters": reporterPlugins,
    "@infoplane/executors": executorPlugins,
  };
  const registry = new Registry();
  for (const [from, plugins] of Object.entries(packages)) registry.add(plugins, from);
  return registry;
}
