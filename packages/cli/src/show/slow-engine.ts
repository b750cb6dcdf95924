import { formatDuration, type EngineInfo, type Plan } from "@infoplane/contracts";

/** Operations a second of one process: wasm as measured on vgg11 (48 s a step of batch 128), js a rough guess. */
const operationsPerSecond = { wasm: 2.4e9, js: 1e8 } as const;
const worthSaying = 120;

/** What to say before a run that a plain engine makes long; undefined when it will not be. */
export function slowEngineWarning(
  { name }: EngineInfo,
  plan: Plan,
  train: number,
  workers: number,
): string | undefined {
  if (name !== "wasm" && name !== "js") return undefined;
  const operations = plan.cells.reduce((sum, { architecture, training }) => {
    const { blocks, classifier } = architecture;
    const forward = [...blocks, classifier].reduce((flops, block) => flops + block.cost.flops, 0);
    // Forward, and twice as much backward.
    return sum + 3 * forward * train * training.epochs;
  }, 0);
  const seconds = operations / operationsPerSecond[name] / workers;
  if (seconds < worthSaying) return undefined;
  return `on ${name} this takes about ${formatDuration(seconds)}: \`npx tsx run doctor\` says what the native engine needs`;
}
