import type { LayerSpec } from "@infoplane/contracts";

/** A layer as Keras serialises it, without its name and position. */
export interface KerasLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Keras' names of the layer's arrays and ours, in Keras' order. Layouts are the same. */
  readonly weights?: readonly (readonly [keras: string, own: string])[];
}

const channelsLast = { data_format: "channels_last" };
const affine = [
  ["gamma", "gamma"],
  ["beta", "beta"],
] as const;
const kernel = [["kernel", "kernel"]] as const;
const kernelAndBias = [...kernel, ["bias", "bias"]] as const;

/** Layers that both Keras and TensorFlow.js' layers API have, with the same arithmetic in evaluation mode. */
const known: Readonly<Record<string, (spec: LayerSpec) => KerasLayer | undefined>> = {
  conv: ({ options: { filters, kernel: size, stride, padding, bias } }) => ({
    className: "Conv2D",
    config: {
      filters,
      kernel_size: [size, size],
      strides: [stride, stride],
      padding,
      ...channelsLast,
      dilation_rate: [1, 1],
      activation: "linear",
      use_bias: bias,
    },
    weights: bias ? kernelAndBias : kernel,
  }),
  dense: ({ options: { units, bias } }) => ({
    className: "Dense",
    config: { units, activation: "linear", use_bias: bias },
    weights: bias ? kernelAndBias : kernel,
  }),
  // Keras' momentum is the share kept of the running statistics; ours is the share taken from the new batch.
  batchnorm: ({ options: { momentum, epsilon } }) => ({
    className: "BatchNormalization",
    config: { axis: -1, momentum: 1 - Number(momentum), epsilon, center: true, scale: true },
    weights: [...affine, ["moving_mean", "mean"], ["moving_variance", "variance"]],
  }),
  layernorm: ({ options: { epsilon } }) => ({
    className: "LayerNormalization",
    config: { axis: -1, epsilon, center: true, scale: true },
    weights: affine,
  }),
  relu: () => activation("relu"),
  gelu: () => activation("gelu"),
  "leaky-relu": ({ options: { slope } }) => ({ className: "LeakyReLU", config: { alpha: slope } }),
  maxpool: (spec) => pool("MaxPooling2D", spec),
  avgpool: (spec) => pool("AveragePooling2D", spec),
  "global-avgpool": () => ({ className: "GlobalAveragePooling2D", config: channelsLast }),
  flatten: () => ({ className: "Flatten", config: channelsLast }),
  dropout: ({ options: { rate } }) => ({ className: "Dropout", config: { rate } }),
};

/** undefined if Keras or TensorFlow.js has no layer with the same arithmetic. */
export function kerasLayer(spec: LayerSpec): KerasLayer | undefined {
  return Object.hasOwn(known, spec.layer) ? known[spec.layer]?.(spec) : undefined;
}

function activation(name: string): KerasLayer {
  return { className: "Activation", config: { activation: name } };
}

function pool(className: string, { options: { size, stride = size, padding } }: LayerSpec): KerasLayer {
  return {
    className,
    config: { pool_size: [size, size], strides: [stride, stride], padding, ...channelsLast },
  };
}
