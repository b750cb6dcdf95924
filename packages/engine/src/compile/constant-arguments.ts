/**
 * Arguments that TensorFlow has to know to infer a shape: their values become part of a compiled function, and another
 * value is another function. Counted from 0; negative from the end. All other arguments are inputs of the function.
 */
const constants: Readonly<Record<string, readonly number[]>> = {
  All: [1],
  Any: [1],
  ArgMax: [1],
  ArgMin: [1],
  AvgPoolGrad: [0],
  BatchToSpaceND: [1, 2],
  Bincount: [1],
  BroadcastTo: [1],
  ConcatV2: [-1],
  Conv2DBackpropFilter: [1],
  Conv2DBackpropInput: [0],
  Conv3DBackpropFilterV2: [1],
  Conv3DBackpropInputV2: [0],
  DepthwiseConv2dNativeBackpropFilter: [1],
  DepthwiseConv2dNativeBackpropInput: [0],
  Empty: [0],
  ExpandDims: [1],
  Fill: [0],
  GatherV2: [2],
  LinSpace: [2],
  Max: [1],
  Mean: [1],
  Min: [1],
  MirrorPad: [1],
  OneHot: [1],
  Pad: [1],
  PadV2: [1],
  Prod: [1],
  Range: [0, 1, 2],
  Reshape: [1],
  ResizeBilinear: [1],
  ResizeNearestNeighbor: [1],
  Slice: [2],
  SpaceToBatchND: [1, 2],
  Split: [0],
  SplitV: [1, 2],
  StatelessRandomNormal: [0],
  StatelessRandomUniform: [0],
  StatelessRandomUniformV2: [0],
  StridedSlice: [1, 2, 3],
  Sum: [1],
  Tile: [1],
  TopKV2: [1],
  Transpose: [1],
  UnsortedSegmentSum: [2],
};

const none: ReadonlySet<number> = new Set();
const known = new Map<string, ReadonlySet<number>>();

export function constantArguments(operation: string, inputs: number): ReadonlySet<number> {
  const places = constants[operation];
  if (!places) return none;
  const key = `${operation}/${inputs}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = new Set(places.map((place) => (place < 0 ? inputs + place : place)))));
  return found;
}
