import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

const sources = ["tfjs_backend.cc", "tfjs_binding.cc"];
const headers = [
  "napi_auto_ref.h",
  "tf_auto_status.h",
  "tf_auto_tensor.h",
  "tfe_auto_op.h",
  "tfjs_backend.h",
  "utils.h",
];

/** Our own, in addition to those of the package. */
const own = ["graph.cc", "log-level.cc"].map((name) => join(import.meta.dirname, name));

/** The C++ sources of the installed @tensorflow/tfjs-node-gpu, which joins libtensorflow to Node, and our own. */
export interface BindingSources {
  readonly files: readonly string[];
  /** Macros that replace names in the package's sources: graph.cc stands in for what they name. */
  readonly defines: readonly string[];
  /** Folder of Node's own N-API headers. */
  readonly napiInclude: string;
  /** First 12 hex digits of the SHA-256 over all sources: installs made from different sources are kept apart. */
  readonly hash: string;
}

export function bindingSources(): BindingSources {
  const directory = join(dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json")), "binding");
  const hash = createHash("sha256");
  for (const name of [...sources, ...headers]) hash.update(readFileSync(join(directory, name)));
  for (const file of own) hash.update(readFileSync(file));
  return {
    files: [...sources.map((name) => join(directory, name)), ...own],
    defines: ["TFE_NewContext=infoplane_new_context", "napi_register_module_v=infoplane_package_module_"],
    napiInclude: join(dirname(require.resolve("node-api-headers/package.json")), "include"),
    hash: hash.digest("hex").slice(0, 12),
  };
}
