import type { Tensor } from "@tensorflow/tfjs-core";
import type { Matrix } from "@infoplane/contracts";
import { currentEngine } from "../choose/engine.ts";
import { compiled } from "../compile/compiled.ts";
import { RawTensors } from "../native/raw-tensors.ts";
import { attr, backendBinding, cast, idOf, type Attribute } from "../ops/kernel.ts";

// Numbers of libtensorflow's C API (tf_datatype.h).
const int32 = 3;
const inFloat64 = attr.type("T", "float64");
const inInt32 = attr.type("Index", "int32");

const flagsOf = (transposed?: "a" | "b"): Attribute[] => [
  attr.bool("transpose_a", transposed === "a"),
  attr.bool("transpose_b", transposed === "b"),
];

/** Values of tensors, in their order. */
export type ValuesOf<Ids extends number[]> = { [Place in keyof Ids]: Float64Array };

/** Values of the float64 tensors whose ids `build` returns; all that it makes is freed. */
export function evaluated<Ids extends number[]>(build: (doubles: Doubles) => [...Ids]): ValuesOf<Ids> {
  const doubles = openDoubles();
  try {
    return doubles.results(build(doubles));
  } finally {
    doubles.free();
  }
}

/** The same as one function of TensorFlow, which is compiled for the first matrices of these shapes and kept. */
export function compiledDoubles<Ids extends number[]>(build: (doubles: Doubles) => [...Ids]): ValuesOf<Ids> {
  return compiled(currentEngine(), () => evaluated(build));
}

/** Float64 tensors that the caller frees. */
export const openDoubles = (): Doubles => new Doubles(backendBinding());

/**
 * Float64 tensors on a native engine, for which tfjs has no dtype: they exist as ids of the binding, never as tfjs tensors,
 * until `free`. Each method returns the id of a new one. Values are transferred bit by bit, as pairs of int32.
 */
export class Doubles extends RawTensors {
  readonly #identities = new Map<number, number>();

  write({ rows, columns, data }: Matrix): number {
    return this.#create([rows, columns], data);
  }

  scalar(value: number): number {
    return this.#create([], Float64Array.of(value));
  }

  #create(shape: readonly number[], data: Float64Array): number {
    const halves = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
    const ids = this.own(this.binding.createTensor([...shape, 2], int32, halves));
    return this.execute("Bitcast", [attr.type("T", "int32"), attr.type("type", "float64")], ids)[0] as number;
  }

  /** A float32 tensor. */
  writeSingle(shape: readonly number[], data: Float32Array): number {
    return this.own(this.binding.createTensor(shape, this.binding.TF_FLOAT, data))[0] as number;
  }

  /** The id of a tensor of tfjs, which keeps its ownership. */
  borrowed(x: Tensor): number {
    return idOf(x);
  }

  /** Float32 to float64. */
  widened(a: number): number {
    return this.execute("Cast", cast("float32", "float64"), [a])[0] as number;
  }

  /** Reads these and frees all but those to keep: what is left would be a result of a compiled function too. */
  results<Ids extends number[]>(ids: [...Ids], keep: readonly number[] = []): ValuesOf<Ids> {
    const halves = ids.map((id) => this.execute("Bitcast", [inFloat64, attr.type("type", "int32")], [id])[0] as number);
    this.free([...halves, ...keep]);
    return halves.map((id) => {
      const values = this.binding.tensorDataSync(id);
      return new Float64Array(values.buffer as ArrayBuffer, values.byteOffset, values.length / 2);
    }) as ValuesOf<Ids>;
  }

  /** An operation with one output, with attribute `T` float64. */
  run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.execute(name, [inFloat64, ...attributes], inputs)[0] as number;
  }

  /** The same in float32. */
  runSingle(name: string, attributes: readonly Attribute[], inputs: readonly number[]): number {
    return this.execute(name, [attr.type(), ...attributes], inputs)[0] as number;
  }

  /** By entries; an axis of length 1 is repeated. */
  plus(a: number, b: number): number {
    return this.run("AddV2", [], [a, b]);
  }

  minus(a: number, b: number): number {
    return this.run("Sub", [], [a, b]);
  }

  times(a: number, b: number): number {
    return this.run("Mul", [], [a, b]);
  }

  /** [m] or [1, m] -> [m, 1] */
  column(a: number): number {
    return this.#shaped(a, [-1, 1]);
  }

  /** [m] or [m, 1] -> [1, m] */
  row(a: number): number {
    return this.#shaped(a, [1, -1]);
  }

  /** [1, m] or [m, 1] -> [m] */
  flat(a: number): number {
    return this.#shaped(a, [-1]);
  }

  #shaped(a: number, shape: readonly number[]): number {
    return this.run("Reshape", [attr.type("Tshape", "int32")], [a, this.ints(shape)]);
  }

  /** [m, m] -> [m] */
  diagonalOf(a: number): number {
    return this.run("MatrixDiagPart", [], [a]);
  }

  /** a, [m, m], with another diagonal, [m]. */
  withDiagonal(a: number, diagonal: number): number {
    return this.run("MatrixSetDiag", [], [a, diagonal]);
  }

  /** Rows [m] as a matrix. */
  stack(rows: readonly number[]): number {
    return this.run("Pack", [attr.int("N", rows.length), attr.int("axis", 0)], rows);
  }

  /** a with zeros above its diagonal. */
  lowerHalf(a: number): number {
    return this.run("MatrixBandPart", [attr.type("Tindex", "int32")], [a, this.ints(-1), this.ints(0)]);
  }

  /** a b, or aᵀ b, or a bᵀ. */
  product(a: number, b: number, transposed?: "a" | "b"): number {
    return this.run("MatMul", flagsOf(transposed), [a, b]);
  }

  /** a b in float32. */
  productSingle(a: number, b: number): number {
    return this.runSingle("MatMul", flagsOf(), [a, b]);
  }

  /** Rows and columns [from, from + size) of a matrix. */
  part(a: number, from: readonly [number, number], size: readonly [number, number]): number {
    return this.run("Slice", [inInt32], [a, this.ints(from), this.ints(size)]);
  }

  /** The same of a float32 matrix. */
  partSingle(a: number, from: readonly [number, number], size: readonly [number, number]): number {
    return this.runSingle("Slice", [inInt32], [a, this.ints(from), this.ints(size)]);
  }

  /** Concatenated vertically or horizontally. */
  join(parts: readonly number[], axis: 0 | 1): number {
    const attributes = [attr.int("N", parts.length), attr.type("Tidx", "int32")];
    return this.run("ConcatV2", attributes, [...parts, this.ints(axis)]);
  }

  /** With so many columns of zeros on the right. */
  padded(a: number, columns: number): number {
    const paddings = this.own(this.binding.createTensor([2, 2], int32, Int32Array.of(0, 0, 0, columns)));
    return this.run("Pad", [attr.type("Tpaddings", "int32")], [a, ...paddings]);
  }

  transpose(a: number): number {
    return this.run("Transpose", [attr.type("Tperm", "int32")], [a, this.ints([1, 0])]);
  }

  /** Sum along these axes. */
  sum(a: number, axes: readonly number[]): number {
    return this.run("Sum", [attr.type("Tidx", "int32"), attr.bool("keep_dims", false)], [a, this.ints(axes)]);
  }

  /** Of all values of a vector: [m] -> [], or [1, m] -> [1]. */
  mean(a: number): number {
    return this.run("Mean", [attr.type("Tidx", "int32"), attr.bool("keep_dims", false)], [a, this.ints([-1])]);
  }

  /** The identity, [size, size]: one tensor for all calls. */
  identity(size: number): number {
    let known = this.#identities.get(size);
    if (known === undefined) {
      const ones = this.#create([size], new Float64Array(size).fill(1));
      this.#identities.set(size, (known = this.run("MatrixDiag", [], [ones])));
      this.shared.add(known);
    }
    return known;
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
