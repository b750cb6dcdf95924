import { describe, expect, it } from "vitest";
import { compileArguments } from "./compile-binding.ts";
import { nvidiaLibrary, nvidiaWheels } from "./nvidia-wheels.ts";
import { releaseFor } from "./release.ts";
import { thinProgress } from "./ensure-native.ts";
import { nvidiaFiles, tensorflowFiles } from "./wheel-layout.ts";

describe("nvidiaWheels", () => {
  // Lines of the METADATA of tensorflow 2.21.0.
  const metadata = `Provides-Extra: and-cuda
Requires-Dist: numpy>=1.26.0
Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"
Requires-Dist: nvidia-cuda-nvcc-cu12<13.0,>=12.5.82; extra == "and-cuda"
Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"
Requires-Dist: tensorflow-io; extra == "gcs-filesystem"
`;

  it("takes the versions that the release was built against", () => {
    const platforms = ["manylinux_2_27_x86_64"];
    expect(nvidiaWheels(metadata, platforms)).toEqual([
      { project: "nvidia-cublas-cu12", version: "12.5.3.2", platforms },
      { project: "nvidia-cudnn-cu12", version: "9.3.0.75", platforms },
    ]);
  });

  it("selects the libraries that are loaded by name, and nothing else", () => {
    expect(nvidiaFiles("nvidia/cudnn/lib/libcudnn_ops.so.9")).toBe("lib/libcudnn_ops.so.9");
    expect(nvidiaFiles("nvidia/cuda_cupti/lib/libcupti.so.12")).toBe("lib/libcupti.so.12");
    expect(nvidiaFiles("nvidia/cudnn/include/cudnn.h")).toBeUndefined();
    expect(nvidiaLibrary.test("libnvperf_host.so")).toBe(false);
  });
});

describe("releaseFor", () => {
  it("knows where TensorFlow is published", () => {
    expect(releaseFor("cpu", "linux", "x64")?.wheels[0]?.pinned?.bytes).toBe(273_829_956);
    expect(releaseFor("gpu", "linux", "x64")?.wheels[0]?.project).toBe("tensorflow");
    expect(releaseFor("cpu", "darwin", "arm64")?.libraries[0]).toBe("libtensorflow_cc.2.dylib");
    expect(releaseFor("gpu", "linux", "arm64")).toBeUndefined();
    expect(releaseFor("cpu", "win32", "x64")).toBeUndefined();
  });

  it("unpacks only the two libraries and the C headers", () => {
    const pick = tensorflowFiles(releaseFor("cpu", "linux", "x64")!);
    expect(pick("tensorflow/libtensorflow_cc.so.2")).toBe("lib/libtensorflow_cc.so.2");
    expect(pick("tensorflow/include/tensorflow/c/eager/c_api.h")).toBe("include/tensorflow/c/eager/c_api.h");
    expect(pick("tensorflow/include/absl/base/config.h")).toBeUndefined();
    expect(pick("tensorflow/python/_pywrap.so")).toBeUndefined();
  });
});

describe("compileArguments", () => {
  const binding = { files: ["a.cc"], defines: ["A=b"], napiInclude: "/napi", hash: "h" };
  const job = { binding, include: "/include", libraryFolder: "/build/lib", libraries: ["libx.so.2"], output: "o.node" };

  it("finds the libraries next to the binding on Linux and on macOS", () => {
    const linux = compileArguments({ ...job, runtimePath: "lib" }, "linux");
    expect(linux).toEqual(
      expect.arrayContaining(["-DA=b", "-shared", "-L/build/lib", "-l:libx.so.2", "-Wl,-rpath,$ORIGIN/lib"]),
    );
    const mac = compileArguments({ ...job, runtimePath: "lib" }, "darwin");
    expect(mac).toEqual(expect.arrayContaining(["-bundle", "/build/lib/libx.so.2", "-Wl,-rpath,@loader_path/lib"]));
  });

  it("keeps an absolute folder that the user named", () => {
    expect(compileArguments({ ...job, runtimePath: "/opt/tf/lib" }, "linux")).toContain("-Wl,-rpath,/opt/tf/lib");
  });
});

describe("thinProgress", () => {
  it("passes on every hundredth, the end, and every new message", () => {
    const seen: (number | undefined)[] = [];
    const report = thinProgress(({ done }) => seen.push(done));
    for (let done = 0; done <= 1005; done += 3) report({ phase: "unpack", done, total: 1005, message: "a" });
    report({ phase: "waiting", message: "b" });
    report({ phase: "waiting", message: "b" });
    expect(seen).toHaveLength(86);
    expect(seen.slice(0, 2)).toEqual([0, 12]);
    expect(seen.slice(-2)).toEqual([1005, undefined]);
  });
});
