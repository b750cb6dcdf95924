import type { OpAttribute } from "../native/native-binding.ts";

type Shape = readonly number[];

/**
 * Of operations for which TensorFlow infers no shape: those of their outputs; null of one that only another operation reads,
 * whose size is a secret between the two. Undefined: TensorFlow infers them.
 */
export function ownShapes(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Shape[],
): (Shape | null)[] | undefined {
  if (name === "_MklNativeMaxPool") {
    const [n = 0, height = 0, width = 0, channels = 0] = inputs[0] ?? [];
    const value = (key: string): unknown => attributes.find((attribute) => attribute.name === key)?.value;
    const [sizes, strides] = [value("ksize"), value("strides")] as [number[], number[]];
    const same = value("padding") === "SAME";
    const pooled = (length: number, axis: number): number =>
      Math.ceil((same ? length : length - (sizes[axis] ?? 1) + 1) / (strides[axis] ?? 1));
    const shape = [n, pooled(height, 1), pooled(width, 2), channels];
    // The second one holds the place of each maximum.
    return [shape, [shape.reduce((product, length) => product * length, 1)]];
  }
  if (name === "_MklNativeMaxPoolGrad") return [inputs[0] ?? []];
  if (name === "FusedBatchNormV3") {
    const channels = inputs[1] ?? [];
    return [inputs[0] ?? [], channels, channels, channels, channels, null];
  }
  return undefined;
}
