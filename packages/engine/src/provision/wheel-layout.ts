import { basename } from "node:path";
import { libraryFolder } from "./install.ts";
import { nvidiaLibrary } from "./nvidia-wheels.ts";
import type { Release } from "./release.ts";
import type { Pick } from "./unpack-wheel.ts";

/** Folder of the headers in an install. */
export const includeFolder = "include";

const neededHeaders = ["tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/"];
const packageHeaders = "tensorflow/include/";

/** From a tensorflow wheel: the two libraries, and the headers of the C interface. */
export const tensorflowFiles =
  ({ libraries }: Release): Pick =>
  (name) => {
    const library = libraries.find((file) => name === `tensorflow/${file}`);
    if (library) return `${libraryFolder}/${library}`;
    if (!name.startsWith(packageHeaders) || !name.endsWith(".h")) return undefined;
    const header = name.slice(packageHeaders.length);
    return neededHeaders.some((prefix) => header.startsWith(prefix)) ? `${includeFolder}/${header}` : undefined;
  };

/** From an nvidia wheel: its shared libraries, all into one folder, where they find each other. */
export const nvidiaFiles: Pick = (name) => {
  const file = basename(name);
  return name.startsWith("nvidia/") && nvidiaLibrary.test(file) ? `${libraryFolder}/${file}` : undefined;
};
