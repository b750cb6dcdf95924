import { currentEngine } from "../choose/engine.ts";
import { RawTensors } from "../native/raw-tensors.ts";
import { attr, type Attribute } from "../ops/kernel.ts";
import type { Matrix } from "./matrix.ts";

// Number of libtensorflow's C API (tf_datatype.h).
const int32 = 3;
const inFloat64 = attr.type("T", "float64");

/**
 * Float64 tensors on a native engine, which tfjs has no dtype for: they live as ids of the binding, never as tfjs
 * tensors, and all of them are freed when `use` returns or throws. Values cross bit by bit, as pairs of int32.
 */
export function withDoubles<T>(use: (doubles: Doubles) => T): T {
  const { binding } = currentEngine();
  if (!binding) throw new Error("float64 tensors need a native engine");
  const doubles = new Doubles(binding);
  try {
    return use(doubles);
  } finally {
    doubles.free();
  }
}

/** Float64 tensors that live until `free`; each method returns the id of a new one. */
export class Doubles extends RawTensors {
  write({ rows, columns, data }: Matrix): number {
    const halves = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
    const ids = this.own(this.binding.createTensor([rows, columns, 2], int32, halves));
    return this.execute("Bitcast", [attr.type("T", "int32"), attr.type("type", "float64")], ids)[0] as number;
  }

  read(id: number): Float64Array {
    const [halves] = this.execute("Bitcast", [inFloat64, attr.type("type", "int32")], [id]);
    const values = this.binding.tensorDataSync(halves as number);
    return new Float64Array(values.buffer as ArrayBuffer, values.byteOffset, values.length / 2);
  }

  /** An operation with one output and `T` float64. */
  run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.execute(name, [inFloat64, ...attributes], inputs)[0] as number;
  }

  /** a b, or aᵀ b, or a bᵀ. */
  product(a: number, b: number, transposed?: "a" | "b"): number {
    const flags = [attr.bool("transpose_a", transposed === "a"), attr.bool("transpose_b", transposed === "b")];
    return this.run("MatMul", flags, [a, b]);
  }

  triangularSolve(lower: number, b: number, transposed: boolean): number {
    const attributes = [attr.bool("lower", true), attr.bool("adjoint", transposed)];
    return this.run("MatrixTriangularSolve", attributes, [lower, b]);
  }

  /** Eigenvalues, ascending, and eigenvectors of a symmetric matrix. */
  eigen(a: number): [number, number] {
    const attributes = [attr.bool("compute_v", true), inFloat64];
    return this.execute("SelfAdjointEigV2", attributes, [a], 2) as [number, number];
  }
}
