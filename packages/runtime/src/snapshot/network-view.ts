import type {
  BlockGradients,
  BlockView,
  LabelledSample,
  Module,
  NetworkView,
  Position,
  SplitName,
  StepCosts,
} from "@infoplane/contracts";
import { memoised } from "@infoplane/contracts/memoised";
import type { CellTraining } from "@infoplane/core";
import { avgPool, tensors } from "@infoplane/engine";
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { endToEndGradients } from "./end-to-end-gradients.ts";
import { chunk, flat, joinRows, representations } from "./representations.ts";

/** The network of a snapshot for metrics that look beyond the probe set. Owns its tensors until `dispose`. */
export function createNetworkView(
  training: CellTraining,
  at: Position,
  steps: StepCosts | undefined,
): NetworkView & { dispose(): void } {
  const { network, batches } = training;
  const owned: Tensor[] = [];
  const samples = new Map<string, LabelledSample>();
  let gradients: readonly BlockGradients[] | undefined;
  const view = (module: Module, index: number): BlockView => ({
    block: module.spec.name,
    depth: index + 1,
    cost: module.spec.cost,
    parameters: module.parameters,
  });

  return {
    classes: network.spec.classes,
    blocks: network.blocks.map(view),
    classifier: view(network.classifier, network.blocks.length),
    ...(steps && { steps }),
    sample(split, wanted, features = Infinity) {
      const count = Math.min(wanted, batches.count(split));
      const key = `${split} ${count} ${features}`;
      const known = samples.get(key) ?? takeSample(training, split, count, features, at);
      if (!samples.has(key)) owned.push(known.x.values, ...known.blocks.map((block) => block.values));
      samples.set(key, known);
      return known;
    },
    gradients() {
      if (!gradients) {
        gradients = takeGradients(training, at);
        owned.push(...gradients.flatMap(({ endToEnd, local }) => (local ? [endToEnd, local] : [endToEnd])));
      }
      return gradients;
    },
    dispose() {
      tensors().dispose(owned);
    },
  };
}

function takeSample(
  training: CellTraining,
  split: SplitName,
  count: number,
  features: number,
  at: Position,
): LabelledSample {
  const { batches } = training;
  const all = batches.labels(split);
  const indices = batches.probe(split, count);
  const images = (start: number, end: number): Tensor => {
    const { x, y } = batches.samples(split, indices.slice(start, end));
    y.dispose();
    return x;
  };
  const inputs = [];
  for (let start = 0; start < count; start += chunk) {
    const x = images(start, Math.min(start + chunk, count));
    inputs.push(flat(x));
    x.dispose();
  }
  return {
    labels: Int32Array.from(indices, (index) => all[index] ?? 0),
    x: { name: "X", values: joinRows(inputs), memo: memoised() },
    blocks: representations(training, { samples: count, slice: images }, at, (output) => pooled(output, features)),
  };
}

/** Means of 2x2 windows, repeated until a sample has at most `features` values: as heads pool. */
function pooled(output: Tensor, features: number): Tensor {
  const [, height = 1, width = 1, channels] = output.shape;
  if (output.rank !== 4 || height * width * (channels ?? 1) <= features || Math.min(height, width) < 2) return output;
  return pooled(avgPool(output as Tensor4D, 2, 2, "valid"), features);
}

function takeGradients({ network, trainer, batches }: CellTraining, at: Position): BlockGradients[] {
  const tf = tensors();
  const whole = endToEndGradients(network, batches, at);
  const local = trainer.gradients?.(at);
  const joined = ({ parameters }: Module, gradients: ReadonlyMap<string, Tensor>): Tensor1D =>
    tf.tidy(() => tf.concat1d(parameters.map(({ name }) => flat1d(gradients.get(name)))));
  const found = network.blocks.flatMap((module, index): BlockGradients[] => {
    if (module.parameters.length === 0) return [];
    const isLocal = local !== undefined && module.parameters.every(({ name }) => local.has(name));
    return [
      {
        block: module.spec.name,
        depth: index + 1,
        endToEnd: joined(module, whole),
        ...(isLocal && { local: joined(module, local) }),
      },
    ];
  });
  tf.dispose([...whole.values(), ...(local?.values() ?? [])]);
  return found;
}

function flat1d(gradient: Tensor | undefined): Tensor1D {
  if (!gradient) throw new Error("a gradient is missing");
  return tensors().reshape(gradient, [gradient.size]);
}
