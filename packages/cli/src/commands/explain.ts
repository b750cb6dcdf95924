import {
  counted,
  exitCodes,
  InfoplaneError,
  optionsOf,
  writeUse,
  type ExitCode,
  type Experiment,
  type Registry,
  type When,
} from "@infoplane/contracts";
import { claimFormula } from "@infoplane/analysis";
import { armDifference, planExperiment } from "@infoplane/core";
import { loadExperiment, type ExperimentFlags } from "../load-experiment.ts";
import type { ExplainStep } from "../explain-steps.ts";
import { messages } from "../messages.ts";
import { columnWidth } from "../show/column-width.ts";
import { describeCost, describeGroups } from "../show/groups.ts";
import type { Output } from "../show/output.ts";

export interface ExplainFlags extends ExperimentFlags {
  readonly step?: ExplainStep;
  readonly arms: readonly string[];
}

/** `explain <file>`: any step of the way from text to plan, as JSON; without a step, the plan in words. */
export async function explainCommand(file: string, flags: ExplainFlags, output: Output): Promise<ExitCode> {
  const { ast, experiment, registry } = await loadExperiment(file, flags);
  const json = (value: unknown): void => output.print(JSON.stringify(value, undefined, 2));
  if (flags.step === "ast") json(ast);
  else if (flags.step === "experiment") json(experiment);
  else if (flags.step === "plan") json(planExperiment(experiment));
  else if (flags.step === "diff" || flags.arms.length > 0) explainDifference(experiment, flags.arms, output);
  else explainInWords(experiment, registry, output);
  return exitCodes.done;
}

function explainDifference(experiment: Experiment, named: readonly string[], output: Output): void {
  const names = named.length > 0 ? named : experiment.arms.map(({ name }) => name);
  const [first = "", ...others] = names;
  if (others.length === 0) throw new InfoplaneError(messages.oneArm(), exitCodes.wrongExperiment);
  for (const other of others) {
    const differences = armDifference(experiment, first, other);
    const { length } = differences;
    const places = length === 0 ? "nothing" : counted(length, "place");
    output.print(`${first} and ${other} differ in ${places}`);
    for (const { path, left, right } of differences) {
      output.print(`  ${path}\n    ${first}: ${JSON.stringify(left)}\n    ${other}: ${JSON.stringify(right)}`);
    }
  }
  output.print("everything else is equal: data, batch order, augmentation, architecture, initial weights by seed");
}

function explainInWords(experiment: Experiment, registry: Registry, output: Output): void {
  const { architecture, arms, seeds, measures, dataset, claims } = experiment;
  output.print(`${experiment.name}${experiment.title ? `: ${experiment.title}` : ""}`);
  const augment = dataset.augment.map((use) => `, ${writeUse(use)}`).join("");
  output.print(`\ndata ${writeUse(dataset)}, batch ${dataset.batch}${augment}`);
  output.print(`\narchitecture ${architecture.name}, input ${architecture.input.join("x")}`);
  const blocks = [...architecture.blocks, architecture.classifier];
  const blockWidth = columnWidth(blocks.map(({ name }) => name));
  for (const block of blocks) {
    const cost = describeCost(block.cost);
    const layers = block.layers.map(({ layer }) => layer).join(" ");
    output.print(
      `  ${block.name.padEnd(blockWidth)} ${block.output.join("x").padEnd(10)} ${cost.padEnd(54)} ${layers}`,
    );
  }
  output.print(
    `\n${counted(arms.length, "arm")} x ${counted(seeds.length, "seed")} = ${counted(arms.length * seeds.length, "cell")}`,
  );
  const armWidth = columnWidth(arms.map(({ name }) => name));
  for (const { name, training } of arms) {
    const plugin = registry.get("trainer", training.trainer.name);
    const groups = plugin.grouping(optionsOf(plugin, training.trainer.options), architecture.blocks);
    const losses = groups.length === 1 ? "one loss" : `${groups.length} groups of blocks with a loss each`;
    output.print(`  ${name.padEnd(armWidth)} ${writeUse(training.trainer)}; ${losses}`);
    output.print(
      `    ${counted(training.epochs, "epoch")}, ${writeUse(training.optimizer)}, ${writeUse(training.schedule)}`,
    );
    for (const line of describeGroups(groups, architecture.blocks)) output.print(`    ${line}`);
    const heads = plugin.heads(optionsOf(plugin, training.trainer.options));
    const places = heads.map(({ head, loss }) => `${loss.name} at ${head?.name ?? "the classifier"}`);
    if (places.length > 0) output.print(`    ${places.join(", ")}`);
  }
  output.print(`\nmeasures`);
  for (const { label, probe, when } of measures) {
    const draws = probe?.draws === undefined ? "" : `, ${counted(probe.draws, "draw")} of them`;
    const on = probe ? ` on ${counted(probe.samples, `${probe.split} sample`)}${draws}` : "";
    output.print(`  ${label}${on} ${whenInWords(when)}`);
  }
  if (claims.length > 0) output.print(`\nclaims`);
  for (const claim of claims) output.print(`  ${claim.text}: ${claimFormula(claim)}`);
}

function whenInWords(when: When): string {
  if (when === "end") return "at the end";
  if ("at" in when) return `at epochs ${when.at.join(", ")}`;
  return when.every === 1 ? "every epoch" : `every ${when.every} epochs`;
}
