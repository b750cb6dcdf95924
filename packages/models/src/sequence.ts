import { engineContext } from "@infoplane/engine/started";
import { optionsOf, type Layer, type LayerSpec, type Registry } from "@infoplane/contracts";

/** Layers in sequence, as one layer. Weights are named `0.conv/kernel`, `1.batchnorm/gamma`... */
export function createSequence(specs: readonly LayerSpec[], registry: Registry): Layer {
  const layers = specs.map((spec, index) => prefixed(`${index}.${spec.layer}`, createLayer(spec, registry)));
  const order = orderOf(specs).map((place) => layers[place] as Layer);
  return {
    weights: layers.flatMap((layer) => layer.weights),
    apply: (x, weight, pass) =>
      order.reduce((value, layer) => {
        const next = layer.apply(value, weight, pass);
        // The tape keeps what the backward pass needs; everything else is freed as soon as it has been used.
        if (value !== x && value !== next) value.dispose();
        return next;
      }, x),
  };
}

/**
 * Indices in execution order: maxpool runs before the relu that precedes it in the spec. The maximum of a window
 * commutes with relu, and the gradient reaches the same input: same bits, with fewer values to process.
 */
function orderOf(specs: readonly LayerSpec[]): number[] {
  const places = specs.map((_, place) => place);
  specs.forEach(({ layer }, place) => {
    if (layer === "relu" && specs[place + 1]?.layer === "maxpool") places.splice(place, 2, place + 1, place);
  });
  return places;
}

function createLayer(spec: LayerSpec, registry: Registry): Layer {
  const plugin = registry.get("layer", spec.layer);
  return plugin.create(optionsOf(plugin, spec.options), {
    ...engineContext(),
    spec,
    inner: (role) => {
      const inner = spec.inner?.[role];
      return inner && createSequence(inner, registry);
    },
  });
}

/** The layer with a prefix on the names of its weights and draws. Without a layer, the identity. */
export function prefixed(prefix: string, layer: Layer | undefined): Layer {
  if (!layer) return { weights: [], apply: (x) => x };
  return {
    weights: layer.weights.map((weight) => ({ ...weight, name: `${prefix}/${weight.name}` })),
    apply: (x, weight, pass) =>
      layer.apply(x, (name) => weight(`${prefix}/${name}`), {
        training: pass.training,
        key: (name) => pass.key(`${prefix}/${name}`),
        setState: (name, value) => pass.setState(`${prefix}/${name}`, value),
      }),
  };
}
