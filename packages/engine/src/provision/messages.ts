import { error, warning, type Diagnostic } from "@infoplane/contracts";

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** The end of a program's output, where the reason usually is. */
const tail = (output: string, lines = 6): string => output.trim().split("\n").slice(-lines).join("\n");

export const stillWaiting = "another process is installing TensorFlow; waiting for it";

export const noCompiler = (): Diagnostic =>
  error(
    "engine/no-compiler",
    "there is no C++ compiler, which is needed to connect TensorFlow to Node",
    "install g++ (Debian, Ubuntu: `apt install g++`; Fedora: `dnf install gcc-c++`) or clang++, then `doctor --fix`",
  );

export const compileFailed = (compiler: string, output: string): Diagnostic =>
  error(
    "engine/compile-failed",
    `${compiler} could not compile the TensorFlow binding:\n${tail(output)}`,
    "a compiler that supports C++17 is needed (g++ 8, clang++ 7 or newer); name another one with `CXX`",
  );

/** Stopped by the user, or by the system when out of memory: not because of what was compiled. */
export const compileStopped = (compiler: string, signal: string): Diagnostic =>
  error(
    "engine/compile-stopped",
    `${compiler} was stopped while it compiled the TensorFlow binding (${signal})`,
    "run again; if nobody stopped it, the system may have done so because memory ran out",
  );

export const loadStopped = (signal: string): Diagnostic =>
  error("engine/load-stopped", `the first load of TensorFlow was stopped (${signal})`, "run again");

export const bindingUnusable = (output: string): Diagnostic =>
  error(
    "engine/not-loadable",
    `TensorFlow was installed but can't be loaded here:\n${tail(output)}`,
    "the published builds need glibc 2.27 and a processor with AVX; name one built for this machine with `INFOPLANE_LIBTENSORFLOW`",
  );

export const unsupportedPlatform = (variant: string): Diagnostic =>
  error(
    "engine/unsupported-platform",
    `no TensorFlow ${variant === "gpu" ? "with CUDA " : ""}is published for ${process.platform}-${process.arch}`,
    "it runs on Linux (x64, arm64) and macOS (arm64), with CUDA on Linux x64; name one of your own with `INFOPLANE_LIBTENSORFLOW`",
  );

export const wheelNotHad = (wanted: string, reasons: readonly string[]): Diagnostic =>
  error(
    "engine/no-download",
    `${wanted} could not be downloaded (${reasons.join("; ")})`,
    "give pip an index that it can reach, or name an installed libtensorflow with `INFOPLANE_LIBTENSORFLOW`",
  );

export const noSpace = (folder: string, needed: number, free: number): Diagnostic =>
  error(
    "engine/no-space",
    `installing TensorFlow needs ${gigabytes(needed)} in ${folder}, but only ${gigabytes(free)} is free`,
    "make room, or name another folder with `INFOPLANE_CACHE_DIR`",
  );

export const cacheUnusable = (folder: string, cause: Error): Diagnostic =>
  error(
    "engine/cache-unusable",
    `TensorFlow can't be installed in ${folder}: ${cause.message}`,
    "make the folder writable, or name another one with `INFOPLANE_CACHE_DIR`",
  );

export const damagedInstall = (folder: string, what: string): Diagnostic =>
  warning("engine/damaged-install", `the TensorFlow in ${folder} is damaged (${what}) and will be reinstalled`);

export const namedLibraryUnusable = (folder: string, why: string): Diagnostic =>
  error(
    "engine/named-library",
    `INFOPLANE_LIBTENSORFLOW names ${folder}, which can't be used: ${why}`,
    "name the unpacked libtensorflow 2.x C library (lib/ and include/), or the `tensorflow` folder of the Python package",
  );

/** An earlier failure reported again: `doctor --fix` makes another attempt. */
export const failedBefore = (diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  message: `installing TensorFlow failed here before: ${diagnostic.message}`,
  hint: `${diagnostic.hint ?? ""}; then \`doctor --fix\` tries again`,
});
