import { counted, type ArmSpec, type RunView } from "@infoplane/contracts";
import { markup, type Markup } from "../markup.ts";

/** What is known of networks that another program trained: which activations exist, and nothing about the training. */
export function exportedArms(run: RunView): Markup {
  const { arms, architecture, dataset } = run.experiment;
  const rows = arms.map((arm) => {
    const { blocks } = arm.architecture ?? architecture;
    const layers = blocks.map(({ name, output }) => `${name} (${output.join(" x ") || "1"})`).join(", ");
    return markup`<tr><th scope="row">${arm.name}</th><td>${layers}</td><td>${epochsOf(run, arm)}</td><td>${seedsOf(run, arm)}</td></tr>`;
  });
  const facts: [string, string][] = [
    ["Samples", run.manifest.dataset.train.toLocaleString("en")],
    ["Classes", String(dataset.facts.classes)],
  ];
  return markup`<p>Trained by another program. Of ${counted(arms.length, "arm")} the activations are known and nothing else: not how they were trained, nor what they have in common.</p>
<div class="scroll" tabindex="0" role="region" aria-label="What was exported of the arms"><table>
<thead><tr>${["Arm", "Layers (shape of a sample)", "Epochs", "Seeds"].map((title) => markup`<th scope="col">${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>
<dl>${facts.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`;
}

function epochsOf({ records, experiment }: RunView, { name }: ArmSpec): string {
  if (experiment.measures.every(({ when }) => when === "end")) return "not said";
  const epochs = new Set(records.filter(({ arm }) => arm === name).map(({ epoch }) => epoch));
  return [...epochs].sort((a, b) => a - b).join(", ");
}

function seedsOf({ cells, experiment }: RunView, { name }: ArmSpec): string {
  const seeds = cells.filter(({ arm }) => arm === name).map(({ seed }) => seed);
  return experiment.seeds.length === 1 && seeds[0] === 0 ? "one training" : seeds.join(", ");
}
