import { sizeOf } from "@infoplane/contracts";
import { called } from "./called.ts";

/** What a method must return, in words, and what a value is instead; undefined if it is that. */
export interface Wanted {
  readonly wanted: string;
  lack(given: unknown): string | undefined;
}

/** A float32 tensor of this shape, not disposed. */
export const tensorOf = (shape: readonly number[]): Wanted => {
  const wanted = formatted("float32", shape);
  return {
    wanted,
    lack(given) {
      const found = isTensor(given) ? described(given) : called(given);
      return found === wanted ? undefined : found;
    },
  };
};

/** Of what is done when it returns. */
export const nothing: Wanted = {
  wanted: "nothing, and have finished",
  lack: (given) => (given instanceof Promise ? called(given) : undefined),
};

/** Of a schedule. */
export const factor: Wanted = {
  wanted: "a number from 0 on",
  lack(given) {
    if (typeof given === "number") return given >= 0 && given < Infinity ? undefined : String(given);
    return called(given);
  },
};

/** Of what is saved. */
export const arrays: Wanted = {
  wanted: "a Map of arrays { dtype, shape, data }, of float32 or int32 numbers",
  lack(given) {
    if (!(given instanceof Map)) return called(given);
    const other = [...(given as Map<unknown, unknown>)].find(
      ([name, array]) => typeof name !== "string" || !isArray(array),
    );
    return other && `a Map whose ${JSON.stringify(String(other[0]))} is ${called(other[1])}`;
  },
};

function isArray(given: unknown): boolean {
  if (typeof given !== "object" || given === null) return false;
  const { dtype, shape, data } = given as Readonly<Record<string, unknown>>;
  const isTyped = dtype === "float32" ? data instanceof Float32Array : dtype === "int32" && data instanceof Int32Array;
  return isTyped && isShape(shape) && sizeOf(shape) === (data as Float32Array).length;
}

const isShape = (given: unknown): given is number[] =>
  Array.isArray(given) && given.every((size) => Number.isSafeInteger(size) && size >= 0);

/** As much of a tensor as is looked at. */
interface Tensorlike {
  readonly dtype: unknown;
  readonly shape: readonly number[];
  readonly isDisposed: unknown;
}

const isTensor = (given: unknown): given is Tensorlike =>
  typeof given === "object" && given !== null && "dataId" in given && "shape" in given && isShape(given.shape);

const described = ({ dtype, shape, isDisposed }: Tensorlike): string =>
  isDisposed === true ? "a tensor that it has disposed" : formatted(String(dtype), shape);

const formatted = (dtype: string, shape: readonly number[]): string =>
  `a tensor of shape [${shape.join(", ")}] and type ${dtype}`;
