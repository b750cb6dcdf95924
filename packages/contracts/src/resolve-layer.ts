import type { z } from "zod";
import type { BlockSpec, LayerDraft, LayerSpec } from "./architecture.ts";
import type { LayerPlugin } from "./layer.ts";
import { isJson, type Json, type PluginRef } from "./plugin.ts";
import { optionsOf, type Registry } from "./registry.ts";
import { ShapeError, type Cost, type Shape } from "./shape.ts";

/** Why a drafted layer cannot be built; `draft` is the very object that was given, so that callers can point at it. */
export class LayerError extends Error {
  constructor(
    readonly draft: LayerDraft | LayerSpec,
    readonly reason: "unknown-layer" | "options" | "inner" | "shape",
    message: string,
    readonly hint?: string,
    readonly issues: readonly z.core.$ZodIssue[] = [],
  ) {
    super(message);
    this.name = "LayerError";
  }
}

/**
 * Checks one layer and infers its shape: options completed, cost computed. The options of an already checked layer,
 * which is put on another input, are taken as they are. Throws LayerError. Pure.
 */
export function resolveLayer(draft: LayerDraft | LayerSpec, input: Shape, registry: Registry): LayerSpec {
  const plugin = registry.find("layer", draft.layer);
  if (!plugin) throw new LayerError(draft, "unknown-layer", `no layer is called ${draft.layer}`);
  const stored = isSpec(draft) ? draft.options : parseOptions(draft, plugin);
  const inner = resolveInner(draft, input, registry, plugin.inner ?? {});
  const options = optionsOf(plugin, stored);
  try {
    const output = plugin.shape(options, input, (role) => inner[role]?.at(-1)?.output);
    const own = plugin.cost(options, input, output);
    return {
      layer: draft.layer,
      options: stored,
      ...(Object.keys(inner).length > 0 && { inner }),
      input,
      output,
      cost: sumCosts([own, ...Object.values(inner).flatMap((layers) => layers.map((layer) => layer.cost))]),
    };
  } catch (error) {
    if (error instanceof ShapeError) throw new LayerError(draft, "shape", error.message, error.hint);
    throw error;
  }
}

const isSpec = (draft: LayerDraft | LayerSpec): draft is LayerSpec => "cost" in draft;

function parseOptions(draft: LayerDraft, plugin: LayerPlugin): PluginRef["options"] {
  const refuse = (text: string, issues: readonly z.core.$ZodIssue[] = []): never => {
    throw new LayerError(draft, "options", `${draft.layer}: ${text}`, undefined, issues);
  };
  const { data, error } = plugin.options.safeParse(draft.options ?? {});
  if (error) {
    return refuse(error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "), error.issues);
  }
  const options: Record<string, Json> = {};
  for (const [key, value] of Object.entries(data)) {
    if (!isJson(value)) return refuse(`${key} becomes a value that JSON can't hold`);
    options[key] = value;
  }
  return options;
}

function resolveInner(
  draft: LayerDraft | LayerSpec,
  input: Shape,
  registry: Registry,
  roles: Readonly<Record<string, "required" | "optional">>,
): Record<string, LayerSpec[]> {
  const inner: Record<string, LayerSpec[]> = {};
  for (const [role, layers] of Object.entries(draft.inner ?? {})) {
    if (!(role in roles)) throw new LayerError(draft, "inner", `${draft.layer} has no inner part called ${role}`);
    inner[role] = resolveLayers(layers, input, registry);
  }
  for (const [role, need] of Object.entries(roles)) {
    if (need === "required" && !inner[role]?.length) {
      throw new LayerError(draft, "inner", `${draft.layer} needs layers inside`, `write ${draft.layer} { ... }`);
    }
  }
  return inner;
}

/** Checks layers in sequence, each on the output of the previous one. Throws LayerError. */
export function resolveLayers(
  drafts: readonly (LayerDraft | LayerSpec)[],
  input: Shape,
  registry: Registry,
): LayerSpec[] {
  let shape = input;
  return drafts.map((draft) => {
    const layer = resolveLayer(draft, shape, registry);
    shape = layer.output;
    return layer;
  });
}

/** A named block of checked layers. Throws LayerError. */
export function resolveBlock(
  name: string,
  drafts: readonly (LayerDraft | LayerSpec)[],
  input: Shape,
  registry: Registry,
): BlockSpec {
  const layers = resolveLayers(drafts, input, registry);
  return { name, layers, input, output: layers.at(-1)?.output ?? input, cost: sumCosts(layers.map((l) => l.cost)) };
}

/** Costs added up. */
export function sumCosts(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, cost) => ({
      parameters: sum.parameters + cost.parameters,
      flops: sum.flops + cost.flops,
      activations: sum.activations + cost.activations,
    }),
    { parameters: 0, flops: 0, activations: 0 },
  );
}
