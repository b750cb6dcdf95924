import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { currentEngine, tensors } from "../choose/engine.ts";
import { RawTensors } from "../native/raw-tensors.ts";
import { attr, type Attribute, cast, idOf, tensorOf } from "./kernel.ts";

// Number of libtensorflow's C API (tf_datatype.h).
const int32 = 3;
const inBfloat16 = attr.type("T", "bfloat16");

/** `conv2d` in bfloat16. Keeps x and the kernel in float32; the same values, rounded again, go into the gradients. */
export function bfloat16Conv2d(x: Tensor4D, kernel: Tensor4D, stride: number, padding: "same" | "valid"): Tensor4D {
  const attributes: Attribute[] = [
    inBfloat16,
    attr.ints("strides", [1, stride, stride, 1]),
    attr.string("padding", padding.toUpperCase()),
    attr.nhwc,
    attr.ints("dilations", [1, 1, 1, 1]),
  ];
  const op = tensors().customGrad((...args) => {
    const [image, filter, save] = args as unknown as [Tensor4D, Tensor4D, (saved: Tensor[]) => void];
    save([image, filter]);
    return {
      value: rounded((halves) => halves.run("Conv2D", attributes, [halves.take(image), halves.take(filter)])),
      gradFunc: (dy: Tensor, [a, b]: Tensor[]) => [
        rounded((halves) =>
          halves.run("Conv2DBackpropInput", attributes, [
            halves.shape(image.shape),
            halves.take(b as Tensor),
            halves.take(dy),
          ]),
        ),
        rounded((halves) =>
          halves.run("Conv2DBackpropFilter", attributes, [
            halves.take(a as Tensor),
            halves.shape(filter.shape),
            halves.take(dy),
          ]),
        ),
      ],
    };
  });
  return op(x, kernel) as Tensor4D;
}

/** a b, or a bᵀ with `transposed`, of the last two axes, in bfloat16. Axes before them are equal, or there are none. */
export function bfloat16MatMul(a: Tensor, b: Tensor, transposed: boolean): Tensor {
  const op = tensors().customGrad((...args) => {
    const [left, right, save] = args as unknown as [Tensor, Tensor, (saved: Tensor[]) => void];
    save([left, right]);
    return {
      value: product(left, right, false, transposed),
      gradFunc: (dy: Tensor, [x, y]: Tensor[]) => [
        product(dy, y as Tensor, false, !transposed),
        transposed ? product(dy, x as Tensor, true, false) : product(x as Tensor, dy, true, false),
      ],
    };
  });
  return op(a, b);
}

function product(a: Tensor, b: Tensor, adjointA: boolean, adjointB: boolean): Tensor {
  const attributes = [inBfloat16, attr.bool("adj_x", adjointA), attr.bool("adj_y", adjointB)];
  return rounded((halves) => halves.run("BatchMatMulV2", attributes, [halves.take(a), halves.take(b)]));
}

/** Casts around an operation; all in between is freed. Returns a new float32 tensor. */
function rounded(work: (halves: Halves) => number): Tensor {
  const { binding } = currentEngine();
  if (!binding) throw new Error("bfloat16 needs a native engine");
  const halves = new Halves(binding);
  try {
    return tensorOf(halves.give(work(halves)));
  } finally {
    halves.free();
  }
}

class Halves extends RawTensors {
  /** A float32 tensor, rounded to nearest. */
  take(x: Tensor): number {
    return this.execute("Cast", cast("float32", "bfloat16"), [idOf(x)])[0] as number;
  }

  shape(shape: readonly number[]): number {
    return this.own(this.binding.createTensor([shape.length], int32, Int32Array.from(shape)))[0] as number;
  }

  run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.execute(name, attributes, inputs)[0] as number;
  }

  /** As float32, owned by the caller. */
  give(id: number) {
    const [output] = this.binding.executeOp("Cast", cast("bfloat16", "float32"), [id], 1);
    if (!output) throw new Error("Cast gave nothing");
    return output;
  }
}
