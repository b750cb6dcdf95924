import type { BindingTensor, GraphBinding, OpAttribute } from "../native/native-binding.ts";
import { resultSource, type Facts, type HostTensor } from "./kernel-trace.ts";
import { Segment, type Argument } from "./segment.ts";
import type { Traces } from "./traces.ts";

/** Ids of tensors whose kernels have not run yet begin here; those of the binding count from 0. */
const firstDeferred = 2 ** 40;
/** Larger tensors of the host are handed over at once. */
const mostHostValues = 4096;
/** Kernels that run at once, with the reason to tell, if any: the first two make and remove variables. */
const immediate: ReadonlyMap<string, string | undefined> = new Map([
  ["VarHandleOp", undefined],
  ["DestroyResourceOp", undefined],
  ["Multinomial", "it draws random numbers, and each function would draw its own"],
  ["Softmax", "in a function TensorFlow would run oneDNN's kernel, which has other last digits"],
]);

/** A tensor that is not the binding's yet: a result of the segment, by its source, or numbers of the host. */
type Deferred =
  | { readonly kind: "result"; readonly facts: Facts; readonly source: number }
  | (HostTensor & { readonly kind: "host" });

type Execute = GraphBinding["executeOp"];

/**
 * A binding that can put kernels off. Between `begin` and `end` none runs: each is noted, and its outputs have ids and
 * shapes at once. When a value is read, and at the end, all that was put off runs as one function of TensorFlow. The
 * function is compiled when these kernels are met for the first time, and called again when they are met again: each
 * kernel is compared with the one that the function was made of, with its attributes, inputs and constants. So nothing
 * but what was asked for ever runs, whatever it depends on, and the caller need not know.
 *
 * Numbers of the host are inputs of the function, so another rate or another key is no other function; those that
 * decide a shape are constants, since TensorFlow must know them to tell it.
 */
export class DeferredBinding {
  readonly #real: GraphBinding;
  /** To be called in place of the real one. */
  readonly binding: GraphBinding;
  #execute: Execute;
  /** Of the real binding's tensors, and shapes of variables by their handles. */
  readonly #facts = new Map<number, Facts>();
  readonly #variables = new Map<number, readonly number[]>();
  /** Real tensors by the id that they had while they were put off. */
  readonly #computed = new Map<number, number>();
  readonly #deferred = new Map<number, Deferred>();
  #nextId = firstDeferred;
  /** While the owner waits for a promise it is held, since the functions of one that is gone are removed. */
  #work: { readonly owner: object; readonly traces: Traces } | undefined;
  /** What is being put off. */
  #segment: Segment | undefined;
  /** Deleted tensors that it needs. */
  #leaving: number[] = [];

  constructor(real: GraphBinding) {
    this.#real = real;
    this.#execute = real.executeOp.bind(real);
    this.binding = Object.create(real, {
      createTensor: { value: this.#createTensor.bind(this) },
      deleteTensor: { value: this.#deleteTensor.bind(this) },
      tensorDataSync: { value: this.#tensorDataSync.bind(this) },
      executeOp: { value: this.#executeOp.bind(this) },
      getNumOfTensors: { value: () => real.getNumOfTensors() + this.#deferred.size - this.#leaving.length },
    }) as GraphBinding;
  }

  get isDeferring(): boolean {
    return this.#work !== undefined;
  }

  /** From now on kernels are put off, until `end`. */
  begin(owner: object, traces: Traces): void {
    this.#work = { owner, traces };
  }

  /** Runs what was put off. */
  end(): void {
    try {
      this.flush();
    } finally {
      this.#work = undefined;
      for (const id of [...this.#deferred.keys()]) this.#realOf(id);
    }
  }

  /**
   * What really runs, kernels and compiled functions, goes through `wrap(execute)` until the returned function is
   * called. A function is called by the number of its kernels.
   */
  observe(wrap: (execute: Execute) => Execute): () => void {
    const before = this.#execute;
    this.#execute = wrap(before);
    return () => {
      this.#execute = before;
    };
  }

  /** Runs what was put off until now. */
  flush(): void {
    const segment = this.#segment;
    this.#segment = undefined;
    if (!segment || segment.isEmpty) return;
    const wanted = new Map<number, { readonly id: number; readonly facts: Facts }>();
    for (const [id, one] of this.#deferred) if (one.kind === "result") wanted.set(one.source, { id, facts: one.facts });
    const handedOver: number[] = [];
    try {
      const { name, results } = segment.toFunction([...wanted.keys()]);
      const inputs = segment.inputs.map((input) => {
        if (input.kind === "real") return input.id;
        const id = this.#real.createTensor(input.facts.shape, input.facts.dtype, input.values);
        handedOver.push(id);
        return id;
      });
      const outputs = this.#call(name, inputs, results.length);
      for (const [index, source] of results.entries()) this.#keep(name, outputs[index], wanted.get(source));
    } finally {
      for (const { id } of wanted.values()) this.#deferred.delete(id);
      for (const id of handedOver) this.#real.deleteTensor(id);
      for (const id of this.#leaving.splice(0)) this.#remove(id);
    }
  }

  #call(name: string, inputs: readonly number[], count: number): BindingTensor[] {
    try {
      return this.#execute(name, [], inputs, count);
    } catch (error) {
      throw new Error(failureOf((error as Error).message), { cause: error });
    }
  }

  #keep(
    name: string,
    made: BindingTensor | undefined,
    wanted: { readonly id: number; readonly facts: Facts } | undefined,
  ): void {
    if (!made) throw new Error(`${name} gave too few results`);
    if (!wanted) {
      this.#real.deleteTensor(made.id);
      return;
    }
    this.#computed.set(wanted.id, made.id);
    this.#facts.set(made.id, { dtype: made.dtype, shape: made.shape });
    const { dtype, shape, isSecret } = wanted.facts;
    if (!isSecret && (made.dtype !== dtype || String(made.shape) !== String(shape)))
      throw new Error(`${name} gave a tensor of shape [${made.shape.join()}], where [${shape.join()}] was inferred`);
  }

  #createTensor(shape: readonly number[], dtype: number, values: unknown): number {
    const facts = { dtype, shape: [...shape] };
    // The binding shares the memory of what it is given, which may be other numbers when the kernels run.
    const copied = this.#work && ArrayBuffer.isView(values) ? (values as Float32Array).slice() : undefined;
    if (copied && shape.reduce((product, n) => product * n, 1) <= mostHostValues) {
      const id = this.#nextId++;
      this.#deferred.set(id, { kind: "host", facts, values: copied });
      return id;
    }
    const id = this.#real.createTensor(shape, dtype, copied ?? values);
    this.#facts.set(id, facts);
    return id;
  }

  #deleteTensor(id: number): void {
    // Those of a function that failed were never computed.
    if (this.#deferred.delete(id) || (id >= firstDeferred && !this.#computed.has(id))) return;
    const real = this.#realOf(id);
    this.#computed.delete(id);
    if (this.#segment?.takes(real)) this.#leaving.push(real);
    else this.#remove(real);
  }

  #remove(real: number): void {
    this.#facts.delete(real);
    this.#variables.delete(real);
    this.#real.deleteTensor(real);
  }

  #tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array {
    if (this.#deferred.get(id)?.kind === "result") this.flush();
    return this.#real.tensorDataSync(this.#realOf(id));
  }

  /** The real tensor of one that has been computed; one of the host is handed over. */
  #realOf(id: number): number {
    if (id < firstDeferred) return id;
    const host = this.#deferred.get(id);
    if (host?.kind === "host") {
      this.#deferred.delete(id);
      const made = this.#real.createTensor(host.facts.shape, host.facts.dtype, host.values);
      this.#facts.set(made, host.facts);
      this.#computed.set(id, made);
    }
    const real = this.#computed.get(id);
    if (real === undefined) throw new Error(`there is no tensor ${id}`);
    return real;
  }

  #executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    count: number,
  ): BindingTensor[] {
    if (!this.#work) return this.#runNow(name, attributes, inputs, count);
    if (immediate.has(name)) {
      const reason = immediate.get(name);
      if (reason !== undefined) this.#work.traces.immediate.set(name, reason);
      this.flush();
      return this.#runNow(name, attributes, inputs, count);
    }
    this.#segment ??= new Segment(this.#real, this.#work.traces);
    const joined = this.#segment.join(
      name,
      attributes,
      inputs.map((id) => this.#argument(id)),
    );
    if (joined.place === undefined) {
      this.flush();
      const outputs = this.#runNow(name, attributes, inputs, count);
      joined.remember();
      return outputs;
    }
    return joined.outputs.map((facts, output) => {
      const id = this.#nextId++;
      this.#deferred.set(id, { kind: "result", facts, source: resultSource(joined.place, output) });
      return { id, dtype: facts.dtype, shape: [...facts.shape] };
    });
  }

  #argument(id: number): Argument {
    const deferred = this.#deferred.get(id);
    if (deferred) return deferred;
    const real = this.#realOf(id);
    const facts = this.#facts.get(real);
    if (!facts) throw new Error(`nothing is known of tensor ${real}`);
    return { kind: "real", id: real, facts, variable: this.#variables.get(real) };
  }

  #runNow(name: string, attributes: readonly OpAttribute[], inputs: readonly number[], count: number): BindingTensor[] {
    const ids = inputs.map((id) => this.#realOf(id));
    const outputs = this.#execute(name, attributes, ids, count);
    for (const { id, dtype, shape } of outputs) this.#facts.set(id, { dtype, shape });
    const [handle] = outputs;
    if (name === "VarHandleOp" && handle) {
      const shape = attributes.find((attribute) => attribute.name === "shape")?.value;
      this.#variables.set(handle.id, shape as readonly number[]);
    }
    return outputs;
  }
}

/** TensorFlow's words about a function that failed, with the name of the kernel in place of its own. */
function failureOf(message: string): string {
  const [, kernel = "a kernel"] = /\{\{node n\d+_(\w+)\}\}/.exec(message) ?? [];
  const reason = message.replaceAll(/\{\{function_node [^}]*\}\} ?|\s*\[\[\{\{node [^}]*\}\}\]\]/g, "");
  return `${kernel} of a compiled step failed; --no-compile shows what called it: ${reason}`;
}
