import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { correctedInterval } from "../dependence/corrected-interval.ts";
import { dependence } from "../dependence/dependence.ts";
import { gramOf } from "../dependence/gram.ts";
import { groupedGram } from "../dependence/grouped-gram.ts";
import { labelColumns } from "../dependence/classes-that-occur.ts";
import { denseSamples, keptSide } from "../dependence/large-side.ts";
import { rowSource } from "../dependence/row-source.ts";
import { columnsOf } from "../dependence/pair.ts";
import { resampling } from "../dependence/resampling.ts";
import type { Side } from "../dependence/side.ts";
import { kernelFeatures, refusedFor } from "../dependence/kernel-features.ts";
import { factoredNhsicSide } from "./factored-nhsic-side.ts";
import type { NhsicOptions } from "./nhsic-options.ts";
import { largeNhsicSide } from "./large-nhsic-side.ts";
import { createNhsicSide } from "./nhsic-side.ts";

/** The side of one variable, shared by all nhsic measures with the same settings; that of a large Z is made anew. */
function sideOf(variable: Variable, { sigma, eps, kernel, width, scale, landmarks }: NhsicOptions): Side | undefined {
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const key = `nhsic ${kernel} ${width} ${sigma} ${eps} ${own} ${landmarks ?? ""}`;
  if (landmarks !== undefined) {
    return variable.memo(key, () => {
      const settings = { kernel, width, sigma: width === "median" ? 1 : sigma, scale: own, landmarks };
      const features = kernelFeatures(source, settings, linalg());
      return features && factoredNhsicSide(features, eps, linalg());
    });
  }
  const settings = { width, sigma, eps };
  if (source.samples > denseSamples) {
    return keptSide(variable, key, () => largeNhsicSide(groupedGram(source, own), source.features, settings));
  }
  return variable.memo(key, () => createNhsicSide(gramOf(variable, own), source.features, settings, linalg()));
}

/**
 * Degrees of freedom beyond half of its rank say that an approximation is full: R has at least as many, and nHSIC would be
 * underestimated by an unknown part.
 */
const isTooFull = ({ dof, rank }: Side): boolean => rank !== undefined && (dof ?? 0) > rank / 2;

/** A calibrated record of two variables; null where one of them is not finite. */
export function compareNhsic(a: Variable, b: Variable, settings: NhsicOptions): Measurement {
  const [left, right] = [sideOf(a, settings), sideOf(b, settings)];
  const shared = { eps: settings.eps, ...labelColumns(a, b) };
  const { samples } = rowSource(a);
  if (!left || !right) return { value: NaN, ...refusedFor(settings.landmarks, samples), ...shared, samples };
  const ranks = {
    ...(left.rank !== undefined && { rank_a: left.rank }),
    ...(right.rank !== undefined && { rank_b: right.rank }),
  };
  if (isTooFull(left) || isTooFull(right)) {
    const dofs = { dof_a: left.dof, dof_b: right.dof };
    return { value: NaN, refused: "fewer landmarks than twice the degrees of freedom", ...dofs, ...ranks, ...shared };
  }
  const found = dependence(left, right, resampling(settings.permutations));
  return {
    ...columnsOf(found),
    ...(settings.interval && correctedInterval(found.corrected, left, right)),
    width_a: left.width,
    width_b: right.width,
    ...ranks,
    ...shared,
  };
}
