/** Attribute of a TensorFlow operation: `type` is one of the binding's `TF_ATTR_*` numbers. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** An output of the binding: `id` identifies libtensorflow's tensor until it is deleted. */
export interface BindingTensor {
  readonly id: number;
  readonly shape: number[];
  /** TensorFlow's number of the data type: 1 float32, 2 float64, 3 int32, 14 bfloat16, 20 resource... */
  readonly dtype: number;
}

/** Interface of the compiled binding of @tensorflow/tfjs-node-gpu. Tensors are plain ids; the caller frees them. */
export interface NativeBinding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_RESOURCE: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_RESOURCE: number;
  readonly TF_Version: string;
  createTensor(shape: readonly number[], dtype: number, buffer: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): BindingTensor[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
}

/** A graph of TensorFlow under construction. */
export interface NativeGraph {
  readonly _graph: never;
}

/** What is known of an output before it is computed; the shape is null where TensorFlow can't tell. */
export interface GraphOutput {
  readonly dtype: number;
  readonly shape: number[] | null;
}

/** What `provision/graph.cc` adds to the binding: see there. Pairs are those of an operation's place and its output's. */
export interface GraphBinding extends NativeBinding {
  newGraph(): NativeGraph;
  addOperation(
    graph: NativeGraph,
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    groups: readonly number[],
    controls: readonly number[],
    shapes: readonly (readonly number[] | null)[] | null,
  ): GraphOutput[];
  addConstant(graph: NativeGraph, dtype: number, shape: readonly number[], values: NodeJS.TypedArray): GraphOutput[];
  addFunction(
    graph: NativeGraph,
    name: string,
    inputs: readonly number[],
    outputs: readonly number[],
    effects: readonly number[],
  ): void;
  removeFunction(name: string): void;
}
