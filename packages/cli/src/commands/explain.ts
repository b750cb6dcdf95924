import { counted, exitCodes, writeUse, type ExitCode, type When } from "@infoplane/contracts";
import { claimFormula } from "@infoplane/analysis";
import {
  explainExperiment,
  type ArmDifferences,
  type ExperimentRequest,
  type ExplainedExperiment,
} from "@infoplane/runtime";
import type { ExplainStep } from "../main.ts";
import { columnWidth } from "../show/column-width.ts";
import { describeCost, describeGroups } from "../show/groups.ts";
import type { Output } from "../show/output.ts";

export interface ExplainFlags extends ExperimentRequest {
  readonly step?: ExplainStep;
  readonly arms: readonly string[];
}

/** `explain <file>`: any step from text to plan, as JSON; without a step, the plan in words. */
export async function explainCommand(
  file: string,
  { step, arms, ...request }: ExplainFlags,
  output: Output,
): Promise<ExitCode> {
  const explained = await explainExperiment(file, request);
  const json = (value: unknown): void =>
    output.print(JSON.stringify(value, undefined, 2).replace(unshown, escapedInJson));
  if (step === "ast" || step === "experiment" || step === "plan") json(explained[step]);
  else if (step === "diff" || arms.length > 0)
    showDifferences(explained.differences(arms.length > 0 ? arms : undefined), output);
  else showInWords(explained, output);
  return exitCodes.done;
}

/** What a terminal is not shown as it is, and `JSON.stringify` leaves. */
const unshown = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const escapedInJson = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

function showDifferences(found: readonly ArmDifferences[], output: Output): void {
  for (const { left, right, differences } of found) {
    const { length } = differences;
    const places = length === 0 ? "nothing" : counted(length, "place");
    output.print(`${left} and ${right} differ in ${places}`);
    for (const one of differences) {
      output.print(
        `  ${one.path}\n    ${left}: ${JSON.stringify(one.left)}\n    ${right}: ${JSON.stringify(one.right)}`,
      );
    }
  }
  output.print("everything else is equal: data, batch order, augmentation, architecture, initial weights by seed");
}

function showInWords({ experiment, arms: explained }: ExplainedExperiment, output: Output): void {
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
  for (const { name, training, groups, losses } of explained) {
    const count = groups.length === 1 ? "one loss" : `${groups.length} groups of blocks with one loss each`;
    output.print(`  ${name.padEnd(armWidth)} ${writeUse(training.trainer)}; ${count}`);
    output.print(
      `    ${counted(training.epochs, "epoch")}, ${writeUse(training.optimizer)}, ${writeUse(training.schedule)}`,
    );
    for (const line of describeGroups(groups, architecture.blocks)) output.print(`    ${line}`);
    const places = losses.map(({ head, loss }) => `${loss.name} at ${head?.name ?? "the classifier"}`);
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
