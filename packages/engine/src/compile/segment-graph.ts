import type { GraphBinding, GraphOutput, NativeGraph, OpAttribute } from "../native/native-binding.ts";
import { inputOf, resourceType, resultOf, type Facts, type Input, type KernelCall } from "./kernel-trace.ts";
import { ownShapes } from "./own-shapes.ts";

const isWrite = (name: string): boolean => /^(?:Assign|ResourceApply)/.test(name);

/** What became of a variable within a segment: kernels by their places in the graph. */
interface Variable {
  readonly shape: readonly number[] | undefined;
  lastWrite?: number;
  readsSince: number[];
}

/** TensorFlow's graph of one segment, under construction: it infers types and shapes, and becomes a function. */
export class SegmentGraph {
  readonly #binding: GraphBinding;
  readonly #graph: NativeGraph;
  #size = 0;
  /** Places in the graph of the segment's inputs and kernels, with what is known of them. */
  readonly #inputs: { readonly place: number; readonly facts: Facts }[] = [];
  readonly #kernels: { readonly place: number; readonly outputs: readonly Facts[] }[] = [];
  readonly #variables = new Map<number, Variable>();
  /** Kernels that change variables: they run though no result needs them. */
  readonly #effects: number[] = [];

  constructor(binding: GraphBinding, calls: Iterable<KernelCall> = []) {
    this.#binding = binding;
    this.#graph = binding.newGraph();
    for (const call of calls) this.add(call);
  }

  /**
   * Adds a kernel at the end: type and shape of each of its outputs. Throws what TensorFlow says, and where a shape depends
   * on values; the graph is of no use then.
   */
  add({ name, attributes, sources, constants, newInputs }: KernelCall): readonly Facts[] {
    for (const input of newInputs) this.#addInput(input);
    const shapes = sources.map((source, argument) => constants[argument]?.facts.shape ?? this.#factsOf(source).shape);
    const pairs = sources.flatMap((source, argument) => {
      const constant = constants[argument];
      if (!constant) return this.#pairOf(source);
      this.#binding.addConstant(this.#graph, constant.facts.dtype, constant.facts.shape, constant.values);
      return [this.#size++, 0];
    });
    const variables = sources.flatMap((source) => this.#variables.get(inputOf(source) ?? -1) ?? []);
    const read = name === "ReadVariableOp" ? variables[0]?.shape : undefined;
    const known = read ? [read] : (ownShapes(name, attributes, shapes) ?? null);
    const groups = groupsOf(attributes, sources.length);
    const controls = [...new Set(variables.flatMap((variable) => before(variable, isWrite(name))))];
    const told = this.#binding.addOperation(this.#graph, name, attributes, pairs, groups, controls, known);
    const place = this.#size++;
    for (const variable of variables) note(variable, place, isWrite(name));
    if (isWrite(name)) this.#effects.push(place);
    const outputs = told.map((output, index) => factsOf(output, known?.[index] === null));
    this.#kernels.push({ place, outputs });
    return outputs;
  }

  /** Registers the segment under a name, with these results as outputs. */
  toFunction(name: string, results: readonly number[]): void {
    const inputs = this.#inputs.flatMap(({ place }) => [place, 0]);
    const outputs = results.flatMap((source) => this.#pairOf(source));
    this.#binding.addFunction(this.#graph, name, inputs, outputs, this.#effects);
  }

  #addInput({ facts, variable }: Input): void {
    const isHandle = facts.dtype === resourceType;
    const { TF_ATTR_TYPE, TF_ATTR_SHAPE } = this.#binding;
    const type = { name: "dtype", type: TF_ATTR_TYPE, value: facts.dtype };
    const attributes = isHandle ? [type] : [type, { name: "shape", type: TF_ATTR_SHAPE, value: facts.shape }];
    this.#binding.addOperation(this.#graph, "Placeholder", attributes, [], [], [], null);
    if (isHandle) this.#variables.set(this.#inputs.length, { shape: variable, readsSince: [] });
    this.#inputs.push({ place: this.#size++, facts });
  }

  #factsOf(source: number): Facts {
    const input = inputOf(source);
    const { kernel, output } = resultOf(source);
    const facts = input === undefined ? this.#kernels[kernel]?.outputs[output] : this.#inputs[input]?.facts;
    if (!facts) throw new Error("a kernel takes what no kernel before it has made");
    return facts;
  }

  #pairOf(source: number): [number, number] {
    const input = inputOf(source);
    if (input !== undefined) return [this.#inputs[input]?.place ?? -1, 0];
    const { kernel, output } = resultOf(source);
    return [this.#kernels[kernel]?.place ?? -1, output];
  }
}

function factsOf({ dtype, shape }: GraphOutput, isSecret: boolean): Facts {
  if (shape) return { dtype, shape };
  if (isSecret) return { dtype, shape: [0], isSecret };
  throw new Error("the shape of what it gives depends on values");
}

/** Kernels that must have run before one that reads or writes the variable. */
function before({ lastWrite, readsSince }: Variable, writes: boolean): number[] {
  return [...(lastWrite === undefined ? [] : [lastWrite]), ...(writes ? readsSince : [])];
}

function note(variable: Variable, place: number, writes: boolean): void {
  if (writes) {
    variable.lastWrite = place;
    variable.readsSince = [];
  } else {
    variable.readsSince.push(place);
  }
}

/** Which inputs are lists: the first `N`, or the last `num_args`; -1 for a single one. */
function groupsOf(attributes: readonly OpAttribute[], count: number): number[] {
  const number = (name: string): number | undefined => {
    const value = attributes.find((attribute) => attribute.name === name)?.value;
    return typeof value === "number" ? value : undefined;
  };
  const [first, last] = [number("N"), number("num_args")];
  const singles = Array<number>(count - (first ?? last ?? 0)).fill(-1);
  if (first !== undefined) return [first, ...singles];
  return last === undefined ? singles : [...singles, last];
}
