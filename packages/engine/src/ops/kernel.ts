import type { Tensor } from "@tensorflow/tfjs-core";
import { currentEngine, tensors } from "../choose/engine.ts";
import type { BindingTensor, NativeBinding } from "../native/native-binding.ts";

/** An attribute of a libtensorflow operation, as the binding takes it. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Kernels of libtensorflow by name, for those that tfjs does not offer. Only on native engines. */
interface NativeBackend {
  readonly binding: NativeBinding;
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
  getInputTensorIds(inputs: readonly Tensor[]): number[];
  createOutputTensor(output: BindingTensor): Tensor;
}

// Numbers of libtensorflow's C API (tf_attrtype.h, tf_datatype.h): they are part of its ABI.
const attributeType = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;
const dataType = { float32: 1, float64: 2, int32: 3, int64: 9, bfloat16: 14 } as const;

export const attr = {
  type: (name = "T", value: keyof typeof dataType = "float32"): Attribute => ({
    name,
    type: attributeType.type,
    value: dataType[value],
  }),
  string: (name: string, value: string): Attribute => ({ name, type: attributeType.string, value }),
  bool: (name: string, value: boolean): Attribute => ({ name, type: attributeType.bool, value }),
  float: (name: string, value: number): Attribute => ({ name, type: attributeType.float, value }),
  int: (name: string, value: number): Attribute => ({ name, type: attributeType.int, value }),
  ints: (name: string, value: readonly number[]): Attribute => ({ name, type: attributeType.int, value }),
  shape: (name: string, value: readonly number[]): Attribute => ({ name, type: attributeType.shape, value }),
  nhwc: { name: "data_format", type: attributeType.string, value: "NHWC" } satisfies Attribute,
};

type DataType = keyof typeof dataType;

/** Attributes of `Cast`. */
export const cast = (from: DataType, to: DataType): Attribute[] => [
  attr.type("SrcT", from),
  attr.type("DstT", to),
  attr.bool("Truncate", false),
];

/** Whether libtensorflow's own kernels are available. */
export function isNative(): boolean {
  return currentEngine().native;
}

const backend = (): NativeBackend => tensors().backend() as unknown as NativeBackend;

/** The binding as the backend calls it, so that `observeKernels` sees its calls. Throws on other engines. */
export function backendBinding(): NativeBinding {
  if (!isNative()) throw new Error("kernels of libtensorflow need a native engine");
  return backend().binding;
}

/** Runs a kernel with one output; the caller owns it. */
export function kernel(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor {
  return backend().executeSingleOutput(name, attributes, inputs);
}

/** Runs a kernel with several outputs (none if it only has an effect); the caller owns them. */
export function kernels(
  name: string,
  attributes: readonly Attribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  return backend().executeMultipleOutputs(name, attributes, inputs, outputs);
}

/** The binding's id of a tfjs tensor, which keeps its ownership. */
export const idOf = (x: Tensor): number => backend().getInputTensorIds([x])[0] as number;

/** Turns a tensor of the binding, of a type that tfjs has, into a new tfjs tensor, which owns it. */
export const tensorOf = (output: BindingTensor): Tensor => backend().createOutputTensor(output);
