import * as module from "node:module";
import type { Found } from "./found-module.js";
import { resolveSync, type Importing, type Places } from "./hooks.js";

/** Available from Node 22.15 and 23.5, and Node 26 deprecates `register`; the types are those of Node 20. */
type RegisterHooks = (hooks: {
  readonly resolve: (specifier: string, context: Importing, next: (s: string, c: Importing) => Found) => Found;
}) => void;

let heard = false;

/**
 * From now on modules outside this checkout, wherever they are, find Infoplane's packages, zod and TensorFlow.js as
 * `loader` does if they have none of their own, and source files written as ES modules are treated as such. Both keep
 * the contracts unique: a second copy would be another InfoplaneError and another registry.
 */
export function resolveForOutside(loader: string): void {
  if (heard) return;
  heard = true;
  const places: Places = { loader };
  const { registerHooks } = module as { readonly registerHooks?: RegisterHooks };
  if (registerHooks)
    registerHooks({ resolve: (specifier, context, next) => resolveSync(specifier, context, next, places) });
  else module.register(new URL("./hooks.js", import.meta.url), { data: places });
}
