import type { GraphBinding, OpAttribute } from "../native/native-binding.ts";
import { constantArguments } from "./constant-arguments.ts";
import {
  constantSource,
  inputSource,
  isSameCall,
  newNode,
  resultSource,
  type Facts,
  type HostTensor,
  type KernelCall,
  type TraceNode,
} from "./kernel-trace.ts";
import { SegmentGraph } from "./segment-graph.ts";
import type { Traces } from "./traces.ts";

/** After so many calls of one kernel at one place of a segment, its arguments vary: it runs at once. */
const mostContinuations = 32;
/** After so many choices of results of one segment, a function gives all of them. */
const mostChoices = 8;

/** A tensor that a kernel takes: a result of the segment, by its source; one of the host; or one of the binding. */
export type Argument =
  | { readonly kind: "result"; readonly source: number }
  | (HostTensor & { readonly kind: "host" })
  | {
      readonly kind: "real";
      readonly id: number;
      readonly facts: Facts;
      /** Shape of the variable, if it is the handle of one. */
      readonly variable: readonly number[] | undefined;
    };
export type SegmentInput = Exclude<Argument, { readonly kind: "result" }>;

/** A kernel at its place in a segment, which it has joined; or one that can't be put off there. */
export type Joined =
  | { readonly place: number; readonly outputs: readonly Facts[] }
  /** `remember`: to be called once it has run, for a call that is wrong says nothing of the next one. */
  | { readonly place: undefined; remember(): void };

/** Kernels that are put off together, in order: a path through what is known of their owner's work. */
export class Segment {
  readonly #binding: GraphBinding;
  readonly #traces: Traces;
  readonly #path: TraceNode[] = [];
  readonly #inputs: SegmentInput[] = [];
  /** Places of inputs: of the binding's tensors by id, of the host's by the tensor itself. */
  readonly #places = new Map<number | object, number>();
  /** Its graph, if it is made already. */
  #graph: SegmentGraph | undefined;

  constructor(binding: GraphBinding, traces: Traces) {
    this.#binding = binding;
    this.#traces = traces;
  }

  get inputs(): readonly SegmentInput[] {
    return this.#inputs;
  }

  get isEmpty(): boolean {
    return this.#path.length === 0;
  }

  /** Whether it takes a tensor of the binding. */
  takes(id: number): boolean {
    return this.#places.has(id);
  }

  /** Adds a kernel, known or new, at the end. If it can't be put off, it is as if it had never been asked for. */
  join(name: string, attributes: readonly OpAttribute[], args: readonly Argument[]): Joined {
    const before = this.#inputs.length;
    const call = this.#describe(name, attributes, args);
    const siblings = this.#siblings;
    const known = siblings.find((node) => isSameCall(node, call));
    const node = known ?? this.#make(call);
    const { reason } = node;
    if (reason !== undefined) {
      for (const input of this.#inputs.splice(before)) this.#places.delete(keyOf(input));
      const remember = (): void => {
        if (!known && isOneOfFew(siblings, name)) siblings.push(node);
        this.#traces.immediate.set(name, reason);
      };
      return { place: undefined, remember };
    }
    if (!known) siblings.push(node);
    return { place: this.#path.push(node) - 1, outputs: node.outputs };
  }

  /** Its compiled function, to be called, and the results that it gives: at least `wanted`. */
  toFunction(wanted: readonly number[]): { readonly name: string; readonly results: readonly number[] } {
    const functions = this.#path.at(-1)?.functions ?? new Map<string, string>();
    const isChoice = functions.has(wanted.join()) || functions.size < mostChoices;
    const results = isChoice ? wanted : this.#allResults();
    const key = results.join();
    let name = functions.get(key);
    if (name === undefined) {
      name = nameOf(this.#path.length);
      (this.#graph ?? new SegmentGraph(this.#binding, this.#path)).toFunction(name, results);
      functions.set(key, name);
    }
    this.#traces.count(name);
    return { name, results };
  }

  get #siblings(): TraceNode[] {
    return this.#path.at(-1)?.next ?? this.#traces.roots;
  }

  #describe(name: string, attributes: readonly OpAttribute[], args: readonly Argument[]): KernelCall {
    const before = this.#inputs.length;
    const places = constantArguments(name, args.length);
    const constants: (HostTensor | undefined)[] = [];
    const sources = args.map((argument, index) => {
      if (argument.kind === "result") return argument.source;
      if (argument.kind === "real" || !places.has(index)) return inputSource(this.#take(argument));
      constants[index] = argument;
      return constantSource;
    });
    const newInputs = this.#inputs.slice(before).map((input) => ({
      facts: input.facts,
      variable: input.kind === "real" ? input.variable : undefined,
    }));
    return { name, attributes, sources, constants, newInputs };
  }

  #take(input: SegmentInput): number {
    const key = keyOf(input);
    let place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, (place = this.#inputs.push(input) - 1));
    return place;
  }

  /** A call that was not met here before; if it can't be put off, with the reason. */
  #make(call: KernelCall): TraceNode {
    if (!isOneOfFew(this.#siblings, call.name))
      return newNode(call, [], "its attributes or shapes differ from step to step");
    this.#graph ??= new SegmentGraph(this.#binding, this.#path);
    try {
      return newNode(call, this.#graph.add(call));
    } catch (error) {
      this.#graph = undefined;
      return newNode(call, [], (error as Error).message);
    }
  }

  #allResults(): number[] {
    return this.#path.flatMap(({ outputs }, place) => outputs.map((_, output) => resultSource(place, output)));
  }
}

const isOneOfFew = (siblings: readonly TraceNode[], name: string): boolean =>
  siblings.filter((node) => node.name === name).length < mostContinuations;

const keyOf = (input: SegmentInput): number | object => (input.kind === "real" ? input.id : input);

let functions = 0;

/** Tells in a profile how much a function does. */
const nameOf = (kernels: number): string => `compiled_${kernels}_kernels_${functions++}`;
