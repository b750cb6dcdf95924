import type { BindingTensor, NativeBinding, OpAttribute } from "./native-binding.ts";

/** Tensors of types for which tfjs has no dtype: ids of the binding, never tfjs tensors, valid until `free`. */
export class RawTensors {
  readonly #ids: number[] = [];
  /** Those that are used beyond what made them. */
  protected readonly shared = new Set<number>();

  constructor(readonly binding: NativeBinding) {}

  /** Ids of an operation's outputs. */
  execute(name: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs = 1): number[] {
    return this.own(...this.binding.executeOp(name, attributes, inputs, outputs).map((output) => output.id));
  }

  /** The only output of an operation, which the caller owns. */
  output(name: string, attributes: readonly OpAttribute[], inputs: readonly number[]): BindingTensor {
    const [output] = this.binding.executeOp(name, attributes, inputs, 1);
    if (!output) throw new Error(`${name} gave nothing`);
    return output;
  }

  /** An int32 number or array, as operations take shapes and axes. */
  ints(values: number | readonly number[]): number {
    const [shape, data] = typeof values === "number" ? [[], [values]] : [[values.length], values];
    return this.own(this.binding.createTensor(shape, this.binding.TF_INT32, Int32Array.from(data)))[0] as number;
  }

  own(...ids: number[]): number[] {
    this.#ids.push(...ids);
    return ids;
  }

  /** Deletes what `build` makes, but for what it returns. */
  within<Ids extends number[]>(build: () => [...Ids]): [...Ids] {
    const before = this.#ids.length;
    const made = build();
    for (const id of this.#ids.splice(before)) {
      if (made.includes(id) || this.shared.has(id)) this.#ids.push(id);
      else this.binding.deleteTensor(id);
    }
    return made;
  }

  /** Deletes all of them but those to keep. */
  free(keep: readonly number[] = []): void {
    const left = this.#ids.splice(0).filter((id) => !keep.includes(id));
    this.#ids.push(...keep);
    for (const id of left) this.binding.deleteTensor(id);
  }
}
