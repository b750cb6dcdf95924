import {
  defineAugmentation,
  defineDataset,
  defineMetric,
  defineReporter,
  ShapeError,
  type Plugin,
} from "@infoplane/contracts";
import { z } from "zod";
import { notRun } from "./not-run.ts";

const sizes = { train: z.number().int().min(1).optional(), test: z.number().int().min(1).optional() };

function dataset(name: string, input: readonly number[], classes = 10) {
  return defineDataset({
    name,
    summary: `${name}, for tests`,
    options: z.strictObject(sizes),
    facts: () => ({ input, classes }),
    create: notRun,
  });
}

const augmentations = [
  defineAugmentation({
    name: "flip",
    summary: "For tests",
    options: z.strictObject({}),
    create: () => (from, into) => into.set(from),
  }),
  defineAugmentation({
    name: "crop",
    summary: "For tests",
    options: z.strictObject({ padding: z.number().int().min(1).default(4) }),
    positional: ["padding"],
    create({ padding }, [height = 0]) {
      if (padding > height) throw new ShapeError(`${padding} pixels do not fit`, "take less");
      return (from, into) => into.set(from);
    },
  }),
];

const variable = z.enum(["X", "Y", "Z"]);
const metrics = [
  defineMetric({
    name: "accuracy",
    summary: "For tests",
    options: z.strictObject({ split: z.enum(["both", "train", "test"]).default("both") }),
    positional: ["split"],
    needs: "none",
    records: ({ split }) => ({ per: "network", splits: split === "both" ? ["train", "test"] : [split] }),
    create: notRun,
  }),
  defineMetric({
    name: "loss",
    summary: "For tests",
    options: z.strictObject({}),
    needs: "none",
    columns: [],
    records: () => ({ per: "network", splits: ["train", "test"], range: [0, Infinity] }),
    create: notRun,
  }),
  defineMetric({
    name: "linear-probe",
    summary: "For tests",
    options: z.strictObject({ ridge: z.number().min(0).default(1e-3) }),
    needs: "none",
    records: () => ({ per: "block", splits: ["test"], range: [0, 1] }),
    create: notRun,
  }),
  defineMetric({
    name: "nhsic",
    summary: "For tests",
    options: z.strictObject({ a: variable, b: variable, sigma: z.number().gt(0).default(5) }),
    positional: ["a", "b"],
    needs: "probe",
    columns: ["corrected", "z", "p"],
    records: ({ a, b }) => ({ per: a === "Z" || b === "Z" ? "block" : "network" }),
    create: notRun,
  }),
  defineMetric({
    name: "cost",
    summary: "For tests",
    options: z.strictObject({}),
    needs: "none",
    records: () => ({ per: "several" }),
    create: notRun,
  }),
  defineMetric({
    name: "undeclared",
    summary: "Says nothing of its records, for tests",
    options: z.strictObject({ a: variable.default("X") }),
    positional: ["a"],
    needs: "none",
    create: notRun,
  }),
];

const reporters = ["html", "vega-lite"].map((name) =>
  defineReporter({ name, summary: "For tests", options: z.strictObject({}), create: notRun }),
);

export const dataAndMeasures: readonly Plugin[] = [
  dataset("cifar10", [32, 32, 3]),
  dataset("textures", [32, 32, 3]),
  dataset("mnist", [28, 28, 1]),
  defineDataset({
    name: "shaped",
    summary: "Any shape, for tests",
    options: z.strictObject({ input: z.array(z.number().int()), classes: z.number().int().default(10) }),
    positional: ["input"],
    facts: ({ input, classes }) => {
      if (classes === 0) throw new Error("nothing to tell apart");
      return { input, classes };
    },
    create: notRun,
  }),
  ...augmentations,
  ...metrics,
  ...reporters,
  defineReporter({
    name: "table",
    summary: "For tests",
    options: z.strictObject({ digits: z.number().int().min(0).default(3) }),
    create: notRun,
  }),
];
