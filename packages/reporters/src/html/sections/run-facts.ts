import type { CellView, EngineInfo, Manifest, RunView } from "@infoplane/contracts";
import { markup, type Markup } from "../markup.ts";

/** What ran where: enough to run it again and to tell why numbers might differ. */
export function runFacts({ manifest, cells }: RunView): Markup {
  const { host, dataset, git } = manifest;
  const facts: [string, string][] = [
    ["Command", manifest.command.join(" ")],
    ["Started", manifest.started],
    ["Finished", manifest.finished ?? "not yet"],
    ["Infoplane", programText(manifest)],
    ...engineFacts(manifest, cells),
    [
      "Machine",
      `${host.cpu}, ${host.cores} cores, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${manifest.platform}, Node ${manifest.node}`,
    ],
    ["Data set", `${dataset.name}, ${dataset.train} train and ${dataset.test} test samples; source: ${dataset.source}`],
    ["SHA-256 of the data", dataset.digest],
    ...(manifest.dataDir === undefined ? [] : [["Data looked for in", manifest.dataDir] as [string, string]]),
    [
      "Git",
      git
        ? `${git.commit} on ${git.branch}${git.diff ? ", with uncommitted changes (in manifest.json)" : ", no uncommitted changes"}`
        : "not in a repository",
    ],
  ];
  return markup`<dl>${facts.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`;
}

/** Version, and which state of its code. */
function programText({ infoplane, program }: Manifest): string {
  if (!program) return infoplane;
  const { commit, diff, digest } = program;
  if (commit === undefined)
    return digest === undefined ? infoplane : `${infoplane}, no commit known, SHA-256 of its files ${digest}`;
  return `${infoplane}, commit ${commit}${diff ? ", with changes of its own code (in manifest.json)" : ""}`;
}

/** The engine, or each of several with the cells that were computed on it. */
function engineFacts({ engine, engines = [] }: Manifest, cells: readonly CellView[]): [string, string][] {
  const [only = engine, ...others] = engines.map((one) => one.engine);
  if (others.length === 0) return [["Engine", engineText(only)]];
  return engines.map(({ engine: one, cells: hashes }): [string, string] => {
    const own = cells.filter(({ hash }) => hashes.includes(hash));
    const named = own.slice(0, mostNamed).map(({ arm, seed }) => `${arm} seed ${seed}`);
    const more = own.length > mostNamed ? ` and ${own.length - mostNamed} more` : "";
    return [`Engine of ${own.length} of ${cells.length} cells`, `${engineText(one)}; ${named.join(", ")}${more}`];
  });
}

const mostNamed = 12;

function engineText({ name, library, device, threads, reason }: EngineInfo): string {
  return `${name}, ${library}, ${device}, ${threads} ${threads === 1 ? "thread" : "threads"} a cell (${reason})`;
}
