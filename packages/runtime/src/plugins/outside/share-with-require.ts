import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { isEsModule, isShared } from "./found-module.js";

type Load = (this: unknown, request: string, parent: NodeJS.Module | undefined, isMain: boolean) => unknown;

/** How CommonJS loads what is required: not a documented Node interface, but what all source loaders build on. */
interface Loads {
  _load: Load;
  readonly _extensions: Record<string, unknown>;
  _resolveFilename(request: string, parent: NodeJS.Module | undefined): string;
}

const loads = Module as unknown as Loads;
/** The program's modules that outside CommonJS code shares, by file. */
const shared = new Map<string, object>();
const resolveOwn = createRequire(import.meta.url).resolve;
let heard = false;

/**
 * Prepares Infoplane for CommonJS code in this file, or required by it: it gets the modules that the program imports.
 * Such a module compiled to CommonJS would be a second copy, so what is required has to be imported first: the
 * contracts, and what the file itself names. Zod and TensorFlow.js are CommonJS and only need to be found.
 */
export async function shareWithRequire(file: string): Promise<void> {
  if (!heard) {
    loads._load = sharing(loads._load);
    // Some versions of Node strip the types of these themselves, which does not support enums; tsx handles the others.
    if (loads._extensions[".cts"]) loads._extensions[".cts"] = loads._extensions[".ts"];
  }
  heard = true;
  const source = readFileSync(file, "utf8");
  const named = isEsModule(file, source) ? [] : source.matchAll(/["'](@infoplane\/[\w/-]+)["']/g);
  for (const specifier of ["@infoplane/contracts", ...[...named].map(([, name = ""]) => name)]) {
    const own = resolved(() => resolveOwn(specifier));
    if (own !== undefined && !shared.has(own)) shared.set(own, (await import(specifier)) as object);
  }
}

function sharing(load: Load): Load {
  return function (request, parent, isMain) {
    if (!isShared(request)) return load.call(this, request, parent, isMain);
    const there = resolved(() => loads._resolveFilename(request, parent));
    const file = there ?? resolved(() => resolveOwn(request));
    const found = file === undefined ? undefined : shared.get(file);
    if (found) return found;
    if (request.startsWith("@infoplane/") && file === resolved(() => resolveOwn(request)) && file !== undefined)
      throw new Error(`"${request}" can be required only where the plugin's own file names it, or imported`);
    return load.call(this, there === undefined ? (file ?? request) : request, parent, isMain);
  };
}

function resolved(resolve: () => string): string | undefined {
  try {
    return resolve();
  } catch {
    return undefined;
  }
}
