import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { holdProcess } from "./hold-process.ts";
import { resolveForOutside } from "./resolve-for-outside.ts";
import { shareWithRequire } from "./share-with-require.ts";

/** Node tells what CommonJS exports by name as far as it sees it in the source; all of it is the default. */
interface Exported {
  readonly plugins?: unknown;
  readonly default?: { readonly plugins?: unknown } | null;
}

/**
 * Loads a module, wherever it lies and however it is written, and answers the `plugins` that it exports. This runs its
 * code; throws what that throws.
 */
export async function pluginsOf(file: string): Promise<unknown> {
  holdProcess();
  resolveForOutside(import.meta.url);
  await shareWithRequire(file);
  // Where tsx works in a thread of its own, what CommonJS requires is shared only when it is itself required.
  const isCommonJs = /\.c[jt]s$/.test(file);
  const exported = (isCommonJs ? createRequire(file)(file) : await import(pathToFileURL(file).href)) as
    Exported | undefined;
  return exported?.plugins ?? exported?.default?.plugins;
}
