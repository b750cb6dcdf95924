import { optionsOf, sizeOf, type Augment, type PluginRef, type Registry, type Shape } from "@infoplane/contracts";
import type { Streams } from "@infoplane/engine";

/** Returns an image as seen in a view of an epoch. The result is only valid until the next call. */
export type Augmenter = (image: Uint8Array, epoch: number, index: number, view: number) => Uint8Array;

/**
 * The augmentations in sequence. All draws for an image come from the stream ("augment", epoch, index), so they depend
 * on nothing else: not on the batch size, the order, or the learning rule. Further views have their own streams,
 * ("augment", epoch, index, view), so requesting them leaves view 0 unchanged.
 */
export function augmenter(uses: readonly PluginRef[], input: Shape, streams: Streams, registry: Registry): Augmenter {
  const steps: Augment[] = uses.map((use) => {
    const plugin = registry.get("augmentation", use.name);
    return plugin.create(optionsOf(plugin, use.options), input);
  });
  if (steps.length === 0) return (image) => image;
  const buffers = [new Uint8Array(sizeOf(input)), new Uint8Array(sizeOf(input))] as const;
  return (image, epoch, index, view) => {
    const random = streams.stream("augment", epoch, index, ...(view > 0 ? [view] : [])).uniform;
    let current = image;
    steps.forEach((step, at) => {
      const into = buffers[at % 2 === 0 ? 0 : 1];
      step(current, into, random);
      current = into;
    });
    return current;
  };
}
