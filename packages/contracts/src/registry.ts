import type { ZodType } from "zod";
import type { ArchitecturePlugin, HeadPlugin } from "./architecture.ts";
import type { AugmentationPlugin, DatasetPlugin } from "./dataset.ts";
import type { ExecutorPlugin } from "./executor.ts";
import type { FigurePlugin } from "./figure.ts";
import type { LayerPlugin } from "./layer.ts";
import type { MetricPlugin } from "./metric.ts";
import type { OptionsOf, OptionsSchema, PluginBase, PluginKind } from "./plugin.ts";
import type { ReporterPlugin } from "./reporter.ts";
import type { LossPlugin, OptimizerPlugin, SchedulePlugin, TrainerPlugin } from "./trainer.ts";

/** Plugin type by kind. */
export interface PluginByKind<S extends OptionsSchema = OptionsSchema> {
  dataset: DatasetPlugin<S>;
  augmentation: AugmentationPlugin<S>;
  layer: LayerPlugin<S>;
  architecture: ArchitecturePlugin<S>;
  head: HeadPlugin<S>;
  loss: LossPlugin<S>;
  optimizer: OptimizerPlugin<S>;
  schedule: SchedulePlugin<S>;
  trainer: TrainerPlugin<S>;
  metric: MetricPlugin<S>;
  figure: FigurePlugin<S>;
  reporter: ReporterPlugin<S>;
  executor: ExecutorPlugin<S>;
}
/** A plugin of any kind: what a module exports in `plugins`. */
export type Plugin = PluginByKind[PluginKind];

/** The plugins of one program: a table by kind and name. */
export class Registry {
  readonly #plugins = new Map<string, { readonly plugin: Plugin; readonly from: string }>();

  /** Adds plugins from one place (a package or a `use`). Throws Error for a second one with the same kind and name. */
  add(plugins: readonly Plugin[], from: string): this {
    for (const plugin of plugins) {
      const key = `${plugin.kind} ${plugin.name}`;
      const before = this.#plugins.get(key);
      if (before) throw new Error(`two plugins are called ${key}: one from ${before.from}, one from ${from}`);
      this.#plugins.set(key, { plugin, from });
    }
    return this;
  }

  /** undefined if there is none. */
  find<K extends PluginKind>(kind: K, name: string): PluginByKind[K] | undefined {
    return this.#plugins.get(`${kind} ${name}`)?.plugin as PluginByKind[K] | undefined;
  }

  /** Like `find`, for names that the checker has already accepted. Throws Error if there is none. */
  get<K extends PluginKind>(kind: K, name: string): PluginByKind[K] {
    const plugin = this.find(kind, name);
    if (!plugin) throw new Error(`no ${kind} is called ${name}`);
    return plugin;
  }

  /** Names of a kind, in the order in which they were added. */
  names(kind: PluginKind): string[] {
    return this.list(kind).map((entry) => entry.plugin.name);
  }

  /** The plugins of a kind, or all, each with the place it was added from. */
  list(kind?: PluginKind): { readonly plugin: Plugin; readonly from: string }[] {
    return [...this.#plugins.values()].filter((entry) => kind === undefined || entry.plugin.kind === kind);
  }
}

/**
 * Options of a checked reference, typed for its plugin. They are stored as the checker parsed them; parsing them again
 * would apply a schema's transform twice. An option that a stored run lacks, because the schema did not have it then,
 * gets its default; a renamed option gets its current name. Throws TypeError for any other name.
 */
export function optionsOf<S extends OptionsSchema>(plugin: PluginBase<PluginKind, S>, options: object): OptionsOf<S> {
  const { renamedOptions = {} } = plugin;
  const stored = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [renamedOptions[name] ?? name, value]),
  );
  const shape = plugin.options.shape as Readonly<Record<string, ZodType>>;
  const unknown = Object.keys(stored).find((name) => !(name in shape));
  if (unknown !== undefined) throw new TypeError(`the ${plugin.kind} ${plugin.name} has no option ${unknown}`);
  const added = Object.entries(shape).flatMap(([key, schema]) => {
    if (key in stored) return [];
    const value: unknown = schema.safeParse(undefined).data;
    return value === undefined ? [] : [[key, value]];
  });
  // The one place where plain JSON gets the type of a schema's output, which the schema itself has produced.
  return { ...stored, ...Object.fromEntries(added) } as OptionsOf<S>;
}
