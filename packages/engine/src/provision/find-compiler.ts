import { resolve, sep } from "node:path";
import { execa } from "execa";
import { elsewhere } from "./elsewhere.ts";

export interface Compiler {
  readonly command: string;
  /** First line of its `--version`. */
  readonly version: string;
}

/** The C++ compiler: `CXX` if it is set, else the first of g++, clang++ and c++ that responds. */
export async function findCompiler(env: NodeJS.ProcessEnv): Promise<Compiler | undefined> {
  const named = env["CXX"];
  // A path is one in the current folder, a name one of the PATH.
  for (const command of named ? [named.includes(sep) ? resolve(named) : named] : ["g++", "clang++", "c++"]) {
    const answer = await execa(command, ["--version"], { ...elsewhere, env, extendEnv: false, reject: false });
    if (!answer.failed) return { command, version: answer.stdout.split("\n")[0] ?? command };
  }
  return undefined;
}
