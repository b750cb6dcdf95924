import { join } from "node:path";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { execa } from "execa";
import type { BindingSources } from "./binding-sources.ts";
import type { Compiler } from "./find-compiler.ts";
import { elsewhere } from "./elsewhere.ts";
import { compileFailed, compileStopped } from "./messages.ts";
import type { StepContext } from "./progress.ts";

export interface CompileJob {
  readonly binding: BindingSources;
  /** Folder that holds tensorflow/c/c_api.h. */
  readonly include: string;
  readonly libraryFolder: string;
  /** File names in `libraryFolder`, in link order. */
  readonly libraries: readonly string[];
  /** Where the loader looks for the libraries: relative to the binding (`lib`), or absolute. */
  readonly runtimePath: string;
  readonly output: string;
}

/** Arguments of g++ or clang++. On macOS in the form that its linker expects; that one was never run. */
export function compileArguments(job: CompileJob, platform: string = process.platform): string[] {
  const mac = platform === "darwin";
  const origin = mac ? "@loader_path" : "$ORIGIN";
  const runtimePath = job.runtimePath.startsWith("/") ? job.runtimePath : `${origin}/${job.runtimePath}`;
  return [
    ...["-std=c++17", "-O2", "-fPIC", "-DNAPI_VERSION=8"],
    ...job.binding.defines.map((define) => `-D${define}`),
    ...(mac ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared"]),
    ...[`-I${job.binding.napiInclude}`, `-I${job.include}`],
    ...job.binding.files,
    ...["-o", job.output],
    // An exact name, because the libraries carry a version and there is no plain `.so`. No `--as-needed`, because
    // libtensorflow finds NVIDIA's libraries by name among the loaded ones. Its constructors run first: see
    // log-level.cc.
    ...(mac ? [] : [`-L${job.libraryFolder}`, "-Wl,--no-as-needed", "-Wl,-z,initfirst"]),
    ...job.libraries.map((name) => (mac ? join(job.libraryFolder, name) : `-l:${name}`)),
    `-Wl,-rpath,${runtimePath}`,
  ];
}

/** Compiles the binding of @tensorflow/tfjs-node-gpu against libtensorflow. About 12 s on a 2-core machine. */
export async function compileBinding(job: CompileJob, compiler: Compiler, context: StepContext): Promise<void> {
  context.report({ phase: "compile", message: `compiling the binding with ${compiler.command}` });
  const { env, signal } = context;
  const options = { ...elsewhere, env, extendEnv: false, cancelSignal: signal, reject: false } as const;
  const done = await execa(compiler.command, compileArguments(job), options);
  signal.throwIfAborted();
  // g++ itself continues if its compiler is killed, and reports it.
  const killed =
    done.signal ?? /^.*(?:signal terminated program|terminated with signal|due to signal).*$/m.exec(done.stderr)?.[0];
  if (done.failed && killed !== undefined)
    throw new InfoplaneError(compileStopped(compiler.command, killed), exitCodes.wrongEnvironment);
  if (done.failed)
    throw new InfoplaneError(
      compileFailed(compiler.command, done.stderr || (done.shortMessage ?? "")),
      exitCodes.wrongEnvironment,
    );
}
