import { counted, writeUse, type ArmSpec, type RunView } from "@infoplane/contracts";
import { markup, type Markup } from "../markup.ts";

const settings: readonly { readonly label: string; readonly of: (arm: ArmSpec) => string }[] = [
  { label: "Learning rule", of: (arm) => writeUse(arm.training.trainer) },
  { label: "Optimizer", of: (arm) => writeUse(arm.training.optimizer) },
  { label: "Schedule", of: (arm) => writeUse(arm.training.schedule) },
  { label: "Epochs", of: (arm) => String(arm.training.epochs) },
];

/** What differs between the arms, as a table, and what is the same in all of them. */
export function armDifferences(run: RunView): Markup {
  const { arms, dataset, architecture, seeds } = run.experiment;
  const { train } = run.manifest.dataset;
  // Measured activations were trained elsewhere, with unknown batches.
  const left = architecture.blocks.some(({ layers }) => layers.length > 0) ? train % dataset.batch : 0;
  const differs = settings.filter(({ of }) => new Set(arms.map(of)).size > 1);
  const same = settings.filter((setting) => !differs.includes(setting) && arms[0]);
  const rows = arms.map(
    (arm) =>
      markup`<tr><th scope="row">${arm.name}</th>${differs.map(({ of }) => markup`<td><code>${of(arm)}</code></td>`)}</tr>`,
  );
  const parameters = [...architecture.blocks, architecture.classifier].reduce((sum, b) => sum + b.cost.parameters, 0);
  // Rules that put the label into extra input channels have their own first block.
  const widened = arms
    .filter(({ training }) =>
      Object.values(training.trainer.options).some((value) => typeof value === "string" && value.endsWith("-channels")),
    )
    .map(({ name }) => name);
  const shared: [string, string][] = [
    ...same.map(({ label, of }): [string, string] => [label, arms[0] ? of(arms[0]) : ""]),
    [
      "Data",
      `${writeUse(dataset)}, batch ${dataset.batch}${dataset.augment.map((use) => `, ${writeUse(use)}`).join("")}`,
    ],
    ...(left > 0
      ? [
          ["Left out", `${left} of ${train} training samples each epoch, other ones each time: batches are whole`] as [
            string,
            string,
          ],
        ]
      : []),
    [
      "Network",
      `${architecture.title ?? architecture.name}: ${counted(architecture.blocks.length, "block")}, ${counted(Math.round(parameters), "parameter")}, those of local heads not counted`,
    ],
    ["Seeds", seeds.join(", ")],
    ...(widened.length > 0
      ? [
          ["But not", `the first block of ${widened.join(", ")}: it is made for the channels that carry the label`] as [
            string,
            string,
          ],
        ]
      : []),
  ];
  return markup`${
    differs.length > 0
      ? markup`<div class="scroll" tabindex="0" role="region" aria-label="Differences between the arms"><table>
<thead><tr><th scope="col">Arm</th>${differs.map(({ label }) => markup`<th scope="col">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
      : markup`<p>${arms.length === 1 ? "There is one arm." : "The arms differ in nothing."}</p>`
  }
<p>${arms.length === 1 ? "It has:" : "The same in all arms, as are initial weights, batch order and augmentation per seed:"}</p>
<dl>${shared.map(([label, text]) => markup`<dt>${label}</dt><dd><code>${text}</code></dd>`)}</dl>`;
}
