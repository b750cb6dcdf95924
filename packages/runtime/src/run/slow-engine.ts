import type { EngineInfo, Plan } from "@infoplane/contracts";

/** Operations a second of one process: wasm as measured on vgg11 (48 s a step of batch 128), js a rough guess. */
const operationsPerSecond = { wasm: 2.4e9, js: 1e8 } as const;
const worthSaying = 120;

/** Seconds that a plain engine is likely to need for a plan; undefined where it is not long, and for native engines. */
export function slowSeconds({ name }: EngineInfo, plan: Plan, train: number, workers: number): number | undefined {
  if (name !== "wasm" && name !== "js") return undefined;
  const operations = plan.cells.reduce((sum, { architecture, training }) => {
    const { blocks, classifier } = architecture;
    const forward = [...blocks, classifier].reduce((flops, block) => flops + block.cost.flops, 0);
    // Forward, and twice as much backward.
    return sum + 3 * forward * train * training.epochs;
  }, 0);
  const seconds = operations / operationsPerSecond[name] / workers;
  return seconds < worthSaying ? undefined : seconds;
}
