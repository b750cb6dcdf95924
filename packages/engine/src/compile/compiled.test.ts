import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Rank, Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { currentEngine, type Engine } from "../choose/engine.ts";
import { startEngine } from "../choose/start-engine.ts";
import { matrix } from "../linalg/matrix.ts";
import { nativeLinearAlgebra } from "../linalg/native.ts";
import { createParameter } from "../parameter.ts";
import { attr, kernel } from "../ops/kernel.ts";
import { compiled, compiledWork } from "./compiled.ts";
import { Traces } from "./traces.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ engine: "native-cpu" });
});

const numbers = (x: Tensor): number[] => {
  const data = [...x.dataSync()];
  x.dispose();
  return data;
};
const flags = [attr.bool("transpose_a", false), attr.bool("transpose_b", false)];
const native = (): number => engine.binding?.getNumOfTensors() ?? NaN;

describe("compiled work", () => {
  it("runs as one function, with the same bits and no tensor left", () => {
    const { tf } = engine;
    const traces = new Traces();
    const { deferred } = currentEngine();
    const x = tf.randomUniform([8, 8], -1, 1, "float32", 3);
    const work = (): Tensor => tf.tidy(() => tf.sum(tf.relu(tf.add(tf.matMul(x, x), tf.mul(x, 0.5))), 1));
    const expected = numbers(work());
    const before = native();
    for (let turn = 0; turn < 3; turn++) {
      deferred?.begin(traces, traces);
      const y = work();
      deferred?.end();
      expect(numbers(y)).toEqual(expected);
    }
    expect(traces.functions).toHaveLength(1);
    expect(native()).toBe(before);
    x.dispose();
  });

  it("takes numbers of the host as inputs: another value is the same function", () => {
    const { tf } = engine;
    const traces = new Traces();
    const { deferred } = currentEngine();
    const x = tf.tensor1d([1, 2, 3]);
    const found = [2, 3, 4].map((factor) => {
      deferred?.begin(traces, traces);
      const y = tf.mul(x, factor);
      deferred?.end();
      return numbers(y);
    });
    expect(found).toEqual([
      [2, 4, 6],
      [3, 6, 9],
      [4, 8, 12],
    ]);
    expect(traces.functions).toHaveLength(1);
    x.dispose();
  });

  it("makes a function for each shape that an argument decides, and after 32 runs such kernels at once", () => {
    const { tf } = engine;
    const owner = {};
    const x = tf.range(0, 80);
    for (const turn of [0, 1]) {
      for (let size = 1; size <= 40; size++) {
        const y = compiled(owner, () => tf.tidy(() => tf.sum(tf.mul(tf.slice(x, [size], [size]), turn + 1))));
        expect(numbers(y)).toEqual([((turn + 1) * size * (3 * size - 1)) / 2]);
      }
    }
    // 32 slices with what follows, and what follows for the eight other sizes.
    expect(compiledWork(owner)?.functions).toHaveLength(40);
    expect([...(compiledWork(owner)?.immediate.keys() ?? [])]).toEqual(["Slice"]);
    x.dispose();
  });

  it("makes one function for arguments that decide no shape", () => {
    const { tf } = engine;
    const owner = {};
    const x = tf.range(0, 20);
    for (let start = 0; start < 12; start++)
      expect(numbers(compiled(owner, () => tf.slice(x, [start], [2])))).toEqual([start, start + 1]);
    const reversed = [0, 1].map((axis) => numbers(compiled(owner, () => tf.reverse(tf.reshape(x, [2, 10]), axis))));
    expect(reversed.map(([first]) => first)).toEqual([10, 9]);
    expect(compiledWork(owner)?.functions).toHaveLength(2);
    x.dispose();
  });

  it("reads and writes variables in the order of the code", () => {
    const { tf } = engine;
    const initial = tf.tensor1d([1, 10]);
    const parameter = createParameter("counted", initial);
    const owner = {};
    const work = (): Tensor =>
      tf.tidy(() => {
        const first = parameter.read();
        parameter.assign(tf.add(first, 1));
        const second = parameter.read();
        parameter.assign(tf.mul(second, 2));
        return tf.sub(parameter.read(), first);
      });
    const seen = [1, 2, 3].map(() => numbers(compiled(owner, work)));
    // 1 -> (1 + 1) 2 = 4 -> 10 -> 22.
    expect(seen).toEqual([
      [3, 12],
      [6, 24],
      [12, 48],
    ]);
    expect(numbers(parameter.read())).toEqual([22, 94]);
    parameter.dispose();
    initial.dispose();
  });

  it("gives values in the middle of the work, on which the rest may depend", () => {
    const { tf } = engine;
    const owner = {};
    const work = (x: Tensor): string => {
      const y = tf.mul(x, 2);
      const [value = 0] = y.dataSync();
      const z = value > 0 ? tf.add(y, 1) : tf.sub(y, 1);
      const [result = 0] = z.dataSync();
      tf.dispose([y, z]);
      return `${value} ${result}`;
    };
    const before = native();
    const found = [1, -1, 2, -2].map((value) => {
      const x = tf.scalar(value);
      const text = compiled(owner, () => work(x));
      x.dispose();
      return text;
    });
    expect(found).toEqual(["2 3", "-2 -3", "4 5", "-4 -5"]);
    expect(native()).toBe(before);
  });

  it("lets tensors from outside be deleted within, and those from within be used outside", () => {
    const { tf } = engine;
    const before = native();
    const x = tf.tensor1d([1, 2]);
    const [y, host] = compiled({}, () => {
      const doubled = tf.mul(x, 2);
      x.dispose();
      return [doubled, tf.tensor1d([5])] as const;
    });
    expect(numbers(tf.tidy(() => tf.mul(tf.add(y, host), 3)))).toEqual([21, 27]);
    tf.dispose([y, host]);
    expect(native()).toBe(before);
  });

  it("has done what came before an error, and goes on after it", () => {
    const { tf } = engine;
    const initial = tf.scalar(1);
    const parameter = createParameter("before", initial);
    const before = native();
    const work = (): void => {
      tf.tidy(() => parameter.assign(tf.add(parameter.read(), 1)));
      throw new Error("in the middle");
    };
    const owner = {};
    for (let turn = 0; turn < 2; turn++) expect(() => compiled(owner, work)).toThrow("in the middle");
    expect(numbers(parameter.read())).toEqual([3]);
    expect(native()).toBe(before);
    parameter.dispose();
    initial.dispose();
  });

  it("says so when a function fails, and frees everything", () => {
    const { tf } = engine;
    const x = tf.zeros([2, 2]);
    numbers(tf.neg(x));
    const before = native();
    const owner = {};
    const inverse = (): Tensor =>
      tf.tidy(() => tf.add(kernel("MatrixInverse", [attr.bool("adjoint", false), attr.type()], [tf.neg(x)]), 1));
    for (let turn = 0; turn < 2; turn++) expect(() => compiled(owner, inverse)).toThrow("Input is not invertible");
    expect(() => compiled(owner, inverse)).toThrow(/^MatrixInverse of a compiled step failed; --no-compile shows/);
    expect(native()).toBe(before);
    x.dispose();
  });

  it("removes the functions of an owner that is gone", async () => {
    const { tf, binding } = engine;
    const x = tf.ones([2]);
    const name = ((owner) => {
      numbers(compiled(owner, () => tf.neg(x)));
      return compiledWork(owner)?.functions[0] ?? "";
    })({});
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await vi.waitFor(
      () => {
        collect();
        expect(() => binding?.executeOp(name, [], [], 1)).toThrow("neither a type of a primitive operation nor a name");
      },
      { timeout: 20_000 },
    );
    x.dispose();
  });

  it("runs kernels at once whose results have no shape before", () => {
    const { tf } = engine;
    const x = tf.tensor1d([3, 1, 3, 2]);
    const unique = (): number[] => {
      const { values, indices } = tf.unique(tf.add(x, 1));
      indices.dispose();
      return numbers(values);
    };
    const owner = {};
    expect(compiled(owner, unique)).toEqual([4, 2, 3]);
    expect([...(compiledWork(owner)?.immediate ?? [])]).toEqual([
      ["UniqueV2", "the shape of what it gives depends on values"],
    ]);
    x.dispose();
  });

  it("goes on drawing random numbers where the last draw ended, as without", () => {
    const { tf } = engine;
    const draw = (): number[] => numbers(tf.multinomial(tf.zeros<Rank.R1>([20]), 64, 7));
    const owners = [{}, {}];
    const [first, second] = owners.map((owner) => compiled(owner, draw));
    expect(second).not.toEqual(first);
    expect([...(compiledWork(owners[0] ?? {})?.immediate.keys() ?? [])]).toEqual(["Multinomial"]);
  });

  it("takes a wrong call for what it is: that kernel is put off the next time", () => {
    const { tf } = engine;
    const owner = {};
    const x = tf.ones([2, 3]);
    const product = (a: Tensor, b: Tensor): Tensor => kernel("MatMul", [attr.type(), ...flags], [a, b]);
    expect(() => compiled(owner, () => product(x, x))).toThrow("Matrix size-incompatible");
    const y = tf.ones([3, 1]);
    expect(numbers(compiled(owner, () => product(x, y)))).toEqual([3, 3]);
    expect(compiledWork(owner)).toMatchObject({ calls: 1, immediate: new Map() });
    tf.dispose([x, y]);
  });

  it("gives all results of a segment when what is wanted of it differs again and again", () => {
    const { tf } = engine;
    const owner = {};
    const x = tf.tensor1d([1, 2]);
    numbers(tf.neg(x));
    const before = native();
    for (let turn = 0; turn < 2 ** 4; turn++) {
      const kept = compiled(owner, () =>
        [1, 2, 3, 4].flatMap((factor, bit) => {
          const y = tf.mul(x, factor);
          if ((turn >> bit) % 2 === 1) return [y];
          y.dispose();
          return [];
        }),
      );
      expect(kept.map(numbers)).toEqual(
        [1, 2, 3, 4].flatMap((n, bit) => ((turn >> bit) % 2 === 1 ? [[n, 2 * n]] : [])),
      );
    }
    expect(compiledWork(owner)?.functions).toHaveLength(9);
    expect(native()).toBe(before);
    x.dispose();
  });

  it("is not given up for a step of many parts, each of which comes back", () => {
    const { tf } = engine;
    const owner = {};
    const x = tf.ones([2]);
    const part = (terms: number): number[] => {
      let sum: Tensor = x;
      for (let term = 0; term < terms; term++) sum = tf.add(sum, x);
      return numbers(sum);
    };
    for (let step = 0; step < 3; step++)
      compiled(owner, () => {
        for (let terms = 1; terms <= 100; terms++) expect(part(terms)).toEqual([terms + 1, terms + 1]);
      });
    expect(compiledWork(owner)).toMatchObject({ isGivenUp: false, calls: 300 });
    x.dispose();
  });

  it.each([65, 200])("tells %i outputs of a kernel apart", (count) => {
    const { tf } = engine;
    const x = tf.range(0, count);
    const parts = compiled({}, () => [...tf.unstack(tf.add(x, 1)), ...tf.unstack(tf.mul(x, 100))]);
    expect(parts.flatMap(numbers)).toEqual(
      [1, 100].flatMap((k) => Array.from({ length: count }, (_, i) => (k === 1 ? i + 1 : 100 * i))),
    );
    x.dispose();
  });

  it("takes numbers as they are when they are handed over, whatever becomes of their array", () => {
    const { tf } = engine;
    const buffer = new Float32Array(5000);
    const sums = compiled({}, () =>
      [1, 2, 3].map((value) => tf.tidy(() => tf.sum(tf.mul(tf.tensor1d(buffer.fill(value)), 2)))),
    );
    expect(sums.flatMap(numbers)).toEqual([10_000, 20_000, 30_000]);
  });

  it("keeps what was put off before a matrix that has no inverse", () => {
    const { tf } = engine;
    const x = tf.ones([2]);
    const found = compiled({}, () => {
      const y = tf.mul(x, 2);
      expect(() => nativeLinearAlgebra.cholesky(matrix(2, 2, Float64Array.of(1, 2, 2, 1)))).toThrow();
      return numbers(y);
    });
    expect(found).toEqual([2, 2]);
    x.dispose();
  });

  it("goes on in work that waits for ever", async () => {
    const { tf } = engine;
    const x = tf.ones([2]);
    void compiled({}, () => new Promise(() => undefined));
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    for (let turn = 0; turn < 3; turn++) {
      expect(numbers(compiled({}, () => tf.mul(x, 3)))).toEqual([3, 3]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
    }
    currentEngine().deferred?.end();
    x.dispose();
  });

  it("is given up for work that is another every time", () => {
    const { tf } = engine;
    const owner = {};
    const x = tf.ones([2]);
    for (let turn = 1; turn < 140; turn++) {
      const y = compiled(owner, () => {
        let sum: Tensor = x;
        for (let term = 0; term < turn; term++) sum = tf.add(sum, x);
        return sum;
      });
      expect(numbers(y)).toEqual([turn + 1, turn + 1]);
    }
    expect(compiledWork(owner)).toMatchObject({ isGivenUp: true });
    expect(compiledWork(owner)?.functions).toHaveLength(128);
    x.dispose();
  });
});
