import { realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve as resolveImport } from "import-meta-resolve";

/**
 * The file of a module that an experiment names, resolved as from code in the experiment's folder. Throws if there is
 * none: Node's built-in modules have no file, and their bare names would be taken for files in the current folder.
 */
export function modulePath(path: string, file: string): string {
  if (isBuiltin(path)) throw new Error(`${path} is one of Node's own modules`);
  const from = resolve(file);
  try {
    return createRequire(from).resolve(path);
  } catch {
    // A package may have an entry for `import` alone. Import resolution does not check whether the file exists.
    return realpathSync(fileURLToPath(resolveImport(path, pathToFileURL(from).href)));
  }
}
