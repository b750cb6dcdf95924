import type { Manifest } from "@infoplane/contracts";

/** Manifest of a simulated run. */
export const sampleManifest: Manifest = {
  infoplane: "0.1.0",
  started: "2026-11-23T09:00:00.000Z",
  finished: "2026-11-23T09:14:12.000Z",
  command: ["run", "experiments/sample.exp"],
  engine: {
    name: "native-cpu",
    library: "TensorFlow 2.21.0",
    device: "CPU",
    threads: 2,
    reason: "no NVIDIA driver was found",
  },
  node: "v20.20.2",
  platform: "linux-x64",
  host: { cpu: "Intel(R) Xeon(R)", cores: 2, memoryBytes: 16 * 2 ** 30 },
  git: { commit: "0123456789abcdef0123456789abcdef01234567", branch: "main", diff: "" },
  dataset: { name: "cifar10", source: "directory /data", digest: "ab".repeat(32), train: 10000, test: 2000 },
  warnings: [],
};
