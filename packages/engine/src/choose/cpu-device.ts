import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

// The widest vector set decides the speed of float32, the last two that of bfloat16.
const vectorSets: readonly (readonly [flag: string, name: string])[] = [
  ["avx512f", "AVX512"],
  ["avx2", "AVX2"],
  ["avx", "AVX"],
];
const bfloat16Sets: readonly (readonly [flag: string, name: string])[] = [
  ["avx512_bf16", "AVX512-BF16"],
  ["amx_bf16", "AMX-BF16"],
];

/** The processor in one line: model, cores available to this process, vector instructions if known. */
export function cpuDevice(flags: ReadonlySet<string> = cpuFlags()): string {
  const model = cpus()[0]?.model.trim().replace(/\s+/g, " ");
  const cores = availableParallelism();
  const has = ([flag]: readonly [string, string]) => flags.has(flag);
  const sets = [...vectorSets.filter(has).slice(0, 1), ...bfloat16Sets.filter(has)].map(([, name]) => name);
  return [model ? model : process.arch, `${cores} ${cores === 1 ? "core" : "cores"}`, ...sets].join(", ");
}

/** Whether this processor has bfloat16 multiplication. */
export function cpuHasBfloat16(flags: ReadonlySet<string> = cpuFlags()): boolean {
  return bfloat16Sets.some(([flag]) => flags.has(flag));
}

function cpuFlags(): ReadonlySet<string> {
  try {
    return new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" "));
  } catch {
    return new Set();
  }
}
