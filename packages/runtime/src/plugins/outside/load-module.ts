import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { holdProcess } from "./hold-process.ts";
import { resolveForOutside } from "./resolve-for-outside.ts";
import { shareWithRequire } from "./share-with-require.ts";

/** Node exposes CommonJS exports by name as far as it sees them in the source; the default export has all of them. */
interface Exported {
  readonly plugins?: unknown;
  readonly default?: { readonly plugins?: unknown } | null;
}

/**
 * Loads a module, wherever it is and however it is written, and returns the `plugins` that it exports. This runs its
 * code; throws what that throws.
 */
export async function pluginsOf(file: string): Promise<unknown> {
  holdProcess();
  resolveForOutside(import.meta.url);
  await shareWithRequire(file);
  // If tsx runs in its own thread, what CommonJS requires is shared only if the module is itself required.
  const isCommonJs = /\.c[jt]s$/.test(file);
  const exported = (isCommonJs ? createRequire(file)(file) : await import(pathToFileURL(file).href)) as
    Exported | undefined;
  return exported?.plugins ?? exported?.default?.plugins;
}
