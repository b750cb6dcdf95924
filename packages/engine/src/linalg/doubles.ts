import { RawTensors } from "../native/raw-tensors.ts";
import { attr, backendBinding, cast, type Attribute } from "../ops/kernel.ts";
import type { Matrix } from "@infoplane/contracts";

// Numbers of libtensorflow's C API (tf_datatype.h).
const float32 = 1;
const int32 = 3;
const inFloat64 = attr.type("T", "float64");

/**
 * Float64 tensors on a native engine, for which tfjs has no dtype: they exist as ids of the binding, never as tfjs
 * tensors, and are all freed when `use` returns or throws. Values are transferred bit by bit, as pairs of int32.
 */
export function withDoubles<T>(use: (doubles: Doubles) => T): T {
  const doubles = new Doubles(backendBinding());
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

  /** An operation with one output, with attribute `T` float64. */
  run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.execute(name, [inFloat64, ...attributes], inputs)[0] as number;
  }

  /** a b, or aᵀ b, or a bᵀ. */
  product(a: number, b: number, transposed?: "a" | "b"): number {
    const flags = [attr.bool("transpose_a", transposed === "a"), attr.bool("transpose_b", transposed === "b")];
    return this.run("MatMul", flags, [a, b]);
  }

  /** Rows and columns [from, from + size) of a matrix. */
  part(a: number, from: readonly [number, number], size: readonly [number, number]): number {
    return this.run("Slice", [attr.type("Index", "int32")], [a, this.ints(from), this.ints(size)]);
  }

  /** Concatenated vertically or horizontally. */
  join(parts: readonly [number, number], axis: 0 | 1): number {
    const attributes = [attr.int("N", 2), attr.type("Tidx", "int32")];
    return this.run("ConcatV2", attributes, [...parts, this.ints(axis)]);
  }

  transpose(a: number): number {
    return this.run("Transpose", [attr.type("Tperm", "int32")], [a, this.ints([1, 0])]);
  }

  /** tr a³ of a symmetric a, multiplied in float32 and summed in float64. */
  traceOfCube({ rows, columns, data }: Matrix): number {
    const [rounded = 0] = this.own(this.binding.createTensor([rows, columns], float32, new Float32Array(data)));
    const flags = [attr.bool("transpose_a", false), attr.bool("transpose_b", false)];
    const [square = 0] = this.execute("MatMul", [attr.type(), ...flags], [rounded, rounded]);
    const [terms = 0] = this.execute("Mul", [attr.type()], [square, rounded]);
    const [exact = 0] = this.execute("Cast", cast("float32", "float64"), [terms]);
    const sum = [attr.type("Tidx", "int32"), attr.bool("keep_dims", false)];
    return this.run("Sum", sum, [exact, this.ints([0, 1])]);
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
