/** `cpu` runs everywhere; `gpu` is the CUDA 12 build, for Linux on x86-64. */
export type NativeVariant = "cpu" | "gpu";

/** A wheel of the Python package index, which libtensorflow is published in. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** Platform tags that run here, in order of preference. */
  readonly platforms: readonly string[];
  /** Size and SHA-256 of a file that was verified by hand; otherwise the index's own hash is used. */
  readonly pinned?: { readonly bytes: number; readonly sha256: string };
}

/** libtensorflow as provisioned for one kind of machine. */
export interface Release {
  readonly version: string;
  readonly variant: NativeVariant;
  /** `linux-x64`... */
  readonly platform: string;
  /** Wheels that contain it; the first available one is used. */
  readonly wheels: readonly Wheel[];
  /** Base names of the two libraries with the C API, in link order. */
  readonly libraries: readonly [string, string];
}

export const tensorflowVersion = "2.21.0";
/** Tags of the Python that the wheels are made for. Any would do: only the libraries and headers are used. */
export const pythonTags: readonly string[] = ["cp311", "py3"];

const manylinux = (machine: string): readonly string[] =>
  ["manylinux_2_27", "manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux_2_12", "manylinux2010"].map(
    (tag) => `${tag}_${machine}`,
  );

const linuxLibraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;
const macLibraries = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"] as const;

const wheel = (project: string, platforms: readonly string[], pinned?: Wheel["pinned"]): Wheel => ({
  project,
  version: tensorflowVersion,
  platforms,
  ...(pinned && { pinned }),
});

/** The release for a machine, or undefined if none is published. */
export function releaseFor(
  variant: NativeVariant,
  platform: string = process.platform,
  architecture: string = process.arch,
): Release | undefined {
  const machine = `${platform}-${architecture}`;
  const common = { version: tensorflowVersion, variant, platform: machine };
  if (machine === "linux-x64" && variant === "gpu")
    return { ...common, wheels: [wheel("tensorflow", manylinux("x86_64"))], libraries: linuxLibraries };
  if (variant === "gpu") return undefined;
  if (machine === "linux-x64") {
    const sha256 = "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c";
    const wheels = [wheel("tensorflow-cpu", manylinux("x86_64"), { bytes: 273_829_956, sha256 })];
    return { ...common, wheels, libraries: linuxLibraries };
  }
  if (machine === "linux-arm64") {
    const wheels = ["tensorflow-cpu", "tensorflow"].map((project) => wheel(project, manylinux("aarch64")));
    return { ...common, wheels, libraries: linuxLibraries };
  }
  if (machine === "darwin-arm64")
    return { ...common, wheels: [wheel("tensorflow", ["macosx_12_0_arm64"])], libraries: macLibraries };
  return undefined;
}
