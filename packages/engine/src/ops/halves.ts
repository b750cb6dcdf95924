import type { Tensor } from "@tensorflow/tfjs-core";
import type { BindingTensor } from "../native/native-binding.ts";
import { RawTensors } from "../native/raw-tensors.ts";
import { attr, backendBinding, cast, idOf, tensorOf, type Attribute } from "./kernel.ts";

const inBfloat16 = attr.type("T", "bfloat16");

/** Bfloat16 tensors on a native engine: ids of the binding, all of which are freed when `use` returns. */
export function withHalves(use: (halves: Halves) => BindingTensor): Tensor {
  const halves = new Halves(backendBinding());
  try {
    return tensorOf(use(halves));
  } finally {
    halves.free();
  }
}

/** Each method returns an id that lives until `free`, except `give` and `pack`, whose result the caller owns. */
export class Halves extends RawTensors {
  /** A float32 tensor, rounded to nearest. */
  take(x: Tensor): number {
    return this.#one("Cast", cast("float32", "bfloat16"), [idOf(x)]);
  }

  /** A float32 tensor, rounded to bfloat16 values, as float32. */
  rounded(x: Tensor): number {
    return this.own(this.give(this.take(x)).id)[0] as number;
  }

  /** An operation with one output, with attribute `T` bfloat16. */
  run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.#one(name, [inBfloat16, ...attributes], inputs);
  }

  /** Zero-padded along an axis of odd length, so that it becomes even. */
  even(id: number, shape: readonly number[], axis: number): number {
    if ((shape[axis] as number) % 2 === 0) return id;
    const places = this.own(
      this.binding.createTensor(
        [shape.length, 2],
        this.binding.TF_INT32,
        Int32Array.from(shape.flatMap((_, at) => [0, at === axis ? 1 : 0])),
      ),
    )[0] as number;
    return this.run("Pad", [attr.type("Tpaddings", "int32")], [id, places]);
  }

  /** As float32. */
  give(id: number): BindingTensor {
    return this.output("Cast", cast("bfloat16", "float32"), [id]);
  }

  /** Two numbers in an int32: [..., c] -> [..., c / 2]. */
  pack(id: number, shape: readonly number[]): BindingTensor {
    const pairs = this.#reshape(id, [...shape.slice(0, -1), (shape.at(-1) as number) / 2, 2]);
    return this.output("Bitcast", [inBfloat16, attr.type("type", "int32")], [pairs]);
  }

  /** The inverse: int32 [..., c] -> bfloat16 [..., 2 c]. */
  unpack(x: Tensor): number {
    const pairs = this.#one("Bitcast", [attr.type("T", "int32"), attr.type("type", "bfloat16")], [idOf(x)]);
    return this.#reshape(pairs, [...x.shape.slice(0, -1), 2 * (x.shape.at(-1) as number)]);
  }

  #reshape(id: number, shape: readonly number[]): number {
    return this.run("Reshape", [attr.type("Tshape", "int32")], [id, this.ints(shape)]);
  }

  #one(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.execute(name, attributes, inputs)[0] as number;
  }
}
