import type { ArchitectureSpec, Arrays, Json, LayerSpec } from "@infoplane/contracts";
import { kerasLayer } from "./keras-layers.ts";

/** A network in the layers format of TensorFlow.js: `model.json` and the file that holds its weights. */
export interface KerasModel {
  /** `modelTopology` is a functional Keras model; `weightsManifest` says where each array is in the weights. */
  readonly json: Readonly<Record<string, Json>>;
  /** float32, little-endian, arrays concatenated. */
  readonly weights: Uint8Array;
}

interface Node {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly from: readonly string[];
}

interface Weight {
  readonly name: string;
  /** The array's name in the checkpoint. */
  readonly own: string;
}

/**
 * The network as a functional Keras model, from an image [height, width, channels], normalised as in training, to class
 * scores before softmax. Layers are named by their position, such as `block1_0_conv`; a residual layer becomes an `Add`
 * of its body and its shortcut. Arrays are the checkpoint's, unchanged, as the layouts are Keras' own. Read by
 * `loadLayersModel` of TensorFlow.js, and its topology by `model_from_json` of Keras 3.
 *
 * `unknown` names the layers that Keras or TensorFlow.js lacks: then there is no model, rather than a wrong one. Keras
 * training differs only in the variance of its running statistics: that of the batch, without the factor n / (n - 1).
 */
export function kerasModel(
  architecture: ArchitectureSpec,
  arrays: Arrays,
  weightsFile: string,
): { readonly model: KerasModel } | { readonly unknown: readonly string[] } {
  const input = "input";
  const nodes: Node[] = [];
  const weights: Weight[] = [];
  const unknown = new Set<string>();
  const taken = new Set([input]);
  let at = input;
  for (const block of [...architecture.blocks, architecture.classifier]) {
    at = sequence(block.layers, at, `${block.name}.`, `${block.name}/`);
  }
  if (unknown.size > 0) return { unknown: [...unknown] };
  const inputLayer = {
    class_name: "InputLayer",
    name: input,
    config: { name: input, batch_input_shape: [null, ...architecture.input], dtype: "float32", sparse: false },
    inbound_nodes: [],
  };
  const layers = nodes.map(({ className, name, config, from }) => ({
    class_name: className,
    name,
    config: { name, trainable: true, dtype: "float32", ...config },
    inbound_nodes: [from.map((source) => [source, 0, 0, {}])],
  }));
  const config = {
    name: unique(architecture.name, new Set()),
    layers: [inputLayer, ...layers],
    input_layers: [[input, 0, 0]],
    output_layers: [[at, 0, 0]],
  };
  const held = weights.map(({ name, own }) => ({ name, array: required(arrays, own) }));
  const json: Record<string, unknown> = {
    format: "layers-model",
    generatedBy: "Infoplane",
    convertedBy: null,
    modelTopology: {
      keras_version: "2.15.0",
      backend: "tensorflow",
      model_config: { module: "keras", class_name: "Model", config },
    },
    weightsManifest: [
      {
        paths: [weightsFile],
        weights: held.map(({ name, array: { shape } }) => ({ name, shape: [...shape], dtype: "float32" })),
      },
    ],
  };
  return { model: { json: json as Record<string, Json>, weights: bytesOf(held.map(({ array }) => array.data)) } };

  /** A chain of layers; returns the name of the last. */
  function sequence(specs: readonly LayerSpec[], from: string, name: string, place: string): string {
    return specs.reduce(
      (source, spec, index) => layer(spec, source, `${name}${index}.${spec.layer}`, `${place}${index}.${spec.layer}/`),
      from,
    );
  }

  function layer(spec: LayerSpec, from: string, wanted: string, place: string): string {
    // A no-op, and TensorFlow.js refuses to flatten a vector.
    if (spec.layer === "flatten" && spec.input.length === 1) return from;
    if (spec.layer === "residual") {
      const ends = ["body", "shortcut"].map((role) =>
        sequence(spec.inner?.[role] ?? [], from, `${wanted}.${role}.`, `${place}${role}/`),
      );
      return add({ className: "Add", config: {} }, ends, wanted);
    }
    const keras = kerasLayer(spec);
    if (!keras) {
      unknown.add(spec.layer);
      return from;
    }
    const name = add(keras, [from], wanted);
    weights.push(...(keras.weights ?? []).map(([to, own]) => ({ name: `${name}/${to}`, own: place + own })));
    return name;
  }

  function add(
    { className, config }: Pick<Node, "className" | "config">,
    from: readonly string[],
    wanted: string,
  ): string {
    const name = unique(wanted, taken);
    nodes.push({ className, name, config, from });
    return name;
  }
}

/** The name in characters that every Keras backend accepts, made unique among those taken. */
function unique(wanted: string, taken: Set<string>): string {
  const base = wanted.replace(/\W+/g, "_").replace(/^[^A-Za-z0-9]/, "x");
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
  taken.add(name);
  return name;
}

function required(arrays: Arrays, name: string) {
  const array = arrays.get(name);
  if (!array) throw new Error(`the checkpoint has no ${name}`);
  return array;
}

function bytesOf(arrays: readonly ArrayLike<number>[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * arrays.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++, at += 4) view.setFloat32(at, array[i] ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}
