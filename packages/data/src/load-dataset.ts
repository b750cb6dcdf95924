import {
  DataDamagedError,
  DataUnavailableError,
  exitCodes,
  formatShape,
  InfoplaneError,
  optionsOf,
  type Dataset,
  type DatasetContext,
  type DatasetFacts,
  type DatasetSpec,
  type Manifest,
  type PluginRef,
  type Registry,
} from "@infoplane/contracts";
import { isSystemFault, systemReason } from "@infoplane/files";
import { Streams } from "@infoplane/engine";
import { messages } from "./messages.ts";
import { digest } from "./subset/digest.ts";

/** What a data set plugin gets, around what is known of this run. */
export const datasetContext = (known: Omit<DatasetContext, "draw">): DatasetContext => ({
  ...known,
  draw: (purpose, ...counters) => new Streams(0).stream(purpose, ...counters),
});

export interface LoadedDataset {
  readonly dataset: Dataset;
  /** Set if the declared data was unavailable: what took its place, and why. For the manifest and the report. */
  readonly standIn?: NonNullable<Manifest["standIn"]>;
}

/**
 * Loads the declared data set, or its stand-in if it is unavailable, with the declared label noise. Damaged data is
 * never replaced by a stand-in. Throws InfoplaneError with exit code 3 if there is no data to continue with; errors of
 * the operating system get that code too, with their place. Other exceptions of plugins pass through.
 */
export async function loadDataset(
  spec: DatasetSpec,
  known: Omit<DatasetContext, "draw">,
  registry: Registry,
): Promise<LoadedDataset> {
  const context = datasetContext(known);
  try {
    return { dataset: noised(spec, await create(spec, spec.facts, context, registry)) };
  } catch (error) {
    if (!(error instanceof DataUnavailableError && spec.offline)) throw asReported(error);
    context.report(messages.standIn(spec.offline.name, error.message));
    const standIn = { wanted: spec.name, used: spec.offline.name, reason: error.message };
    try {
      return { dataset: noised(spec, await create(spec.offline, spec.facts, context, registry)), standIn };
    } catch (second) {
      throw asReported(second);
    }
  }
}

function noised({ labelNoise = 0 }: DatasetSpec, dataset: Dataset): Dataset {
  return labelNoise > 0 ? withLabelNoise(dataset, labelNoise) : dataset;
}

async function create(
  use: PluginRef,
  facts: DatasetFacts,
  context: DatasetContext,
  registry: Registry,
): Promise<Dataset> {
  const plugin = registry.get("dataset", use.name);
  const dataset = await plugin.create(optionsOf(plugin, use.options), context);
  if (formatShape(dataset.input) !== formatShape(facts.input) || dataset.classes !== facts.classes) {
    throw new InfoplaneError(messages.otherFacts(use.name, facts, dataset), exitCodes.wrongExperiment);
  }
  return dataset;
}

function asReported(error: unknown): unknown {
  if (isSystemFault(error)) {
    const place = error.path ?? "a file of the data set";
    const reported = messages.unreadable(place, systemReason(error));
    return new InfoplaneError(reported, exitCodes.wrongEnvironment, { cause: error });
  }
  if (!(error instanceof DataDamagedError || error instanceof DataUnavailableError)) return error;
  return new InfoplaneError(messages.asDiagnostic(error), exitCodes.wrongEnvironment, { cause: error });
}

/** All arms and seeds train on the same wrong labels, so this is not the run's seed. */
const noiseSeed = 0;

/**
 * Symmetric label noise (Natarajan et al. 2013): round(share * n) training samples, drawn without repeats from the
 * stream "label-noise", get a label drawn uniformly among the other classes, so the share is that of wrong labels. The
 * test part is unchanged. The digest is that of the new labels. Pure; share in 0..1.
 */
export function withLabelNoise(dataset: Dataset, share: number): Dataset {
  const { train, test, classes } = dataset;
  const stream = new Streams(noiseSeed).stream("label-noise");
  const wrong = stream.permutation(train.count).subarray(0, Math.round(share * train.count));
  const labels = train.labels.slice();
  for (const index of wrong) {
    labels[index] = ((labels[index] ?? 0) + 1 + stream.integer(classes - 1)) % classes;
  }
  const noisy = { ...train, labels };
  return { ...dataset, train: noisy, digest: digest(noisy, test), labelNoise: { share, wrong: wrong.length } };
}
