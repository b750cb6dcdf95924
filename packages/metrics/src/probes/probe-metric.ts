import { z, type LabelledSample, type Measurement, type NetworkView, type Variable } from "@infoplane/contracts";
import { inSeries } from "../in-series.ts";
import { placeOf } from "../snapshot.ts";

/** What a probe on block outputs is fitted and tested on. */
export const probeOptions = {
  samples: z
    .int()
    .positive()
    .default(2000)
    .describe("training samples that it is fitted on: a fixed stratified choice, without augmentation"),
  test: z.int().positive().default(1000).describe("test samples, a fixed stratified choice"),
  features: z
    .int()
    .positive()
    .default(2048)
    .describe("outputs are average-pooled to at most this many values, as before local heads"),
};

export interface ProbeSettings {
  readonly samples: number;
  readonly test: number;
  readonly features: number;
}

/** One record per block from what is fitted on training samples and evaluated on test samples. */
export function probeBlocks(
  network: NetworkView,
  { samples, test, features }: ProbeSettings,
  probe: (fit: ProbedPart, judge: ProbedPart) => Promise<Measurement>,
): Promise<Measurement[]> {
  const [fit, judge] = [network.sample("train", samples, features), network.sample("test", test, features)];
  return inSeries(fit.blocks, async (block, index) => ({
    ...(await probe({ ...fit, z: block }, { ...judge, z: judge.blocks[index] as Variable })),
    split: "test",
    samples: fit.labels.length,
    ...placeOf(block),
  }));
}

export type ProbedPart = Pick<LabelledSample, "labels" | "x"> & { readonly z: Variable };
