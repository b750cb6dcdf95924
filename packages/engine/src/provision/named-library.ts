import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { namedLibraryUnusable } from "./messages.ts";

/** A libtensorflow that is already on the machine, named by `INFOPLANE_LIBTENSORFLOW`. */
export interface NamedLibrary {
  readonly libraryFolder: string;
  readonly libraries: readonly string[];
  readonly include: string;
  /** Changes when the libraries do. */
  readonly identity: string;
}

// The C library as published by TensorFlow, then the Python package; on Linux and on macOS.
const layouts = [
  ["libtensorflow.so.2", "libtensorflow_framework.so.2"],
  ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  ["libtensorflow.2.dylib", "libtensorflow_framework.2.dylib"],
  ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
];

/**
 * The libtensorflow in `folder`: the unpacked C library (lib/, include/), a folder of its libraries, or the
 * `tensorflow` folder of an installed Python package. Headers may also be in `fallbackInclude`. Throws InfoplaneError
 * if the libraries or the headers are missing.
 */
export function namedLibrary(folder: string, fallbackInclude?: string): NamedLibrary {
  const root = resolve(folder);
  const found = [join(root, "lib"), root]
    .flatMap((place) => layouts.map((libraries) => ({ place, libraries })))
    .find(({ place, libraries }) => libraries.every((name) => existsSync(join(place, name))));
  if (!found)
    throw unusable(root, "it holds neither libtensorflow.so.2 nor libtensorflow_cc.so.2 with its framework library");
  const places = [join(root, "include"), join(dirname(root), "include"), ...(fallbackInclude ? [fallbackInclude] : [])];
  const include = places.find((place) => existsSync(join(place, "tensorflow/c/eager/c_api.h")));
  if (!include) throw unusable(root, "the header tensorflow/c/eager/c_api.h is not in its include folder");
  const files = found.libraries.map((name) => statSync(join(found.place, name)));
  const identity = [found.place, ...files.flatMap(({ size, mtimeMs }) => [size, mtimeMs])].join("|");
  return { libraryFolder: found.place, libraries: found.libraries, include, identity };
}

const unusable = (folder: string, why: string) =>
  new InfoplaneError(namedLibraryUnusable(folder, why), exitCodes.wrongEnvironment);
