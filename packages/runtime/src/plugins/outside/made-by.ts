import type { ZodType } from "zod";
import { sizeOf, z, type PluginKind } from "@infoplane/contracts";
import { called } from "./called.ts";

const method = z.custom<unknown>((value) => typeof value === "function", "is not a function");
const count = z.int().min(1);
const shape = z.array(count).min(1);
/** Of pixels, as float32. */
const number = z.number().refine((value) => Number.isFinite(Math.fround(value)), "is too large");
const positive = number.refine((value) => Math.fround(value) > 0, "is not above 0");
const layers = z.array(z.object({ layer: z.string() }));
const text = z.string();

const split = z.object({
  count,
  images: z.instanceof(Uint8Array),
  labels: z.union([z.instanceof(Uint8Array), z.instanceof(Uint16Array)]),
});
const dataset = z
  .object({
    name: text,
    source: text,
    digest: text.min(1),
    input: shape,
    classes: count,
    classNames: z.array(text),
    normalisation: z.object({ mean: z.array(number), std: z.array(positive) }),
    train: split,
    test: split,
  })
  .superRefine(({ input, classes, classNames, normalisation, ...parts }, context) => {
    const refuse = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
    if (classNames.length !== classes) refuse(["classNames"], `are not ${classes}`);
    const channels = input.at(-1) ?? 0;
    for (const key of ["mean", "std"] as const)
      if (normalisation[key].length !== channels) refuse(["normalisation", key], `does not have ${channels} numbers`);
    for (const part of ["train", "test"] as const) {
      const { count, images, labels } = parts[part];
      if (images.length !== count * sizeOf(input))
        refuse([part, "images"], `are not ${count} of ${sizeOf(input)} bytes`);
      if (labels.length !== count) refuse([part, "labels"], `are not ${count}`);
      if (labels.some((label) => label >= classes)) refuse([part, "labels"], `are not all below ${classes}`);
    }
  });

type Hooks = Readonly<Record<string, ZodType>>;

/** What the hooks of each kind must return for Infoplane to use it, as far as that is visible at once. */
const made: Readonly<Record<PluginKind, Hooks>> = {
  dataset: { facts: z.object({ input: shape, classes: count }), create: dataset },
  augmentation: { create: method },
  layer: {
    shape,
    cost: z.object({ parameters: z.number(), flops: z.number(), activations: z.number() }),
    create: z.object({ weights: z.array(z.object({ name: text, shape: z.array(count) })), apply: method }),
  },
  architecture: { expand: z.object({ blocks: z.array(z.object({ layers })).min(1), classifier: layers }) },
  head: { expand: layers },
  loss: { create: z.object({ value: method }) },
  optimizer: { create: z.object({ update: method, save: method, load: method, dispose: method }) },
  schedule: { create: method },
  trainer: {
    grouping: z.array(z.array(z.int().min(0)).min(1)).min(1),
    heads: z.array(z.object({ loss: z.object({ name: text }) })),
    create: z.object({
      train: method,
      predict: method,
      save: method,
      load: method,
      dispose: method,
      position: z.object({ epoch: z.int(), step: z.int() }),
    }),
  },
  metric: { create: z.object({ measure: method }) },
  figure: { create: z.object({ name: text, title: text, caption: method, spec: method }) },
  reporter: { create: z.object({ render: method }) },
  executor: { create: z.object({ execute: method }), execute: z.instanceof(Map) },
};

/** The hooks of a kind whose results are validated. */
export const hooksOf = (kind: PluginKind): string[] => Object.keys(made[kind]);

/** What is wrong with the result of a hook, for a sentence that begins with the hook; undefined if nothing is. */
export function lackOf(kind: PluginKind, hook: string, result: unknown): string | undefined {
  const { error } = made[kind][hook]?.safeParse(result) ?? {};
  const [issue] = error?.issues ?? [];
  if (!issue) return undefined;
  const what = result instanceof Promise ? `${called(result)}, but must return its value at once` : called(result);
  return issue.path.length === 0
    ? `returned ${what}`
    : `returned ${what} whose ${issue.path.join(".")} ${issue.code === "custom" ? issue.message : `is invalid (${issue.message})`}`;
}
