import { planeValue, reducePoints } from "@infoplane/analysis";
import type { RunRecord } from "@infoplane/contracts";

/** One plugin of the tour: its source, its test, and the smallest experiment that shows it at work. */
export interface Stop {
  readonly kind: string;
  /** The plugin's name, with the options that the row is about: `effective-rank(participation)`. */
  readonly name: string;
  /** Paper and equation, or the public code whose numbers are matched. */
  readonly reference: string;
  /** Under packages/, without `.test.ts`. */
  readonly test: string;
  /** Why it has no number here; it is not run then. */
  readonly without?: string;
  readonly dataset?: string;
  readonly augment?: string;
  readonly architecture?: string;
  /** Settings of `train *` in addition to the usual ones. */
  readonly settings?: string;
  readonly trainer?: string;
  /** Name of the number in the records, if different from the measure. */
  readonly quantity?: string;
  /** The measure whose last value at the last block is the number; test accuracy by default. `at end` by default. */
  readonly measure?: string;
  /** The number, if it is computed from all records of the measure. */
  readonly compute?: (records: readonly RunRecord[]) => ReturnType<typeof planeValue>;
}

type Row = readonly [
  name: string,
  reference: string,
  test: string,
  parts?: Omit<Stop, "kind" | "name" | "reference" | "test">,
];

const of = (kind: string, rows: readonly Row[]): Stop[] =>
  rows.map(([name, reference, test, parts = {}]) => ({ kind, name, reference, test, ...parts }));

// Suites that check many plugins.
const layerTests = "models/src/layers/layers-native-cpu";
const plainLayerTests = "models/src/layers/layers";
const modelTests = "models/src/architectures/architectures";
const headTests = "models/src/heads/heads";
const steps = "trainers/src/groupwise/steps";
const lossTests = "trainers/src/losses/losses";
const optimizerTests = "trainers/src/optimizers/optimizers-native-cpu";
const scheduleTests = "trainers/src/schedules/schedules";
const augmentTests = "data/src/augment/augment";

const fashion = "fashion-mnist(train: 2000, test: 1000)";
const mlp = { dataset: fashion, architecture: "mlp([256, 256])" };
const normed = (norm: string) => ({ architecture: smallNet({ norm }) });

/** Three small convolutional blocks. */
export function smallNet({ norm = "batchnorm", act = "relu", last = "global-avgpool", pool = "maxpool" } = {}): string {
  return `small {
  block { conv 16; ${norm}; ${act}; ${pool} }
  block { conv 32; ${norm}; ${act}; ${pool} }
  block { conv 64; ${norm}; ${act}; ${last} }
  classifier { dense classes }
}`;
}

const residual = `small {
  block { conv 16; batchnorm; relu; maxpool }
  block { residual { conv 16; batchnorm }; relu; maxpool; resize(8, 8) }
  block { conv(32, stride: 2); batchnorm; relu; dropout 10%; flatten }
  classifier { dense classes }
}`;
const vit = (pool: string) => ({ architecture: `vit(depth: 2, width: 48, heads: 3, pool: ${pool})` });
const plane = "nhsic(X, Z), nhsic(Y, Z) on probe(train, 256) every 1 epoch";
const local = (options: string) => ({ trainer: `per-layer(${options})` });
const adam = "optimizer adam(rate: 2e-3)";

export const stops: readonly Stop[] = [
  ...of("trainer", [
    ["e2e", "back-propagation; all other rules are compared with it", steps],
    ["per-layer", "Sakamoto & Sato 2024, section 2; Belilovsky et al. 2019", steps, local("")],
    ["per-block", "Sakamoto & Sato 2024, section 2; cuts by cost", steps, { trainer: "per-block(2)" }],
    ["sequential", "Bengio et al. 2007; Belilovsky et al. 2019", steps],
    ["deep-supervision", "Lee et al. 2015", steps],
    ["frozen-random", "control", steps],
    ["predsim", "Nøkland & Eidnes 2019, beta 0.99", steps],
    ["info-pro", "Wang et al. 2021, eq. 8", steps, { trainer: "info-pro(2)" }],
    ["forward-forward", "Hinton 2022, eq. 1", "trainers/src/local/one-step", mlp],
    [
      "forward-forward(order: sequential)",
      "Sakamoto & Sato's code",
      "trainers/src/forward-forward/forward-forward",
      mlp,
    ],
    ...["average", "example"].flatMap((picture) =>
      ["subtraction", "mixture", "channels"].map((way): Row => [
        `forward-forward(${picture}-${way})`,
        "Sakamoto & Sato's code",
        "trainers/src/forward-forward/label-embedding",
        mlp,
      ]),
    ),
    ["signal-propagation", "Kohan et al. 2022, with Sakamoto & Sato's code", "trainers/src/local/one-step"],
    ["signal-propagation(soft)", "Sakamoto & Sato's code", "trainers/src/local/one-step"],
    ["hsic-bottleneck", "Ma et al. 2020, Algorithm 1", "trainers/src/local/one-step", mlp],
    ["direct-feedback-alignment", "Nøkland 2016, eq. 7", "trainers/src/local/one-step", mlp],
  ]),
  ...of("loss", [
    [
      "cross-entropy",
      "PyTorch's cross_entropy, smoothing too",
      lossTests,
      local("loss: cross-entropy(smoothing: 10%)"),
    ],
    [
      "supervised-contrastive",
      "Khosla et al. 2020, eq. 2 with base temperature",
      lossTests,
      local("loss: supervised-contrastive, head: projection"),
    ],
    ["similarity", "Nøkland & Eidnes 2019", lossTests, local("loss: similarity, head: conv")],
    ["reconstruction", "mean squared error", lossTests, { trainer: "info-pro(2, reconstruct: [2, 0.5])" }],
    [
      "nhsic-regulariser",
      "Sakamoto & Sato 2024; Ma et al. 2020 for nHSIC",
      lossTests,
      local("regulariser: nhsic-regulariser(0.01)"),
    ],
    [
      "nhsic-regulariser(with: local)",
      "Sakamoto & Sato 2024",
      steps,
      local("regulariser: nhsic-regulariser(0.01, with: local)"),
    ],
  ]),
  ...of("head", [
    ["linear", "PyTorch's adaptive pooling and Linear", headTests, local("head: linear")],
    ["mlp", "Belilovsky et al. 2019", headTests, local("head: mlp")],
    [
      "projection",
      "Khosla et al. 2020, section 3.1",
      headTests,
      local("loss: supervised-contrastive, head: projection(hidden: 64)"),
    ],
    ["conv", "Nøkland & Eidnes 2019", headTests, local("loss: similarity, head: conv")],
    ["conv-2", "two of them", headTests, local("loss: similarity, head: conv-2")],
    ["identity", "the features themselves", headTests, local("loss: similarity, head: identity")],
    ["decoder", "Wang et al. 2021, appendix", headTests, { trainer: "info-pro(2, decoder: decoder(8))" }],
  ]),
  ...of("architecture", [
    ["lenet5", "LeCun et al. 1998, with relu", modelTests, { dataset: fashion }],
    ["mlp", "PyTorch's Linear", modelTests, mlp],
    ...["vgg6b", "vgg8b", "vgg11b"].map((name): Row => [
      name,
      "Nøkland & Eidnes 2019",
      modelTests,
      { architecture: `${name}(width: 1/8, dense: 64)` },
    ]),
    ...["vgg11", "vgg13", "vgg16"].map((name): Row => [
      name,
      "Simonyan & Zisserman 2015, table 1",
      modelTests,
      { architecture: `${name}(width: 1/8, dense: 64)` },
    ]),
    ...["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"].map((name): Row => [
      name,
      "He et al. 2016, table 1, CIFAR stem",
      modelTests,
      { architecture: `${name}(width: 8)` },
    ]),
    ["vit", "Dosovitskiy et al. 2021, eq. 1-4", modelTests, vit("mean")],
  ]),
  ...of("layer", [
    ["conv", "PyTorch's Conv2d", plainLayerTests],
    ["dense", "PyTorch's Linear", layerTests],
    ["relu", "PyTorch's ReLU", plainLayerTests],
    ["leaky-relu", "Maas et al. 2013", layerTests, { architecture: smallNet({ act: "leaky-relu" }) }],
    ["gelu", "Hendrycks & Gimpel 2016", layerTests, { architecture: smallNet({ act: "gelu" }) }],
    ["batchnorm", "Ioffe & Szegedy 2015, algorithm 1", plainLayerTests],
    ["layernorm", "Ba et al. 2016, eq. 4", layerTests, vit("mean")],
    ["groupnorm", "Wu & He 2018, eq. 1-3", layerTests, normed("groupnorm(4)")],
    ["instancenorm", "Ulyanov et al. 2016", layerTests, normed("instancenorm")],
    ["maxpool", "PyTorch's MaxPool2d", plainLayerTests],
    ["avgpool", "PyTorch's AvgPool2d", plainLayerTests, { architecture: smallNet({ pool: "avgpool" }) }],
    ["global-avgpool", "mean over positions", plainLayerTests],
    [
      "flatten",
      "row-major, channels fastest",
      "models/src/layers/layers",
      { architecture: smallNet({ last: "flatten" }) },
    ],
    ["dropout", "Srivastava et al. 2014", "models/src/layers/layers", { architecture: residual }],
    ["residual", "He et al. 2016, eq. 1-2", layerTests, { architecture: residual }],
    ["resize", "PyTorch's interpolate, bilinear", "models/src/heads/heads", { architecture: residual }],
    ["patch-embed", "Dosovitskiy et al. 2021, eq. 1", layerTests, vit("mean")],
    ["position-embed", "Dosovitskiy et al. 2021, eq. 1", layerTests, vit("mean")],
    ["attention", "Vaswani et al. 2017, section 3.2", layerTests, vit("mean")],
    ["token-pool", "mean, or the class token", "models/src/layers/layers", vit("mean")],
    ["class-token", "Dosovitskiy et al. 2021, eq. 1", layerTests, vit("class")],
  ]),
  ...of("dataset", [
    ["cifar10", "Krizhevsky 2009, binary version", "data/src/cifar/cifar10"],
    ["fashion-mnist", "Xiao et al. 2017", "data/src/plugins", { dataset: fashion }],
    ["textures", "this project", "data/src/textures/textures", { dataset: "textures(train: 2000, test: 1000)" }],
    ["idx", "the layout of MNIST's files", "data/src/idx/idx", { without: "own files: see its test" }],
    ["mnist", "LeCun et al. 1998", "data/src/plugins", { without: "unavailable offline" }],
    ["cifar100", "Krizhevsky 2009, binary version", "data/src/cifar/cifar100", { without: "unavailable offline" }],
    [
      "image-folder",
      "one folder per class",
      "data/src/image-folder/image-folder",
      { without: "own files: test/own-data.test.ts" },
    ],
    ["npz", "NumPy's format", "data/src/npz/npz", { without: "own files: test/own-data.test.ts" }],
  ]),
  ...of("augmentation", [
    ["flip", "mirrored rows by hand", augmentTests, { augment: "flip" }],
    ["crop", "He et al. 2016, section 4.2", augmentTests, { augment: "crop" }],
    ["resized-crop", "torchvision's RandomResizedCrop", augmentTests, { augment: "resized-crop(scale: [0.5, 1])" }],
    ["colour-jitter", "torchvision's ColorJitter", augmentTests, { augment: "colour-jitter" }],
    ["grey", "torchvision's RandomGrayscale", augmentTests, { augment: "grey" }],
  ]),
  ...of("optimizer", [
    ["adam", "Kingma & Ba 2015, algorithm 1", optimizerTests, { settings: "optimizer adam(rate: 2e-3)" }],
    ["adamw", "Loshchilov & Hutter 2019, algorithm 2", optimizerTests, { settings: "optimizer adamw(rate: 2e-3)" }],
    ["sgd", "PyTorch's SGD, Nesterov too", optimizerTests, { settings: "optimizer sgd(rate: 0.05, nesterov: true)" }],
    ["rmsprop", "PyTorch's RMSprop", optimizerTests, { settings: "optimizer rmsprop(rate: 1e-3)" }],
  ]),
  ...of("schedule", [
    ["constant", "by definition", scheduleTests, { settings: `${adam}; schedule constant` }],
    [
      "multistep",
      "PyTorch's MultiStepLR",
      scheduleTests,
      { settings: `${adam}; schedule multistep(at: [2], factor: 0.2)` },
    ],
    ["cosine", "Loshchilov & Hutter 2017, eq. 5", scheduleTests, { settings: `${adam}; schedule cosine` }],
    [
      "warm-up",
      "Goyal et al. 2017, section 2.2",
      scheduleTests,
      { settings: `${adam}; schedule warm-up(1, then: cosine)` },
    ],
    [
      "one-cycle",
      "Smith & Topin 2018; PyTorch's OneCycleLR",
      scheduleTests,
      { settings: `${adam}; schedule one-cycle` },
    ],
  ]),
  ...of("metric", [
    ["accuracy", "by hand", "metrics/src/prediction/prediction"],
    ["loss", "PyTorch's cross_entropy", "metrics/src/prediction/prediction", { measure: "loss" }],
    [
      "nhsic",
      "Fukumizu et al. 2007; 50-digit cases",
      "dependence/src/kernel/regularised-kernel",
      { measure: "nhsic(Y, Z) on probe(train, 256)" },
    ],
    [
      "hsic",
      "Gretton et al. 2005, eq. 9; Song et al. 2012, eq. 5",
      "metrics/src/dependence/kernel-measure",
      { measure: "hsic(Y, Z) on probe(train, 256)" },
    ],
    [
      "cka",
      "Kornblith et al. 2019; Nguyen et al. 2021",
      "metrics/src/dependence/kernel-measure",
      { measure: "cka(Y, Z) on probe(train, 256)" },
    ],
    ["nhsic-matrix", "as nhsic", "metrics/src/dependence/matrices", { measure: "nhsic-matrix on probe(train, 256)" }],
    ["cka-matrix", "as cka", "metrics/src/dependence/matrices", { measure: "cka-matrix on probe(train, 256)" }],
    [
      "linear-probe",
      "Alain & Bengio 2017",
      "metrics/src/probes/probes",
      { measure: "linear-probe(samples: 1000, test: 500)" },
    ],
    [
      "knn-probe",
      "brute force in NumPy",
      "metrics/src/probes/probes",
      { measure: "knn-probe(samples: 1000, test: 500)" },
    ],
    [
      "reconstruction-error",
      "least squares with extra rows in NumPy",
      "metrics/src/probes/probes",
      { measure: "reconstruction-error(samples: 1000, test: 500)" },
    ],
    [
      "effective-rank",
      "Roy & Vetterli 2007; NumPy's singular values",
      "metrics/src/spectrum/effective-rank",
      { measure: "effective-rank on probe(train, 256)" },
    ],
    [
      "effective-rank(participation)",
      "participation ratio, Gao et al. 2017; NumPy's singular values",
      "metrics/src/spectrum/effective-rank",
      { measure: "effective-rank(participation) on probe(train, 256)", quantity: "effective-rank" },
    ],
    [
      "class-separation",
      "between over total scatter",
      "metrics/src/scatter/class-separation",
      { measure: "class-separation on probe(train, 256)" },
    ],
    [
      "gradient-agreement",
      "Lillicrap et al. 2016 (the angle)",
      "metrics/src/gradients/gradient-metrics",
      { trainer: "per-layer(classifier: detached)", measure: "gradient-agreement" },
    ],
    [
      "gradient-norm",
      "by hand",
      "metrics/src/gradients/gradient-metrics",
      { trainer: "per-layer", measure: "gradient-norm" },
    ],
    ["weight-norm", "by hand", "metrics/src/gradients/gradient-metrics", { measure: "weight-norm" }],
    ["cost", "counted by hand", "metrics/src/cost/cost", { measure: "cost", quantity: "parameters" }],
    ["step-time", "the machine's clock", "metrics/src/cost/cost", { measure: "step-time" }],
    ["peak-memory", "the engine's meter", "metrics/src/cost/cost", { measure: "peak-memory" }],
  ]),
  // Not plugins: what claims and figures compute from the records of nhsic.
  ...of("quantity", [
    [
      "role-differentiation",
      "defined in claims.md; zero for parallel motion",
      "analysis/src/quantities/role-differentiation",
      {
        measure: plane,
        compute: (records) => planeValue(records, { x: "nhsic(X, Z)", y: "nhsic(Y, Z)", field: "corrected" }, []),
      },
    ],
    [
      "slope over epochs late",
      "least squares over the second half",
      "analysis/src/quantities/quantity-value",
      { measure: plane, compute: lateSlope },
    ],
  ]),
];

/** Of corrected nHSIC(X, Z) at the last block, per epoch. */
function lateSlope(records: readonly RunRecord[]): ReturnType<typeof reducePoints> {
  const own = records.filter(({ quantity, block }) => quantity === "nhsic(X, Z)" && block === "block3");
  const points = own.map((row) => ({ at: row.epoch, value: Number(row["corrected"]) }));
  return reducePoints(points, { reduce: "slope", axis: "epochs", epochs: "late" }, 3);
}
