import {
  sizeOf,
  type ApplyMode,
  type Arrays,
  type BlockSpec,
  type DenseArray,
  type Module,
  type Pass,
  type Registry,
  type WeightSpec,
} from "@infoplane/contracts";
import {
  createParameter,
  readArray,
  tensors,
  withPrecision,
  writeArray,
  type Precision,
  type Streams,
} from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { createSequence } from "./sequence.ts";

/** What the modules of one training share. */
export interface ModuleContext {
  readonly registry: Registry;
  readonly streams: Streams;
  /** For convolutions and matrix products in training mode. float32 by default, and always in evaluation mode. */
  readonly precision?: Precision | undefined;
}

/** A block with its weights on the engine, freshly initialised from the run's streams. The caller disposes it. */
export function createModule(spec: BlockSpec, { registry, streams, precision }: ModuleContext): Module {
  const layer = createSequence(spec.layers, registry);
  const fullName = (name: string): string => `${spec.name}/${name}`;
  const weights = layer.weights.map((weight) => {
    const name = fullName(weight.name);
    const initial = initialValue(weight, name, streams);
    const parameter = createParameter(name, initial);
    initial.dispose();
    return { weight, parameter };
  });
  const trained = weights.filter(({ weight }) => weight.role === "parameter");
  const place = new Map(trained.map(({ weight }, index) => [weight.name, index]));
  const states = new Map(
    weights.filter(({ weight }) => weight.role === "state").map(({ weight, parameter }) => [weight.name, parameter]),
  );

  function apply(x: Tensor, values: readonly Tensor[], mode: ApplyMode): Tensor {
    const pass: Pass = {
      training: mode.training,
      key: (name) => streams.key("dropout", fullName(name), mode.at.epoch, mode.at.step, ...parts(mode)),
      setState(name, value) {
        if (!mode.keepState) states.get(name)?.assign(value);
        value.dispose();
      },
    };
    const weight = (name: string): Tensor => {
      const value = values[place.get(name) ?? -1] ?? states.get(name)?.read();
      if (!value) throw new Error(`${spec.name} has no weight called ${name}`);
      return value;
    };
    return withPrecision((mode.training && precision) || "float32", () =>
      tensors().tidy(() => layer.apply(x, weight, pass)),
    );
  }

  return {
    spec,
    parameters: trained.map(({ parameter }) => parameter),
    apply,
    save: () => new Map(weights.map(({ parameter }) => [parameter.name, readArray(parameter)])),
    load(arrays: Arrays) {
      for (const { parameter } of weights) writeArray(parameter, required(arrays, parameter.name));
    },
    dispose() {
      for (const { parameter } of weights) parameter.dispose();
    },
  };
}

/** Forward pass with the current parameter values. x is borrowed; returns a new tensor. */
export function forward(module: Module, x: Tensor, mode: ApplyMode): Tensor {
  return tensors().tidy(() =>
    module.apply(
      x,
      module.parameters.map((parameter) => parameter.read()),
      mode,
    ),
  );
}

/** The first part of a batch draws the same as a whole batch. */
const parts = ({ part = 0 }: ApplyMode): number[] => (part > 0 ? [part] : []);

function required(arrays: Arrays, name: string): DenseArray {
  const array = arrays.get(name);
  if (!array) throw new Error(`the saved state has no ${name}`);
  return array;
}

/**
 * Initial value of a weight: float32 of the spec's shape, new. A pure function of the run's seed and the weight's full
 * name, drawn outside the engine: the same on every engine and in every arm that has a weight of that name.
 */
function initialValue(weight: WeightSpec, fullName: string, streams: Streams): Tensor {
  const tf = tensors();
  const { init, shape } = weight;
  if (init.kind === "constant") return tf.fill([...shape], init.value);
  const std = init.kind === "he" ? Math.sqrt(2 / init.fanIn) : init.std;
  const { normal } = streams.stream("init", fullName);
  const values = new Float32Array(sizeOf(shape));
  for (let index = 0; index < values.length; index++) values[index] = std * normal();
  return tf.tensor(values, [...shape], "float32");
}
