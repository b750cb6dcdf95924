import {
  asError,
  reasonOf,
  type Layer,
  type LayerContext,
  type Loss,
  type Optimizer,
  type Plugin,
  type Schedule,
} from "@infoplane/contracts";
import { PluginFault } from "@infoplane/core";
import { messages } from "../../messages.ts";
import { arrays, factor, nothing, tensorOf, type Wanted } from "./wanted.ts";

/**
 * A loss, layer, optimizer or schedule from outside, as its plugin made it, whose methods are validated as they are used
 * in training: what they throw, or return that nothing could compute with, is a PluginFault that names the plugin. Only
 * types and shapes are looked at, never values of tensors. `args`: what `create` got. Other kinds are returned as given.
 */
export function guardMade(plugin: Plugin, made: unknown, args: readonly unknown[]): unknown {
  const call = caller(plugin);
  switch (plugin.kind) {
    case "loss":
      return lossOf(made as Loss, call);
    case "layer":
      return layerOf(made as Layer, args[1] as LayerContext, call);
    case "optimizer":
      return optimizerOf(made as Optimizer, call);
    case "schedule":
      return scheduleOf(made as Schedule, call);
    default:
      return made;
  }
}

type Call = <T>(method: string | undefined, does: () => T, must?: Wanted) => T;

/** Characters of what is said about a value. */
const longest = 200;

const caller =
  ({ kind, name }: Plugin): Call =>
  (method, does, must) => {
    try {
      const given = does();
      const lack = must?.lack(given);
      if (must && lack !== undefined) {
        // What it may reject with later is nobody's.
        if (given instanceof Promise) given.catch(() => undefined);
        throw new PluginFault(messages.pluginReturned(kind, name, method, lack.slice(0, longest), must.wanted));
      }
      return given;
    } catch (thrown) {
      const cause = asError(thrown);
      if (cause instanceof PluginFault) throw cause;
      throw new PluginFault(messages.pluginFailed(kind, name, method ?? "what it created", reasonOf(cause)), { cause });
    }
  };

const lossOf = (made: Loss, call: Call): Loss => ({
  value: (...args) => call("value", () => made.value(...args), tensorOf([])),
});

const layerOf = (made: Layer, { spec }: LayerContext, call: Call): Layer => ({
  weights: made.weights,
  apply(x, ...rest) {
    const [samples = 0] = x.shape;
    return call("apply", () => made.apply(x, ...rest), tensorOf([samples, ...spec.output]));
  },
});

const optimizerOf = (made: Optimizer, call: Call): Optimizer => ({
  update: (...args) => call("update", () => made.update(...args), nothing),
  save: () => call("save", () => made.save(), arrays),
  load: (...args) => call("load", () => made.load(...args), nothing),
  dispose: () => call("dispose", () => made.dispose(), nothing),
});

/** It gets a frozen position: one that it changed would be that of the step. */
const scheduleOf =
  (made: Schedule, call: Call): Schedule =>
  (at, total) =>
    call(undefined, () => made(Object.freeze({ ...at }), Object.freeze({ ...total })), factor);
