import type { z } from "zod";
import type { BlockSpec, LayerDraft, LayerSpec } from "./architecture.ts";
import type { PluginRef } from "./plugin.ts";
import type { Registry } from "./registry.ts";
import { optionsOf } from "./registry.ts";
import { ShapeError, type Cost, type Shape } from "./shape.ts";

/** Why a drafted layer cannot be built; `draft` is the very object that was given, so that callers can point at it. */
export class LayerError extends Error {
  constructor(
    readonly draft: LayerDraft,
    readonly reason: "unknown-layer" | "options" | "inner" | "shape",
    message: string,
    readonly hint?: string,
    readonly issues: readonly z.core.$ZodIssue[] = [],
  ) {
    super(message);
    this.name = "LayerError";
  }
}

/** Checks one layer and infers its shape: options complete, cost known. Throws LayerError. Pure. */
export function resolveLayer(draft: LayerDraft, input: Shape, registry: Registry): LayerSpec {
  const plugin = registry.find("layer", draft.layer);
  if (!plugin) throw new LayerError(draft, "unknown-layer", `no layer is called ${draft.layer}`);
  const parsed = plugin.options.safeParse(draft.options ?? {});
  if (!parsed.success) {
    const text = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new LayerError(draft, "options", `${draft.layer}: ${text}`, undefined, parsed.error.issues);
  }
  const inner = resolveInner(draft, input, registry, plugin.inner ?? {});
  const options = optionsOf(plugin, draft.options ?? {});
  try {
    const output = plugin.shape(options, input, (role) => inner[role]?.at(-1)?.output);
    const own = plugin.cost(options, input, output);
    return {
      layer: draft.layer,
      options: parsed.data as PluginRef["options"],
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

function resolveInner(
  draft: LayerDraft,
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

/** Checks layers in sequence, each on the output of the one before. Throws LayerError. */
export function resolveLayers(drafts: readonly LayerDraft[], input: Shape, registry: Registry): LayerSpec[] {
  let shape = input;
  return drafts.map((draft) => {
    const layer = resolveLayer(draft, shape, registry);
    shape = layer.output;
    return layer;
  });
}

/** A named block of checked layers. Throws LayerError. */
export function resolveBlock(name: string, drafts: readonly LayerDraft[], input: Shape, registry: Registry): BlockSpec {
  const layers = resolveLayers(drafts, input, registry);
  return { name, layers, input, output: layers.at(-1)?.output ?? input, cost: sumCosts(layers.map((l) => l.cost)) };
}

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
