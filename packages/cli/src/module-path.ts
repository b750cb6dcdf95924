import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve as resolveImport } from "import-meta-resolve";

/** The file of a module that an experiment names, as code in the experiment's folder finds it. Throws where none is there. */
export function modulePath(path: string, file: string): string {
  const from = resolve(file);
  try {
    return createRequire(from).resolve(path);
  } catch {
    // A package may have an entry for `import` alone. That a file is there is not asked by the resolution of imports.
    return realpathSync(fileURLToPath(resolveImport(path, pathToFileURL(from).href)));
  }
}
