import { Registry, type Plugin } from "@infoplane/contracts";
import { dataPlugins } from "@infoplane/data/plugins";
import { executorPlugins } from "@infoplane/executors/plugins";
import { metricPlugins } from "@infoplane/metrics/plugins";
import { modelPlugins } from "@infoplane/models/plugins";
import { reporterPlugins } from "@infoplane/reporters/plugins";
import { trainerPlugins } from "@infoplane/trainers/plugins";

/**
 * Every plugin that Infoplane ships, in a registry of its own, to which others can be added. Loads no tensor library.
 *
 * ```ts
 * const registry = builtInRegistry().add(plugins, "my-plugins");
 * console.log(registry.names("metric"));
 * ```
 */
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
