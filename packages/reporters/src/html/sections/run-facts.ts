import type { RunView } from "@infoplane/contracts";
import { markup, type Markup } from "../markup.ts";

/** What ran where: enough to run it again and to tell why numbers might differ. */
export function runFacts({ manifest }: RunView): Markup {
  const { engine, host, dataset, git } = manifest;
  const facts: [string, string][] = [
    ["Command", manifest.command.join(" ")],
    ["Started", manifest.started],
    ["Finished", manifest.finished ?? "not yet"],
    ["Infoplane", manifest.infoplane],
    [
      "Engine",
      `${engine.name}, ${engine.library}, ${engine.device}, ${engine.threads} thread${engine.threads === 1 ? "" : "s"} (${engine.reason})`,
    ],
    [
      "Machine",
      `${host.cpu}, ${host.cores} cores, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${manifest.platform}, Node ${manifest.node}`,
    ],
    ["Data set", `${dataset.name}, ${dataset.train} train and ${dataset.test} test samples; source: ${dataset.source}`],
    ["SHA-256 of the data", dataset.digest],
    [
      "Git",
      git
        ? `${git.commit} on ${git.branch}${git.diff ? ", with uncommitted changes (in manifest.json)" : ", no uncommitted changes"}`
        : "not in a repository",
    ],
  ];
  return markup`<dl>${facts.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`;
}
