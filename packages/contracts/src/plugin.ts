import type { z } from "zod";
import type { PluginByKind } from "./registry.ts";

/** The kinds of plugins. A plugin is identified by kind and name; two with the same ones are an error. */
export const pluginKinds = [
  "dataset",
  "augmentation",
  "layer",
  "architecture",
  "head",
  "loss",
  "optimizer",
  "schedule",
  "trainer",
  "metric",
  "figure",
  "reporter",
  "executor",
] as const;
export type PluginKind = (typeof pluginKinds)[number];

/** Options are always a strict Zod object, from which the language checks, completes and documents arguments. */
export type OptionsSchema = z.ZodObject;
export type OptionsOf<S extends OptionsSchema> = z.output<S>;

/** What every plugin has. A plugin is a plain object; importing one never registers it. */
export interface PluginBase<K extends PluginKind = PluginKind, S extends OptionsSchema = OptionsSchema> {
  readonly kind: K;
  /** The name in the language, in kebab-case. */
  readonly name: string;
  /** One line, shown by `plugins` and on hover. */
  readonly summary: string;
  /** `z.strictObject({...})` with a default or a description on every field. */
  readonly options: S;
  /** Options that may be written without a name, in order: `conv 64` sets the first of them. */
  readonly positional?: readonly string[];
  /** Renamed options, keyed by the old name; the language still accepts it, with a warning. */
  readonly renamedOptions?: Readonly<Record<string, string>>;
}

/** A plugin with its options, defaults filled in: plain JSON, and part of a cell's hash. */
export interface PluginRef {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A plugin as its author writes it: without the kind, which the define function adds. */
type Written<K extends PluginKind, S extends OptionsSchema> = Omit<PluginByKind<S>[K], "kind">;

/**
 * Makes the define function of one kind. It infers the `options` of every hook from the Zod schema, and widens the
 * plugin to the type that the registry holds.
 */
function definer<K extends PluginKind>(kind: K): <S extends OptionsSchema>(plugin: Written<K, S>) => PluginByKind[K] {
  return (plugin) => ({ ...plugin, kind }) as unknown as PluginByKind[K];
}

export const defineDataset = definer("dataset");
export const defineAugmentation = definer("augmentation");
export const defineLayer = definer("layer");
export const defineArchitecture = definer("architecture");
export const defineHead = definer("head");
export const defineLoss = definer("loss");
export const defineOptimizer = definer("optimizer");
export const defineSchedule = definer("schedule");
export const defineTrainer = definer("trainer");
export const defineMetric = definer("metric");
export const defineFigure = definer("figure");
export const defineReporter = definer("reporter");
export const defineExecutor = definer("executor");

/** The general form, for code that sets `kind` itself: `definePlugin({ kind: "metric", ... })`. */
export function definePlugin<K extends PluginKind, S extends OptionsSchema>(
  plugin: PluginByKind<S>[K] & PluginBase<K, S>,
): PluginByKind[K] {
  return plugin as unknown as PluginByKind[K];
}

/** Whether a value survives a round trip through JSON: no Date, Map or class, no NaN, nothing undefined. */
export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return Array.from(value).every(isJson);
  if (typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson);
}
