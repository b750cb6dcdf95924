import type { NativeBinding, OpAttribute } from "./native-binding.ts";

/**
 * Tensors of types that tfjs has no dtype for: they live as ids of the binding, never as tfjs tensors, until `free`.
 */
export class RawTensors {
  readonly #ids: number[] = [];

  constructor(readonly binding: NativeBinding) {}

  /** Ids of an operation's outputs. */
  execute(name: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs = 1): number[] {
    return this.own(...this.binding.executeOp(name, attributes, inputs, outputs).map((output) => output.id));
  }

  own(...ids: number[]): number[] {
    this.#ids.push(...ids);
    return ids;
  }

  free(): void {
    for (const id of this.#ids.splice(0)) this.binding.deleteTensor(id);
  }
}
