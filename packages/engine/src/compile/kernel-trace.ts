import type { OpAttribute } from "../native/native-binding.ts";

/** Type and shape of a tensor, by TensorFlow's number of the type. */
export interface Facts {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** The shape is not known before the tensor is. */
  readonly isSecret?: true;
}

export const resourceType = 20;

/** A tensor made of numbers of the host. */
export interface HostTensor {
  readonly facts: Facts;
  readonly values: NodeJS.TypedArray;
}

/** A tensor that a segment takes from outside. */
export interface Input {
  readonly facts: Facts;
  /** Shape of the variable, if it is the handle of one. */
  readonly variable: readonly number[] | undefined;
}

/** One kernel of a segment: what it is called with. */
export interface KernelCall {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  /** By argument: {@link resultSource}, {@link inputSource} or {@link constantSource}. */
  readonly sources: readonly number[];
  /** By argument; sparse. */
  readonly constants: readonly (HostTensor | undefined)[];
  /** Inputs of the segment that this kernel is the first to take. */
  readonly newInputs: readonly Input[];
}

/** More than a kernel has. */
const mostOutputs = 2 ** 20;

export const constantSource = Number.NEGATIVE_INFINITY;
/** The n-th input of the segment. */
export const inputSource = (n: number): number => -1 - n;
export const inputOf = (source: number): number | undefined =>
  source < 0 && source !== constantSource ? -1 - source : undefined;
/** An output of the segment's n-th kernel. */
export const resultSource = (kernel: number, output: number): number => kernel * mostOutputs + output;
export const resultOf = (source: number): { readonly kernel: number; readonly output: number } => ({
  kernel: Math.floor(source / mostOutputs),
  output: source % mostOutputs,
});

/** One kernel with what may follow it: the segments of one owner are a tree of these, by their kernels in order. */
export interface TraceNode extends KernelCall {
  /** Why it can't be put off here: then it runs at once, and nothing follows it. */
  readonly reason?: string;
  readonly outputs: readonly Facts[];
  readonly next: TraceNode[];
  /** Names of compiled functions of the segments that end here, by the results that are wanted. */
  readonly functions: Map<string, string>;
}

/** A kernel of which nothing has followed or run yet. */
export const newNode = (call: KernelCall, outputs: readonly Facts[], reason?: string): TraceNode => ({
  ...call,
  outputs,
  next: [],
  functions: new Map(),
  ...(reason !== undefined && { reason }),
});

export function isSameCall(a: KernelCall, b: KernelCall): boolean {
  return (
    a.name === b.name &&
    isSameList(a.sources, b.sources) &&
    a.attributes.length === b.attributes.length &&
    a.attributes.every((one, index) => isSameAttribute(one, b.attributes[index])) &&
    a.newInputs.length === b.newInputs.length &&
    a.newInputs.every((one, index) => isSameInput(one, b.newInputs[index])) &&
    a.sources.every((_, argument) => isSameHost(a.constants[argument], b.constants[argument]))
  );
}

function isSameList(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!Object.is(a[index], b[index])) return false;
  return true;
}

function isSameAttribute(a: OpAttribute, b: OpAttribute | undefined): boolean {
  if (a.name !== b?.name || a.type !== b.type) return false;
  if (Array.isArray(a.value)) return Array.isArray(b.value) && isSameList(a.value, b.value);
  return Object.is(a.value, b.value);
}

const isSameFacts = (a: Facts, b: Facts): boolean => a.dtype === b.dtype && isSameList(a.shape, b.shape);

function isSameInput(a: Input, b: Input | undefined): boolean {
  if (!b || !isSameFacts(a.facts, b.facts)) return false;
  return a.variable === b.variable || (!!a.variable && !!b.variable && isSameList(a.variable, b.variable));
}

function isSameHost(a: HostTensor | undefined, b: HostTensor | undefined): boolean {
  if (!a || !b) return a === b;
  return isSameFacts(a.facts, b.facts) && isSameList(a.values, b.values);
}
