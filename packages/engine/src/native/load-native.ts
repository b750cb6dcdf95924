import Module, { createRequire } from "node:module";
import util from "node:util";
import { DeferredBinding } from "../compile/deferred-binding.ts";
import type { GraphBinding, NativeBinding } from "./native-binding.ts";

const require = createRequire(import.meta.url);

export interface LoadedNative {
  readonly binding: NativeBinding;
  readonly deferred: DeferredBinding;
  readonly onGpu: boolean;
}

/**
 * Loads @tensorflow/tfjs-node-gpu with the binding at `bindingPath` and makes it tfjs's backend. The package asks
 * node-pre-gyp where its binding is; during loading we answer that, so that nothing is written into node_modules.
 */
export function loadNative(bindingPath: string): LoadedNative {
  restoreNodeUtilities();
  const entry = require.resolve("@tensorflow/tfjs-node-gpu");
  const fromPackage = createRequire(entry);
  const locator = fromPackage.resolve("@mapbox/node-pre-gyp");
  const before = require.cache[locator];
  require.cache[locator] = standInModule(locator, { find: () => bindingPath });
  try {
    require(entry);
  } finally {
    if (before) require.cache[locator] = before;
    else Reflect.deleteProperty(require.cache, locator);
  }
  const tf = require("@tensorflow/tfjs-core") as typeof import("@tensorflow/tfjs-core");
  const backend = tf.backend() as unknown as { binding: GraphBinding };
  const deferred = new DeferredBinding(backend.binding);
  backend.binding = deferred.binding;
  return { binding: deferred.binding, deferred, onGpu: deferred.binding.isUsingGpuDevice() };
}

function standInModule(id: string, exports: unknown): NodeJS.Module {
  return Object.assign(new Module(id), { filename: id, loaded: true, exports });
}

/** Two helpers that tfjs-node 4.22 calls: Node 22 warns about them, Node 23 dropped the first. */
function restoreNodeUtilities(): void {
  const old = util as unknown as Record<string, unknown>;
  old["isNullOrUndefined"] = (value: unknown) => value === null || value === undefined;
  old["isArray"] = Array.isArray;
}
