import { availableParallelism } from "node:os";
import { counted, formatDuration, formatPercent } from "@infoplane/contracts";
import type { PreparedRun, RunPreview } from "@infoplane/runtime";

/** What is about to run, for people: data, architecture, arms, threads. */
export function describeRun(run: PreparedRun): string[] {
  const { slowSeconds } = run;
  const slow = slowSeconds === undefined ? [] : [`  SLOW          ${slowText(slowSeconds)}\n`];
  return [...describeExperiment(run), `  threads       ${threadsText(run)}\n`, ...slow];
}

const slowText = (seconds: number): string =>
  `on this engine it takes about ${formatDuration(seconds)}: \`npx tsx run doctor\` says what the native engine needs`;

export function describeExperiment({
  experiment,
  plan,
  survey: { dataset, standIn },
}: PreparedRun | RunPreview): string[] {
  const { architecture, arms, seeds, uses, dataset: declared } = experiment;
  const parameters = [...architecture.blocks, architecture.classifier].reduce((sum, b) => sum + b.cost.parameters, 0);
  const lines = [
    `${experiment.name}${experiment.title ? `: ${experiment.title}` : ""}`,
    `  data          ${dataset.name}, ${dataset.train.count} train + ${dataset.test.count} test (${dataset.source})`,
    ...(dataset.notes ?? []).map((note) => `  NOTE          ${note}`),
  ];
  const left = dataset.train.count % declared.batch;
  if (left > 0) {
    lines.push(
      `  left out      ${left} of ${dataset.train.count} training samples in each epoch, different ones each time, so that batches of ${declared.batch} are whole`,
    );
  }
  if (dataset.labelNoise) {
    const { share, wrong } = dataset.labelNoise;
    lines.push(
      `  LABEL NOISE   ${formatPercent(share, 1)}: ${counted(wrong, "training label")} ${wrong === 1 ? "is" : "are"} wrong on purpose`,
    );
  }
  if (standIn) lines.push(`  STAND-IN      ${standIn.used} in place of ${standIn.wanted}: ${standIn.reason}`);
  if (uses.length > 0) lines.push(`  outside code  ${uses.join(", ")}: runs with your rights`);
  lines.push(
    `  architecture  ${architecture.name}, ${counted(architecture.blocks.length, "block")}, ${counted(parameters, "parameter")}`,
    `  arms          ${arms.map((arm) => arm.name).join(", ")} x ${seeds.length === 1 ? "seed" : "seeds"} ${seedsText(seeds)} = ${counted(plan.cells.length, "cell")}`,
  );
  return lines;
}

/** How many threads a cell has and why, and what would use more of the machine. */
function threadsText({ threads: { threads, from }, executor, directory }: PreparedRun): string {
  const why = { said: "as requested", stored: `as the cells of ${directory} have`, usual: "the same on every machine" };
  const told = `${threads} per cell, ${why[from]}`;
  const spare = Math.floor(availableParallelism() / executor.workers);
  if (executor.plugin.runsIn === "machines" || spare < 2 * threads) return told;
  return `${told}; --threads ${spare} uses more of this machine, but makes different cells: their last digits differ`;
}

/** The first ones, if there are many. */
function seedsText(seeds: readonly number[]): string {
  return seeds.length > 12 ? `${seeds.slice(0, 10).join(", ")}... (${seeds.length})` : seeds.join(", ");
}
