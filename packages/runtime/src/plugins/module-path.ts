import { realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve as resolveImport } from "import-meta-resolve";

/**
 * The file of a module that an experiment names, as code in the experiment's folder finds it. Throws where none is there:
 * modules of Node's own have no file, and by name alone one of the current folder would be taken for them.
 */
export function modulePath(path: string, file: string): string {
  if (isBuiltin(path)) throw new Error(`${path} is one of Node's own modules`);
  const from = resolve(file);
  try {
    return createRequire(from).resolve(path);
  } catch {
    // A package may have an entry for `import` alone. That a file is there is not asked by the resolution of imports.
    return realpathSync(fileURLToPath(resolveImport(path, pathToFileURL(from).href)));
  }
}
