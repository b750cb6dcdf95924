import { defineLayer, ShapeError, type Cost, type LayerPlugin, type Shape } from "@infoplane/contracts";
import { z } from "zod";
import { notRun } from "./not-run.ts";

const free = (): Cost => ({ parameters: 0, flops: 0, activations: 0 });
const pair = ([height = 0, width = 0]: Shape, size: number): Shape => [
  Math.floor(height / size),
  Math.floor(width / size),
];

function image(input: Shape, layer: string): Shape {
  if (input.length === 3) return input;
  throw new ShapeError(`${layer} needs an image, and its input is ${input.join("x")}`, "put it before `flatten`");
}

/** A layer that keeps the shape of its input. */
function same(name: string, options: z.ZodObject = z.strictObject({}), positional: readonly string[] = []) {
  return defineLayer({
    name,
    summary: `${name}, for tests`,
    options,
    positional,
    shape: (_, input) => input,
    cost: free,
    create: notRun,
  });
}

function pool(name: string) {
  return defineLayer({
    name,
    summary: `${name}, for tests`,
    options: z.strictObject({ size: z.number().int().min(1).default(2) }),
    positional: ["size"],
    shape: ({ size }, input) => {
      const output = [...pair(image(input, name), size), input[2] ?? 0];
      if (output.includes(0)) throw new ShapeError(`${name} of ${size} on ${input.join("x")} leaves nothing`);
      return output;
    },
    cost: free,
    create: notRun,
  });
}

export const layers: readonly LayerPlugin[] = [
  defineLayer({
    name: "conv",
    summary: "Convolution, for tests",
    options: z.strictObject({
      filters: z.number().int().min(1),
      kernel: z.number().int().min(1).default(3),
      stride: z.number().int().min(1).default(1),
      padding: z.enum(["same", "valid"]).default("same"),
    }),
    positional: ["filters", "kernel"],
    shape: ({ filters, stride }, input) => [...pair(image(input, "conv"), stride), filters],
    cost: ({ filters, kernel }, input) => ({ ...free(), parameters: filters * kernel * kernel * (input[2] ?? 0) }),
    create: notRun,
  }),
  defineLayer({
    name: "dense",
    summary: "Fully connected, for tests",
    options: z.strictObject({ units: z.number().int().min(1) }),
    positional: ["units"],
    renamedOptions: { neurons: "units" },
    shape: ({ units }, input) => {
      if (input.length === 1) return [units];
      throw new ShapeError(`dense needs features, and its input is ${input.join("x")}`, "put `flatten` before it");
    },
    cost: ({ units }, input) => ({ ...free(), parameters: units * ((input[0] ?? 0) + 1) }),
    create: notRun,
  }),
  {
    ...same("batchnorm"),
    batchValues: (_options: unknown, input: Shape) => input.slice(0, -1).reduce((product, n) => product * n, 1),
  },
  same("relu"),
  same("dropout", z.strictObject({ rate: z.number().min(0).lt(1) }), ["rate"]),
  pool("maxpool"),
  pool("avgpool"),
  defineLayer({
    name: "global-avgpool",
    summary: "Mean over the image, for tests",
    options: z.strictObject({}),
    shape: (_, input) => [image(input, "global-avgpool")[2] ?? 0],
    cost: free,
    create: notRun,
  }),
  defineLayer({
    name: "flatten",
    summary: "One row a sample, for tests",
    options: z.strictObject({}),
    shape: (_, input) => [input.reduce((product, n) => product * n, 1)],
    cost: free,
    create: notRun,
  }),
  defineLayer({
    name: "residual",
    summary: "Adds its input, for tests",
    options: z.strictObject({}),
    inner: { body: "required", shortcut: "optional" },
    shape: (_, input, inner) => {
      const [body, shortcut] = [inner("body"), inner("shortcut") ?? input];
      if (String(body) !== String(shortcut))
        throw new ShapeError("the two ways of residual differ", "add `shortcut { conv ... }`");
      return shortcut;
    },
    cost: free,
    create: notRun,
  }),
];
