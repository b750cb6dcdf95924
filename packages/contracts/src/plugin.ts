import type { z } from "zod";

/** What a plugin can be. The language names plugins by kind and name; two of one kind and name are an error. */
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

/** Options are always a strict Zod object: the language checks, completes and documents arguments from it. */
export type OptionsSchema = z.ZodObject;
export type OptionsOf<S extends OptionsSchema> = z.output<S>;

/** What every plugin has. A plugin is a plain object; registration never happens on import. */
export interface PluginBase<K extends PluginKind = PluginKind, S extends OptionsSchema = OptionsSchema> {
  readonly kind: K;
  /** What the language says: kebab-case. */
  readonly name: string;
  /** One line, shown by `plugins` and on hover. */
  readonly summary: string;
  /** `z.strictObject({...})` with a default or a description on every field. */
  readonly options: S;
  /** Which options may be written without a name, in order: `conv 64` sets the first of them. */
  readonly positional?: readonly string[];
  /** Options that had another name, by the old one: the language still reads it, with a warning. */
  readonly renamedOptions?: Readonly<Record<string, string>>;
}

/** A plugin with its options, defaults filled in: plain JSON, and part of the hash of a cell. */
export interface PluginRef {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
