import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { type BindingSources, bindingSources } from "../binding-sources.ts";
import type { Release } from "../release.ts";
import type { ServedFile } from "./index-server.ts";
import { zip } from "./zip.ts";

/** A libtensorflow of a few kilobytes with real shared libraries, a binding that Node really loads, and their wheel. */
export interface TinyRelease {
  readonly release: Release;
  readonly binding: BindingSources;
  readonly wheel: ServedFile;
  /** A CUDA library that the metadata of `wheel` requires. */
  readonly nvidia: ServedFile;
  /** Structured like the published C library: lib/, include/. */
  readonly unpacked: string;
}

const version = "9.9.9";
const header = 'extern "C" const char* TF_Version(void);\n';
const librarySource = `${header}extern "C" const char* TF_Version(void) { return "${version}"; }\n`;
const asksForCuda = 'Requires-Dist: nvidia-cuda-runtime-cu12<13.0,>=12.5.82; extra == "and-cuda"\n';
const bindingSource = `
#include <node_api.h>
#include <tensorflow/c/c_api.h>
#include <tensorflow/c/eager/c_api.h>
static napi_value Init(napi_env env, napi_value exports) {
  napi_value value;
  napi_create_string_utf8(env, TF_Version(), NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, exports, "TF_Version", value);
  return exports;
}
NAPI_MODULE(tiny, Init)
`;

/** Compiles the tiny release into `folder` with the real compiler: about half a second. */
export function makeTinyRelease(folder: string): TinyRelease {
  const unpacked = join(folder, "unpacked");
  const put = (name: string, content: string): string => {
    const path = join(unpacked, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const include = { "tensorflow/c/c_api.h": header, "tensorflow/c/eager/c_api.h": "" };
  for (const [name, content] of Object.entries(include)) put(`include/${name}`, content);
  const source = put("src/library.cc", librarySource);
  const empty = put("src/empty.cc", "");
  mkdirSync(join(unpacked, "lib"));
  const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;
  for (const name of libraries) {
    const from = name.includes("framework") ? empty : source;
    execaSync("g++", ["-shared", "-fPIC", `-Wl,-soname,${name}`, from, "-o", join(unpacked, "lib", name)]);
  }
  const info = `tensorflow_tiny-${version}.dist-info`;
  const content = zip({
    ...Object.fromEntries(libraries.map((name) => [`tensorflow/${name}`, readFileSync(join(unpacked, "lib", name))])),
    ...Object.fromEntries(Object.entries(include).map(([name, text]) => [`tensorflow/include/${name}`, text])),
    "tensorflow/python/unwanted.py": "raise SystemExit\n",
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: tensorflow-tiny\nVersion: ${version}\n${asksForCuda}`,
    [`${info}/WHEEL`]:
      "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_27_x86_64\n",
    [`${info}/RECORD`]: "",
  });
  const cuda = put("src/cuda.cc", 'extern "C" int tiny_cuda(void) { return 1; }\n');
  const cudart = join(unpacked, "libcudart.so.12");
  execaSync("g++", ["-shared", "-fPIC", "-Wl,-soname,libcudart.so.12", cuda, "-o", cudart]);
  const nvidia = zip({ "nvidia/cuda_runtime/lib/libcudart.so.12": readFileSync(cudart), "nvidia/README": "unwanted" });
  const wheels = [{ project: "tensorflow-tiny", version, platforms: ["manylinux_2_27_x86_64"] }];
  return {
    release: { version, variant: "cpu", platform: "linux-x64", wheels, libraries },
    binding: { ...bindingSources(), files: [put("src/binding.cc", bindingSource)], defines: [], hash: "tiny" },
    wheel: served(`tensorflow_tiny-${version}-cp311-cp311-manylinux_2_27_x86_64.whl`, content),
    nvidia: served("nvidia_cuda_runtime_cu12-12.5.82-py3-none-manylinux_2_27_x86_64.whl", nvidia),
    unpacked,
  };
}

const served = (name: string, content: Buffer): ServedFile => ({
  name,
  content,
  sha256: createHash("sha256").update(content).digest("hex"),
});
