import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DenseArray } from "@infoplane/contracts";
import { encodeSafetensors, readRun } from "@infoplane/core";
import { startEngine, Streams } from "@infoplane/engine";
import { estimators } from "@infoplane/metrics";
import { expect, it } from "vitest";
import { cli, temporaryFolder } from "./support/cli.ts";

const samples = 48;
const stream = new Streams(3).stream("activations");
const array = (width: number) => Float32Array.from({ length: samples * width }, () => stream.normal());
const x = array(6);
const layer = x.map((value) => Math.max(0, value));
const labels = Int32Array.from({ length: samples }, (_, i) => i % 3);

it("measures what another program exported as it measures its own, and the run can be reported and compared", async () => {
  const folder = temporaryFolder();
  const acts = join(folder, "acts");
  mkdirSync(acts);
  for (const epoch of [0, 10]) {
    const arrays = new Map(
      Object.entries({ x, "layer-2": array(4), "layer-10": layer }).map(([name, data]) => [
        name,
        { dtype: "float32" as const, shape: [samples, data.length / samples], data },
      ]),
    );
    const all = new Map<string, DenseArray>([
      ...arrays,
      ["y", { dtype: "int32" as const, shape: [samples], data: labels }] as const,
    ]);
    writeFileSync(join(acts, `epoch-${epoch}.safetensors`), encodeSafetensors({ arrays: all, metadata: {} }));
  }
  const args = ["--labels", "y", "--input", "x", "--out", folder];
  const { code, stderr } = await cli(["measure-activations", `net=${acts}`, ...args]);
  expect(stderr).toContain("net, epoch 10: 48 samples of layer-2, layer-10");
  expect(code).toBe(0);
  const { records, experiment } = await readRun(join(folder, "net"));
  expect(experiment.architecture.blocks.map(({ name }) => name)).toEqual(["layer-2", "layer-10"]);
  expect(records).toHaveLength(8);
  // Exported at two epochs of ten: what is drawn over epochs takes those.
  expect(readdirSync(join(folder, "net/report/figures"))).toContain("role-differentiation-corrected.vl.json");
  const found = records.find((row) => row.quantity === "nhsic(X, Z)" && row.layer === "layer-10" && row.epoch === 10);
  await startEngine({ engine: "js" });
  const rows = (data: Float32Array) => ({
    rows: samples,
    columns: data.length / samples,
    data: Float64Array.from(data),
  });
  const expected = estimators.nhsic(rows(x), rows(layer));
  expect(found?.value).toBeCloseTo(expected.value, 2);
  expect(found?.["corrected"]).toBeCloseTo(expected.corrected ?? NaN, 4);

  const predicted = await cli(["measure-activations", `net=${acts}`, ...args, "--with", "accuracy"]);
  expect(predicted.stderr).toContain("cli/not-on-activations");
  const missing = await cli(["measure-activations", acts, "--labels", "labels"]);
  expect([missing.code, missing.stderr.includes("it has layer-2, layer-10, x, y")]).toEqual([2, true]);
});
