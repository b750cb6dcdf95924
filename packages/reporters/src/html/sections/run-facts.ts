import { counted, isExported, type CellView, type EngineInfo, type Manifest, type RunView } from "@infoplane/contracts";
import { markup, type Markup } from "../markup.ts";

type Fact = [label: string, text: string];

/** What ran where: enough to reproduce the run and to see why numbers might differ. */
export function runFacts({ manifest, experiment, cells }: RunView): Markup {
  const { host, git } = manifest;
  const facts: Fact[] = [
    ["Command", manifest.command.join(" ")],
    ...(isExported(experiment) ? measuredFacts(manifest) : trainedFacts(manifest)),
    ["Infoplane", programText(manifest)],
    ...engineFacts(manifest, cells),
    [
      "Machine",
      `${host.cpu}, ${counted(host.cores, "core")}, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${manifest.platform}, Node ${manifest.node}`,
    ],
    ...(manifest.dataDir === undefined ? [] : [["Data looked for in", manifest.dataDir] satisfies Fact]),
    [
      "Git",
      git
        ? `${git.commit} on ${git.branch}${git.diff ? ", the experiment with uncommitted changes (in manifest.json)" : ", the experiment as committed"}`
        : "not in a repository",
    ],
  ];
  return markup`<dl>${facts.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`;
}

/** For activations: nothing is known about the training. */
function measuredFacts({ started, finished, dataset }: Manifest): Fact[] {
  return [
    ["Measured", `${started} to ${finished ?? "not finished yet"}`],
    ["Activations", `${dataset.name}: ${counted(dataset.train, "sample")}`],
    ["SHA-256 of labels and input", dataset.digest],
  ];
}

function trainedFacts({ started, finished, dataset }: Manifest): Fact[] {
  const { name, train, test, source, digest } = dataset;
  return [
    ["Started", started],
    ["Finished", finished ?? "not yet"],
    ["Data set", `${name}, ${train} train and ${counted(test, "test sample")}; source: ${source}`],
    ["SHA-256 of the data", digest],
  ];
}

/** The version, and the state of its code. */
function programText({ infoplane, program }: Manifest): string {
  if (!program) return infoplane;
  const { commit, diff, digest } = program;
  if (commit === undefined)
    return digest === undefined ? infoplane : `${infoplane}, no commit known, SHA-256 of its files ${digest}`;
  return `${infoplane}, commit ${commit}${diff ? ", with changes of its own code (in manifest.json)" : ""}`;
}

/** The engine, or each of several with the cells that were computed on it. */
function engineFacts({ engine, engines = [] }: Manifest, cells: readonly CellView[]): Fact[] {
  const [only = engine, ...others] = engines.map((one) => one.engine);
  if (others.length === 0) return [["Engine", engineText(only)]];
  return engines.map(({ engine: one, cells: hashes }): Fact => {
    const own = cells.filter(({ hash }) => hashes.includes(hash));
    const named = own.slice(0, mostNamed).map(({ arm, seed }) => `${arm} seed ${seed}`);
    const more = own.length > mostNamed ? ` and ${own.length - mostNamed} more` : "";
    return [`Engine of ${own.length} of ${cells.length} cells`, `${engineText(one)}; ${named.join(", ")}${more}`];
  });
}

const mostNamed = 12;

function engineText({ name, library, device, threads, reason }: EngineInfo): string {
  return `${name}, ${library}, ${device}, ${counted(threads, "thread")} a cell (${reason})`;
}
