import { createHash } from "node:crypto";
import type { ArchitectureSpec, BlockSpec, CellSpec, DatasetSpec, LayerSpec } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";

/** What decides the weights and is known only at run time. */
export interface PlanInputs {
  /**
   * Digest of the data set really used. Without it the hash covers only the declared data set, which is enough for
   * `explain`. A run passes it, so that a stand-in, or other files of the same name, never pass for the real data.
   */
  readonly datasetDigest?: string;
  /** Digest of outside modules that take part in training. */
  readonly code?: string;
}

/**
 * Increased when the same declaration gives other weights than before. 2: Adam's epsilon is that of algorithm 1. 3:
 * Adam's corrections are float64, blocks of equal cost are cut as `cutBlocks` says, and the number of threads counts.
 * 4: the inverse of an nHSIC objective and the estimate of its rounding have other last digits.
 */
const identityVersion = 4;

/**
 * The name of a cell: 16 hexadecimal digits of the SHA-256 over the canonical JSON of all that decides its weights:
 * data (declared use, batch, augmentation, label noise, digest), architecture (blocks and classifier), training, seed,
 * precision and threads. Names of arms, titles, measures, reports, the `offline` line and derived costs are excluded.
 */
export function hashCell(
  cell: Pick<CellSpec, "dataset" | "architecture" | "training" | "seed" | "threads">,
  inputs: PlanInputs = {},
): string {
  const identity = {
    version: identityVersion,
    dataset: { ...datasetIdentity(cell.dataset), digest: inputs.datasetDigest },
    architecture: architectureIdentity(cell.architecture),
    training: cell.training,
    seed: cell.seed,
    precision: cell.training.precision ?? "float32",
    threads: cell.threads,
    ...(inputs.code !== undefined && { code: inputs.code }),
  };
  return createHash("sha256").update(canonicalJson(identity)).digest("hex").slice(0, 16);
}

function datasetIdentity({ name, options, batch, augment, labelNoise }: DatasetSpec): object {
  return { name, options, batch, augment, ...(labelNoise !== undefined && { labelNoise }) };
}

function architectureIdentity({ input, classes, blocks, classifier }: ArchitectureSpec): object {
  return { input, classes, blocks: blocks.map(blockIdentity), classifier: blockIdentity(classifier) };
}

/** Includes the name: initial weights are drawn by block name. */
function blockIdentity({ name, layers }: BlockSpec): object {
  return { name, layers: layers.map(layerIdentity) };
}

function layerIdentity({ layer, options, inner = {} }: LayerSpec): object {
  const roles = Object.entries(inner).map(([role, layers]) => [role, layers.map(layerIdentity)] as const);
  return { layer, options, inner: Object.fromEntries(roles) };
}
