import type { z } from "zod";

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
/** One of {@link pluginKinds}. */
export type PluginKind = (typeof pluginKinds)[number];

/**
 * Options are always a strict Zod object, `z.strictObject({...})`, from which the language checks, completes and
 * documents arguments.
 */
export type OptionsSchema = z.ZodObject;
/** The options of a schema as hooks get them: parsed, with the defaults filled in. */
export type OptionsOf<S extends OptionsSchema> = z.output<S>;

/**
 * What every plugin has. A plugin is a plain object; importing one never registers it. A module whose `plugins` lack
 * any of this is refused: `runtime/use-bad-plugin`, exit code 2.
 */
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

/** What JSON can hold; {@link isJson} checks it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Whether a value survives a round trip through JSON: no Date, Map or class, no NaN, nothing undefined. */
export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return Array.from(value).every(isJson);
  if (typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson);
}
