import type { LabelledSample, Measurement, NetworkView, Variable } from "@infoplane/contracts";
import { placeOf } from "../place-of.ts";

export interface ProbeSettings {
  readonly samples: number;
  readonly test: number;
  readonly features: number;
}

/** One record a block from what is fitted on training samples and judged on test samples. */
export function probeBlocks(
  network: NetworkView,
  { samples, test, features }: ProbeSettings,
  probe: (fit: ProbedPart, judge: ProbedPart) => Measurement,
): Measurement[] {
  const [fit, judge] = [network.sample("train", samples, features), network.sample("test", test, features)];
  return fit.blocks.map((block, index) => ({
    ...probe({ ...fit, z: block }, { ...judge, z: judge.blocks[index] as Variable }),
    split: "test",
    samples: fit.labels.length,
    ...placeOf(block),
  }));
}

export type ProbedPart = Pick<LabelledSample, "labels" | "x"> & { readonly z: Variable };
