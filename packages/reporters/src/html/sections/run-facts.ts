import { counted, isExported, type RunView } from "@infoplane/contracts";
import { markup, type Markup } from "../markup.ts";

/** What ran where: enough to run it again and to tell why numbers might differ. */
export function runFacts({ manifest, experiment }: RunView): Markup {
  const { engine, host, dataset, git } = manifest;
  const facts: [string, string][] = [
    ["Command", manifest.command.join(" ")],
    ...(isExported(experiment)
      ? [["Measured", `${manifest.started} to ${manifest.finished ?? "not finished yet"}`] as [string, string]]
      : ([
          ["Started", manifest.started],
          ["Finished", manifest.finished ?? "not yet"],
        ] as [string, string][])),
    ["Infoplane", manifest.infoplane],
    [
      "Engine",
      `${engine.name}, ${engine.library}, ${engine.device}, ${counted(engine.threads, "thread")} (${engine.reason})`,
    ],
    [
      "Machine",
      `${host.cpu}, ${counted(host.cores, "core")}, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${manifest.platform}, Node ${manifest.node}`,
    ],
    ...(isExported(experiment)
      ? ([
          ["Activations", `${dataset.name}: ${counted(dataset.train, "sample")}`],
          ["SHA-256 of labels and input", dataset.digest],
        ] as [string, string][])
      : ([
          [
            "Data set",
            `${dataset.name}, ${dataset.train} train and ${counted(dataset.test, "test sample")}; source: ${dataset.source}`,
          ],
          ["SHA-256 of the data", dataset.digest],
        ] as [string, string][])),
    [
      "Git",
      git
        ? `${git.commit} on ${git.branch}${git.diff ? ", with uncommitted changes (in manifest.json)" : ", no uncommitted changes"}`
        : "not in a repository",
    ],
  ];
  return markup`<dl>${facts.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`;
}
