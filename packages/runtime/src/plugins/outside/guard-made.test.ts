import {
  type Loss,
  type Layer,
  type Optimizer,
  type Plugin,
  type PluginKind,
  type Schedule,
} from "@infoplane/contracts";
import { PluginFault } from "@infoplane/core";
import { describe, expect, it } from "vitest";
import { guardMade } from "./guard-made.ts";

const tensor = (shape: readonly number[], more: object = {}): object => ({
  dataId: {},
  dtype: "float32",
  shape,
  isDisposed: false,
  ...more,
});
const x = tensor([16, 3]);
const guarded = (kind: PluginKind, made: unknown): unknown =>
  guardMade({ kind, name: "own" } as Plugin, made, [{}, { spec: { output: [8] } }]);

/** What is reported when a method, whatever its arguments, does this. */
function faultOf(kind: "loss" | "layer" | "optimizer" | "schedule", method: string, does: () => unknown): string {
  const made = guarded(kind, kind === "schedule" ? does : { weights: [], [method]: does });
  const call = (kind === "schedule" ? made : (made as Record<string, unknown>)[method]) as (
    ...args: unknown[]
  ) => unknown;
  try {
    call(x, {});
  } catch (error) {
    expect(error).toBeInstanceOf(PluginFault);
    return (error as PluginFault).diagnostics[0]?.message ?? "";
  }
  return "nothing";
}

const scalar = "but must return a tensor of shape [] and type float32";
const output = "but must return a tensor of shape [16, 8] and type float32";
const factor = "but must return a number from 0 on";
const done = "but must return nothing, and have finished";
const map = "but must return a Map of arrays { dtype, shape, data }, of float32 or int32 numbers";
const array = { dtype: "float32", shape: [2], data: new Float32Array(2) };

const late = (): unknown => Promise.reject(new Error("late"));

describe("what a plugin made", () => {
  it.each<[Parameters<typeof faultOf>[0], string, unknown, string]>([
    ["loss", "value", tensor([16]), `loss own: value() returned a tensor of shape [16] and type float32, ${scalar}`],
    [
      "loss",
      "value",
      tensor([], { dtype: "int32" }),
      `loss own: value() returned a tensor of shape [] and type int32, ${scalar}`,
    ],
    ["loss", "value", 3, `loss own: value() returned a number, ${scalar}`],
    ["loss", "value", late, `loss own: value() returned a promise, ${scalar}`],
    [
      "layer",
      "apply",
      tensor([16, 7]),
      `layer own: apply() returned a tensor of shape [16, 7] and type float32, ${output}`,
    ],
    [
      "layer",
      "apply",
      tensor([15, 8]),
      `layer own: apply() returned a tensor of shape [15, 8] and type float32, ${output}`,
    ],
    [
      "layer",
      "apply",
      tensor([16, 8], { isDisposed: true }),
      `layer own: apply() returned a tensor that it has disposed, ${output}`,
    ],
    ["layer", "apply", 1, `layer own: apply() returned a number, ${output}`],
    ["layer", "apply", Promise.resolve(tensor([16, 8])), `layer own: apply() returned a promise, ${output}`],
    ["layer", "apply", undefined, `layer own: apply() returned nothing (undefined), ${output}`],
    ["schedule", "", "0.5", `schedule own returned a string, ${factor}`],
    ["schedule", "", -1, `schedule own returned -1, ${factor}`],
    ["schedule", "", NaN, `schedule own returned NaN, ${factor}`],
    ["schedule", "", Infinity, `schedule own returned Infinity, ${factor}`],
    ["schedule", "", 1n, `schedule own returned a bigint, ${factor}`],
    ["schedule", "", Promise.resolve(1), `schedule own returned a promise, ${factor}`],
    ["optimizer", "update", late, `optimizer own: update() returned a promise, ${done}`],
    ["optimizer", "save", { a: 3 }, `optimizer own: save() returned an object, ${map}`],
    [
      "optimizer",
      "save",
      new Map([["../x", 3n]]),
      `optimizer own: save() returned a Map whose "../x" is a bigint, ${map}`,
    ],
    [
      "optimizer",
      "save",
      new Map([["x", { ...array, shape: [3] }]]),
      `optimizer own: save() returned a Map whose "x" is an object, ${map}`,
    ],
    ["optimizer", "save", new Map([[5, array]]), `optimizer own: save() returned a Map whose "5" is an object, ${map}`],
  ])("%s: what %s returns is refused by name: %#", (kind, method, gives, said) => {
    expect(faultOf(kind, method, gives === late ? late : () => gives)).toBe(said);
  });

  it("is named if it throws, but not for the layer inside it", () => {
    const mine = (): never => {
      throw new Error("mine");
    };
    expect(faultOf("layer", "apply", mine)).toBe("layer own failed in apply: mine");
    expect(faultOf("optimizer", "load", mine)).toBe("optimizer own failed in load: mine");
    expect(faultOf("schedule", "", mine)).toBe("schedule own failed in what it created: mine");
    const inner = new PluginFault({
      code: "runtime/plugin-failed",
      severity: "error",
      message: "layer inner is wrong",
    });
    const passes = (): never => {
      throw inner;
    };
    expect(faultOf("layer", "apply", passes)).toBe("layer inner is wrong");
  });

  it("is used as it is if nothing is wrong with it", () => {
    const value = tensor([]);
    const y = tensor([16, 8]);
    const saved = new Map([["x", array]]);
    const none = (): void => undefined;
    const loss = guarded("loss", { value: () => value }) as Loss;
    const layer = guarded("layer", { weights: [], apply: () => y }) as Layer;
    const optimizer = guarded("optimizer", { update: none, save: () => saved, load: none, dispose: none }) as Optimizer;
    expect(loss.value(x as never, x as never, {} as never)).toBe(value);
    expect(layer.apply(x as never, none as never, {} as never)).toBe(y);
    optimizer.update([], 1);
    optimizer.load(optimizer.save());
    optimizer.dispose();
    expect(optimizer.save()).toBe(saved);
    expect((guarded("schedule", () => 0) as Schedule)({ epoch: 0, step: 0 }, { epochs: 1, stepsPerEpoch: 1 })).toBe(0);
  });

  it("can't change the position of the step", () => {
    const at = { epoch: 1, step: 2 };
    const schedule = guarded("schedule", (given: { epoch: number }) => ((given.epoch = 5), 1)) as Schedule;
    expect(() => schedule(at, { epochs: 3, stepsPerEpoch: 4 })).toThrow("schedule own failed in what it created");
    expect(at).toEqual({ epoch: 1, step: 2 });
  });
});
