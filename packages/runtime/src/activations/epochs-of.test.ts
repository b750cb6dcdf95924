import { InfoplaneError } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { epochInName } from "./epoch-in-name.ts";
import { epochOfLone, epochsOf } from "./epochs-of.ts";

const read = (name: string) => {
  const found = epochInName(name);
  if ("unclear" in found) return found.unclear;
  const { counted, epoch, step, seed } = found;
  return [
    counted,
    epoch,
    ...(step === undefined ? [] : [`step ${step}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ];
};

const refusal = (names: readonly string[]) => {
  try {
    return epochsOf(names.map((path) => ({ path, name: path }))).map(({ when }) => when.epoch);
  } catch (error) {
    const [{ code, message, hint } = { code: "", message: "" }] = (error as InfoplaneError).diagnostics;
    return `${code} ${message} (${hint ?? ""})`;
  }
};

describe("epochInName", () => {
  it.each([
    // Lightning, and its variant for a name that already exists
    ["epoch=0-val_loss=1.38.npz", ["epochs", 0]],
    ["epoch=0-step=100.ckpt.npz", ["epochs", 0, "step 100"]],
    ["epoch=00-step=000780-val_loss=0.92-v1.safetensors", ["epochs", 0, "step 780"]],
    ["epoch=12-val_acc=91.npz", ["epochs", 12]],
    ["sample-mnist-epoch=02-val_loss=0.32.npz", ["epochs", 2]],
    ["last-epoch=9.pth.tar.npz", ["epochs", 9]],
    // Words for epochs
    ["epoch_0012.npz", ["epochs", 12]],
    ["Epoch 3.npz", ["epochs", 3]],
    ["EPOCH3.NPZ", ["epochs", 3]],
    ["actsEpoch3.npz", ["epochs", 3]],
    ["acts_epoch1_seed0.npz", ["epochs", 1, "seed 0"]],
    ["seed2epoch7.npz", ["epochs", 7, "seed 2"]],
    ["ep3.npz", ["epochs", 3]],
    ["net-ep03.npz", ["epochs", 3]],
    ["resnet18_e7_lr1e-3.npz", ["epochs", 7]],
    ["e2e-epoch3.npz", ["epochs", 3]],
    ["e2e_e3.npz", ["epochs", 3]],
    ["epoch3of10.npz", ["epochs", 3]],
    ["epoch.3.npz", ["epochs", 3]],
    ["epoch-3-max_epochs=100.npz", ["epochs", 3]],
    ["model_epochs=20.npz", ["epochs", 20]],
    ["acts_20epochs.npz", ["epochs", 20]],
    // Numbers that mean something else
    ["vit_b16_224-epoch3.npz", ["epochs", 3]],
    ["cifar10-224x224-v2.1-epoch=5-acc=0.91.npz", ["epochs", 5]],
    ["2024-03-01_12-30-59-epoch=4.npz", ["epochs", 4]],
    ["20240301T123059_epoch4.npz", ["epochs", 4]],
    ["a1b2c3d4-epoch4.npz", ["epochs", 4]],
    ["550e8400-e29b-41d4-a716-446655440000_ep4.npz", ["epochs", 4]],
    ["epoch4-550e8400-e291-41d4-a716-446655440000.npz", ["epochs", 4]],
    // Steps
    ["checkpoint-500.npz", ["steps", 500, "step 500"]],
    ["step_001000.npz", ["steps", 1000, "step 1000"]],
    ["global_step1430000.npz", ["steps", 1430000, "step 1430000"]],
    ["iter=200_warmup_steps=50.npz", ["steps", 200, "step 200"]],
    // A single number
    ["model.3.npz", ["places", 3]],
    ["acts-012.npz", ["places", 12]],
    ["0003.npz", ["places", 3]],
    ["weights.03-1.38.hdf5.npz", ["places", 3]],
    ["model_2_loss0.31_seed1.npz", ["places", 2, "seed 1"]],
  ])("reads %s", (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  it.each([
    ["last.npz", "no number"],
    ["val_loss=1.38.npz", "no number"],
    ["layer3.npz", "no number"],
    ["vit_b16_224.npz", "no number"],
    ["resnet-18.npz", "no number"],
    ["model-v1.npz", "no number"],
    ["seed-1.npz", "no number"],
    ["2024-03-01.npz", "no number"],
    ["a1b2c3d4.npz", "no number"],
    ["acts_240301.npz", "date or an identifier"],
    ["model_3_5000.npz", "either 3 or 5000 may be its epoch"],
    ["checkpoint_3_5000.npz", "either 3 or 5000 may be its epoch"],
    ["model.0.91.npz", "no number"],
    ["epoch=0.5.npz", "epoch=0.5 is not a whole number"],
    ["epoch=-1.npz", "epoch=-1 is not a whole number"],
    ["epoch10k.npz", "epoch10k is not a whole number"],
    ["epoch3-epoch4.npz", "epoch 3 and epoch 4"],
    ["step=1-iter=2.npz", "step 1 and step 2"],
    ["epoch=20240301.npz", "no number"],
    ["12-30.npz", "either 12 or 30 may be its epoch"],
    ["epoch=12345678.npz", "too large"],
    ["steps_per_epoch=100.npz", "no number"],
    ["lr1e-3.npz", "no number"],
    ["e2e-3.npz", "no number"],
  ])("does not guess at %s", (name, why) => {
    expect(read(name)).toMatch(new RegExp(why));
  });
});

describe("epochsOf", () => {
  it("sorts the files by their epochs, whatever else their names contain", () => {
    const names = [3, 0, 10, 1].map((epoch) => `light/epoch=${epoch}-val_loss=${1.38 / (epoch + 1)}.npz`);
    expect(refusal(names)).toEqual([0, 1, 3, 10]);
    expect(refusal([1, 2, 3].map((epoch) => `acts_epoch${epoch}_seed0.npz`))).toEqual([1, 2, 3]);
    expect(refusal(["checkpoint-1000.npz", "checkpoint-500.npz"])).toEqual([500, 1000]);
  });

  it("refuses two files for one epoch, giving both names", () => {
    expect(refusal(["a/epoch=3.npz", "a/epoch=3-v1.npz"])).toMatch(
      /^runtime\/epoch-twice a\/epoch=3.npz and a\/epoch=3-v1.npz are both for epoch 3.*keep one/,
    );
    expect(refusal(["epoch=3-step=10.npz", "epoch=3-step=20.npz"])).toMatch(/both for epoch 3/);
    expect(refusal(["epoch_3.npz", "epoch_003.npz"])).toMatch(/both for epoch 3/);
    expect(refusal(["acts_epoch1_seed0.npz", "acts_epoch1_seed1.npz"])).toMatch(
      /both for epoch 1.*seed 0 and 1: give each seed a folder/,
    );
  });

  it("looks at the name, and reports the path", () => {
    const files = [
      { path: "run1/seed-5-epoch-3.npz", name: "_-epoch-3.npz" },
      { path: "run2/seed-5-epoch-3.npz", name: "_-epoch-3.npz" },
    ];
    expect(() => epochsOf(files)).toThrow(/run1\/seed-5-epoch-3.npz and run2\/seed-5-epoch-3.npz are both for epoch 3/);
    expect(() => epochsOf([{ path: "epoch-1/last.npz", name: "last.npz" }])).toThrow(
      "epoch-1/last.npz belongs to: no number",
    );
  });

  it("refuses names that count differently or say nothing, and says how to rename them", () => {
    expect(refusal(["epoch=1.npz", "checkpoint-500.npz"])).toMatch(
      /^runtime\/epochs-alike .*epoch=1.npz.*checkpoint-500.npz/,
    );
    expect(refusal(["epoch=1.npz", "2.npz"])).toMatch(/^runtime\/epochs-alike/);
    expect(refusal(["epoch=1.npz", "last.npz"])).toMatch(
      /^runtime\/epoch-unclear .*last.npz.*epoch-0.npz, epoch-1.npz/,
    );
  });

  it("takes from a single file only an epoch that is spelled out", () => {
    expect(epochOfLone("a/resnet18_224.npz")).toEqual({ counted: "nothing", epoch: 0 });
    expect(epochOfLone("a/acts-3.npz").epoch).toBe(0);
    expect(epochOfLone("a/epoch=3-step=40.npz")).toEqual({ counted: "epochs", epoch: 3, step: 40 });
  });
});
