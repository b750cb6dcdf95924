import type { DenseArray, Parameter } from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "./choose/engine.ts";
import { meter } from "./meter.ts";
import { attr, isNative, kernel, kernels } from "./ops/kernel.ts";

/** Counts the variables of this process, to give them unique names. */
let created = 0;

/** A float32 array that optimizers update in place. Owns its memory until `dispose`. */
export interface EngineParameter extends Parameter {
  /** Resource handle of libtensorflow, on native engines, as its update kernels take it. */
  readonly handle?: Tensor;
}

/** A parameter with the value of `initial`, which is borrowed. */
export function createParameter(name: string, initial: Tensor): EngineParameter {
  return isNative() ? new ResourceParameter(name, initial) : new TensorParameter(name, initial);
}

/** The handle for update kernels; throws for a parameter of another engine. */
export function resourceHandle(parameter: EngineParameter): Tensor {
  if (!parameter.handle) throw new Error(`${parameter.name} is not a variable of libtensorflow`);
  return parameter.handle;
}

/** A zero-initialised parameter with the shape of another one: an optimizer's slot. */
export function createSlot(like: Parameter, name: string): EngineParameter {
  const zeros = tensors().zeros([...like.shape]);
  const slot = createParameter(`${like.name}/${name}`, zeros);
  zeros.dispose();
  return slot;
}

/** A copy of the value off the engine. */
export function readArray(parameter: Parameter): DenseArray {
  const value = parameter.read();
  const data = value.dataSync() as Float32Array;
  value.dispose();
  return { dtype: "float32", shape: parameter.shape, data };
}

/** Sets the value from an array of the same shape. */
export function writeArray(parameter: Parameter, array: DenseArray): void {
  if (String(array.shape) !== String(parameter.shape)) {
    throw new Error(`${parameter.name} has shape [${parameter.shape.join()}], the saved one [${array.shape.join()}]`);
  }
  const value = tensors().tensor(array.data, [...array.shape], array.dtype);
  parameter.assign(value);
  value.dispose();
}

class ResourceParameter implements EngineParameter {
  readonly handle: Tensor;
  readonly shape: readonly number[];

  constructor(
    readonly name: string,
    initial: Tensor,
  ) {
    this.shape = [...initial.shape];
    const sharedName = `infoplane/${created++}/${name}`;
    const attributes = [attr.string("container", ""), attr.string("shared_name", sharedName), attr.type("dtype")];
    this.handle = tensors().keep(kernel("VarHandleOp", [...attributes, attr.shape("shape", this.shape)], []));
    this.assign(initial);
    meter.countVariable(initial.size * 4);
  }

  read(): Tensor {
    return kernel("ReadVariableOp", [attr.type("dtype")], [this.handle]);
  }

  assign(value: Tensor): void {
    kernels("AssignVariableOp", [attr.type("dtype")], [this.handle, value], 0);
  }

  dispose(): void {
    kernels("DestroyResourceOp", [attr.bool("ignore_lookup_error", true)], [this.handle], 0);
    this.handle.dispose();
    meter.countVariable(-4 * this.shape.reduce((product, n) => product * n, 1));
  }
}

class TensorParameter implements EngineParameter {
  readonly shape: readonly number[];
  #value: Tensor;

  constructor(
    readonly name: string,
    initial: Tensor,
  ) {
    this.shape = [...initial.shape];
    this.#value = tensors().keep(initial.clone());
  }

  read(): Tensor {
    return this.#value.clone();
  }

  assign(value: Tensor): void {
    const next = tensors().keep(value.clone());
    this.#value.dispose();
    this.#value = next;
  }

  dispose(): void {
    this.#value.dispose();
  }
}
