/** A network of the step and memory suites. Its peer has the same name in peers/step.py. */
export interface Network {
  readonly name: string;
  /** Steps of one process that count: enough for a few seconds. */
  readonly steps: number;
  /** Steps before them: the first ones compile, and small networks wait for JavaScript's compiler as well. */
  readonly warmUp: number;
  /** The shorter the steps, the more rounds. */
  readonly rounds: number;
  /** Whether it convolves images, so that PyTorch's layout in memory makes a difference. */
  readonly convolves: boolean;
}

/** To measure another one, add it here and to peers/step.py. */
export const networks: readonly Network[] = [
  { name: "lenet5", steps: 300, warmUp: 20, rounds: 5, convolves: true },
  { name: "mlp", steps: 150, warmUp: 20, rounds: 5, convolves: false },
  { name: "vit", steps: 5, warmUp: 3, rounds: 3, convolves: false },
  { name: "vgg11", steps: 8, warmUp: 4, rounds: 3, convolves: true },
  { name: "resnet18", steps: 4, warmUp: 3, rounds: 3, convolves: true },
];
