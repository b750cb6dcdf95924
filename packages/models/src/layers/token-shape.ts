import { formatShape, ShapeError, type Shape } from "@infoplane/contracts";

/** The two axes of a sequence of tokens; throws ShapeError when the shape is something else. */
export function tokenShape(layer: string, input: Shape): [tokens: number, width: number] {
  const [tokens, width] = input;
  if (input.length !== 2 || tokens === undefined || width === undefined) {
    throw new ShapeError(
      `${layer} needs tokens (count x width), its input is ${formatShape(input)}`,
      "put patch-embed before it: an image becomes a sequence of tokens",
    );
  }
  return [tokens, width];
}
