import { readFileSync } from "node:fs";
import { sizeOf, type ArchitectureSpec, type LayerSpec, type Shape } from "@infoplane/contracts";

/** An image or a vector in float64: channels first, as in PyTorch. */
interface Values {
  readonly shape: Shape;
  readonly data: Float64Array;
}

type Weights = ReadonlyMap<string, Values>;
type Padding = readonly [left: number, right: number, top: number, bottom: number];

/**
 * What `export` wrote for PyTorch, computed in plain float64 loops: no tensor library, and none of Infoplane's code
 * that reads, writes or runs networks. Takes an image [height, width, channel], normalised; gives the class scores.
 * Knows the layers of `experiments/quick.exp`, and throws for any other.
 */
export function exportedNetwork(path: string): (image: Float64Array) => Float64Array {
  const { weights, metadata } = readSafetensors(`${path}.safetensors`);
  const architecture = JSON.parse(readFileSync(`${path}.architecture.json`, "utf8")) as ArchitectureSpec;
  const padding = JSON.parse(metadata["padding"] ?? "{}") as Record<string, Padding>;
  const layers = [...architecture.blocks, architecture.classifier].flatMap((block) =>
    block.layers.map((spec, index) => ({ spec, name: `${block.name}.${index}` })),
  );
  return (image) =>
    layers.reduce(
      (values, { spec, name }) => applied(spec, values, (own) => weights.get(`${name}.${own}`), padding[name]),
      channelsFirst(image, architecture.input),
    ).data;
}

function applied(
  { layer, options }: LayerSpec,
  x: Values,
  weight: (name: string) => Values | undefined,
  padding: Padding | undefined,
): Values {
  const option = (name: string): number => Number(options[name]);
  const [channels = 0, height = 1, width = 1] = x.shape;
  const needed = (name: string): Values => weight(name) ?? fail(`the export lacks ${name} of a ${layer}`);
  switch (layer) {
    case "conv": {
      const even = options["padding"] === "same" ? Math.floor(option("kernel") / 2) : 0;
      const [left, right, top, bottom] = padding ?? [even, even, even, even];
      const kernel = needed("weight");
      const [filters = 0, , size = 0] = kernel.shape;
      const stride = option("stride");
      const rows = Math.floor((height + top + bottom - size) / stride) + 1;
      const columns = Math.floor((width + left + right - size) / stride) + 1;
      const at = (c: number, i: number, j: number): number =>
        i < 0 || j < 0 || i >= height || j >= width ? 0 : (x.data[(c * height + i) * width + j] ?? NaN);
      return filled([filters, rows, columns], (f, i, j) => {
        let sum = weight("bias")?.data[f] ?? 0;
        for (let c = 0; c < channels; c++)
          for (let di = 0; di < size; di++)
            for (let dj = 0; dj < size; dj++)
              sum +=
                (kernel.data[((f * channels + c) * size + di) * size + dj] ?? NaN) *
                at(c, i * stride + di - top, j * stride + dj - left);
        return sum;
      });
    }
    case "batchnorm": {
      const [gamma, beta] = [needed("weight").data, needed("bias").data];
      const [mean, variance] = [needed("running_mean").data, needed("running_var").data];
      return filled(x.shape, (c, i, j) => {
        const value = x.data[(c * height + i) * width + j] ?? NaN;
        return (
          ((value - (mean[c] ?? NaN)) / Math.sqrt((variance[c] ?? NaN) + option("epsilon"))) * (gamma[c] ?? NaN) +
          (beta[c] ?? NaN)
        );
      });
    }
    case "relu":
      return { shape: x.shape, data: x.data.map((value) => Math.max(value, 0)) };
    case "maxpool": {
      const size = option("size");
      return filled([channels, Math.floor(height / size), Math.floor(width / size)], (c, i, j) => {
        const window = Array.from({ length: size * size }, (_, k) => {
          return x.data[(c * height + i * size + Math.floor(k / size)) * width + j * size + (k % size)] ?? NaN;
        });
        return Math.max(...window);
      });
    }
    case "global-avgpool":
      return filled([channels], (c) => {
        const channel = x.data.subarray(c * height * width, (c + 1) * height * width);
        return channel.reduce((sum, value) => sum + value, 0) / channel.length;
      });
    case "dense": {
      const { shape, data } = needed("weight");
      const [units = 0, inputs = 0] = shape;
      return filled([units], (unit) =>
        x.data.reduce(
          (sum, value, i) => sum + value * (data[unit * inputs + i] ?? NaN),
          weight("bias")?.data[unit] ?? 0,
        ),
      );
    }
    default:
      return fail(`a ${layer} is not computed here`);
  }
}

function filled(shape: Shape, value: (c: number, i: number, j: number) => number): Values {
  const [, height = 1, width = 1] = shape;
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, n) =>
    value(Math.floor(n / (height * width)), Math.floor(n / width) % height, n % width),
  );
  return { shape, data };
}

function channelsFirst(image: Float64Array, [height = 1, width = 1, channels = 1]: Shape): Values {
  return filled([channels, height, width], (c, i, j) => image[(i * width + j) * channels + c] ?? NaN);
}

/** https://huggingface.co/docs/safetensors/index#format: an 8-byte length, a JSON header, the arrays. */
function readSafetensors(file: string): { readonly weights: Weights; readonly metadata: Record<string, string> } {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(bytes.toString("utf8", 8, start)) as {
    __metadata__?: Record<string, string>;
  } & Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  const weights = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin],
      },
    ]) => {
      if (dtype !== "F32") fail(`${name} is ${dtype}`);
      const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => bytes.readFloatLE(start + begin + 4 * i));
      return [name, { shape, data }] as const;
    },
  );
  return { weights: new Map(weights), metadata };
}

function fail(reason: string): never {
  throw new Error(reason);
}
