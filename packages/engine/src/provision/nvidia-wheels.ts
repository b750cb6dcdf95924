import type { Wheel } from "./release.ts";

/** Libraries that libtensorflow loads by name when it finds a GPU, and their dependencies. */
export const nvidiaLibrary =
  /^lib(cudart|cublas|cublasLt|cufft|curand|cusolver|cusolverMg|cusparse|cupti|cudnn\w*|nccl|nvrtc|nvrtc-builtins|nvJitLink)\.so(\.\d+)+$/;

/**
 * The nvidia-* wheels that a tensorflow wheel requires under its extra `and-cuda`, read from the wheel's METADATA.
 * Takes the lowest allowed version: the one that the release was built against.
 */
export function nvidiaWheels(metadata: string, platforms: readonly string[]): Wheel[] {
  const wheels: Wheel[] = [];
  for (const line of metadata.split("\n")) {
    const [, project, range] =
      /^Requires-Dist:\s*(nvidia-[\w-]+?)\s*\(?((?:[<>=!~]=?[\d.]+,?\s*)+)\)?;.*and-cuda/.exec(line) ?? [];
    const version = range && /(?:>=|==)([\d.]+)/.exec(range)?.[1];
    // nvcc contains the compiler for XLA, which eager execution does not use.
    if (project && version && !project.startsWith("nvidia-cuda-nvcc")) wheels.push({ project, version, platforms });
  }
  return wheels;
}
