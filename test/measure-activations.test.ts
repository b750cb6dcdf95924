import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DenseArray } from "@infoplane/contracts";
import { encodeSafetensors, readRun, RunStore } from "@infoplane/core";
import { startEngine, Streams } from "@infoplane/engine";
import { estimators } from "@infoplane/dependence";
import { describe, expect, it } from "vitest";
import { cli, cliHere, temporaryFolder, type Ended } from "./support/cli.ts";

const samples = 48;
const stream = new Streams(3).stream("activations");
const array = (width: number) => Float32Array.from({ length: samples * width }, () => stream.normal());
const x = array(6);
const layer = x.map((value) => Math.max(0, value));
const labels = Int32Array.from({ length: samples }, (_, i) => i % 3);

const arrayOf = (data: Float32Array): DenseArray => {
  return { dtype: "float32", shape: [samples, data.length / samples], data };
};
const layers = { x, "layer-2": array(4), "layer-10": layer };

/** Writes arrays, by default those of the layers, with their labels. */
function write(file: string, arrays: Readonly<Record<string, Float32Array>> = layers, y = labels): string {
  const all = new Map(Object.entries(arrays).map(([name, data]) => [name, arrayOf(data)]));
  all.set("y", { dtype: "int32", shape: [samples], data: y });
  writeFileSync(file, encodeSafetensors({ arrays: all, metadata: {} }));
  return file;
}

const here = (args: readonly string[]): Promise<Ended> =>
  cliHere([...args, ...(args[0] === "measure-activations" ? ["--engine", "js"] : [])]);

it("measures what another program exported as it measures its own, and the run can be reported and compared", async () => {
  const folder = temporaryFolder();
  const acts = join(folder, "acts");
  mkdirSync(acts);
  for (const epoch of [0, 10]) {
    write(join(acts, `epoch-${epoch}.safetensors`));
  }
  const args = ["--labels", "y", "--input", "x", "--out", folder];
  const { code, stderr } = await cli(["measure-activations", `net=${acts}`, ...args]);
  expect(stderr).toContain("net, epoch 10: 48 samples of layer-2, layer-10");
  expect(code).toBe(0);
  const { records, experiment } = await readRun(join(folder, "net"));
  expect(experiment.architecture.blocks.map(({ name }) => name)).toEqual(["layer-2", "layer-10"]);
  expect(records).toHaveLength(8);
  expect(experiment.measures.map(({ when }) => when)).toEqual([{ at: [0, 10] }, { at: [0, 10] }]);
  // Exported at two epochs of ten: what is drawn over epochs takes those.
  expect(readdirSync(join(folder, "net/report/figures"))).toContain("role-differentiation-corrected.vl.json");
  const found = records.find((row) => row.quantity === "nhsic(X, Z)" && row.block === "layer-10" && row.epoch === 10);
  await startEngine({ engine: "js" });
  const rows = (data: Float32Array) => ({
    rows: samples,
    columns: data.length / samples,
    data: Float64Array.from(data),
  });
  const expected = await estimators.nhsic(rows(x), rows(layer));
  expect(found?.value).toBeCloseTo(expected.value, 2);
  expect(found?.["corrected"]).toBeCloseTo(expected.corrected ?? NaN, 4);

  const predicted = await cli(["measure-activations", `net=${acts}`, ...args, "--with", "accuracy"]);
  expect(predicted.stderr).toContain("runtime/not-on-activations");
  const missing = await cli(["measure-activations", acts, "--labels", "labels"]);
  expect([missing.code, missing.stderr.includes("it has layer-2, layer-10, x, y")]).toEqual([2, true]);
});

describe("without --input", () => {
  it.each([
    ["nhsic(Y, Z)", []],
    ["cka(Y, Z)", ["--with", "cka(Y, Z)"]],
  ])("takes %s", async (quantity, more) => {
    const folder = temporaryFolder();
    const acts = write(join(folder, "acts.safetensors"));
    const { code, stderr } = await here(["measure-activations", acts, "--labels", "y", "--out", folder, ...more]);
    expect([code, stderr.includes("this is a bug")]).toEqual([0, false]);
    const { records } = await readRun(join(folder, "acts"));
    expect(records.map((row) => [row.quantity, row.block])).toEqual(
      ["layer-2", "layer-10", "x"].map((name) => [quantity, name]),
    );
  });

  it("says of X that it was not exported", async () => {
    const folder = temporaryFolder();
    const acts = write(join(folder, "acts.safetensors"));
    const args = ["--labels", "y", "--out", folder, "--with", "nhsic(X, Z)"];
    const { code, stderr } = await here(["measure-activations", acts, ...args]);
    expect([code, stderr.includes("name it with --input")]).toEqual([2, true]);
  });
});

it("says why a measure needs the network, warns of values that are no numbers, and takes 200,000 labels", async () => {
  const folder = temporaryFolder();
  const count = 200_000;
  const y: DenseArray = { dtype: "int32", shape: [count], data: new Int32Array(count).fill(1) };
  const layer: DenseArray = { dtype: "float32", shape: [count, 1], data: new Float32Array(count).fill(NaN) };
  const acts = join(folder, "acts.safetensors");
  writeFileSync(acts, encodeSafetensors({ arrays: new Map(Object.entries({ y, layer })), metadata: {} }));
  const args = ["--labels", "y", "--out", folder, "--with", "linear-probe"];
  const { code, stderr } = await here(["measure-activations", acts, ...args]);
  expect(stderr).toContain("layer of " + acts + " holds 200,000 values that are infinite or NaN");
  expect(stderr).toContain("runtime/not-on-activations");
  expect(stderr).not.toContain("metrics/needs-network");
  expect(code).toBe(2);
});

it("leaves a run that was trained here, and what was measured before where a measure can't be taken", async () => {
  const folder = temporaryFolder();
  const acts = write(join(folder, "acts.safetensors"));
  const args = ["--labels", "y", "--out", folder];
  expect((await here(["measure-activations", `small=${acts}`, ...args])).code).toBe(0);
  const run = join(folder, "small");
  const files = () => ["experiment.exp", "experiment.json", "plan.json"].map((name) => readFileSync(join(run, name)));
  const before = files();
  const refused = await here(["measure-activations", `small=${acts}`, ...args, "--with", "accuracy"]);
  expect([refused.code, files()]).toEqual([2, before]);

  const experiment = await readRun(run).then((read) => read.experiment);
  const trained = { ...experiment, dataset: { ...experiment.dataset, name: "textures" } };
  const store = new RunStore(run);
  const [source, plan, manifest] = [await store.readSource(), await store.readPlan(), await store.readManifest()];
  await store.writeExperiment(trained, source, plan, manifest);
  const after = files();
  const { code, stderr } = await here(["measure-activations", `small=${acts}`, ...args]);
  expect([code, stderr.includes("runtime/not-exported")]).toEqual([2, true]);
  expect(files()).toEqual(after);
});

it("measures the seeds of each arm, and judges claims about them, in a report, again, and over runs", async () => {
  const folder = temporaryFolder();
  const seeds = [1, 2, 3, 4, 5];
  for (const arm of ["ours", "theirs"]) {
    for (const seed of seeds) {
      const place = join(folder, arm, `seed-${seed}`);
      mkdirSync(place, { recursive: true });
      const noise = array(4);
      // Ours knows the label, theirs is noise.
      const told = noise.map((value, i) => (arm === "ours" ? 3 * (labels[Math.floor(i / 4)] ?? 0) : 0) + value);
      for (const epoch of [1, 2]) write(join(place, `epoch-${epoch}.safetensors`), { x, fc: told });
    }
  }
  const claims = join(folder, "claims.exp");
  writeFileSync(
    claims,
    'claim "ours knows the label" nhsic(Y, Z, block: last)[ours].corrected > nhsic(Y, Z, block: last)[theirs].corrected\n',
  );
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
  const args = ["--labels", "y", "--input", "x", "--layers", "fc", "--out", folder];
  const both = await here(["measure-activations", `a=${ours}`, `b=${theirs}`, ...args, "--claims", claims]);
  expect([both.code, both.stderr.includes("no arm") || both.stderr.includes("ours")]).toEqual([2, true]);

  const run = join(folder, "ours-theirs");
  const measured = await here([
    "measure-activations",
    ours,
    theirs,
    ...args,
    "--claims",
    claims,
    "--fail-on",
    "undecided",
  ]);
  expect(measured.code).toBe(0);
  expect(measured.stderr).toContain("theirs, seed 5, epoch 2: 48 samples of fc");
  expect(measured.stdout).toContain("is higher in theirs than in ours in 0 of 1 block");
  expect(measured.stdout).toMatch(/supported +ours knows the label/);
  const { experiment, records, manifest } = await readRun(run);
  expect(experiment.seeds).toEqual(seeds);
  expect(records).toHaveLength(2 * 5 * 2 * 2);
  expect(manifest.finished).toBeDefined();
  const page = readFileSync(join(run, "report/index.html"), "utf8");
  expect(page).not.toContain("initial weights");
  expect(JSON.parse(readFileSync(join(run, "report/claims.json"), "utf8"))).toMatchObject([
    { outcome: "supported", seeds },
  ]);

  const again = await here(["report", run, "--fail-on", "undecided"]);
  expect([again.code, again.stdout.includes("supported")]).toEqual([0, true]);

  const apart = [...args.slice(0, -1), join(folder, "apart")];
  for (const arm of [ours, theirs]) expect((await here(["measure-activations", arm, ...apart])).code).toBe(0);
  const runs = ["ours", "theirs"].map((arm) => join(folder, "apart", arm));
  const compared = await here(["compare", ...runs, "--claims", claims, "--fail-on", "undecided"]);
  expect([compared.code, compared.stdout.includes("supported")]).toEqual([0, true]);
}, 300_000);

it("warns of a seed that one arm lacks, and takes the seed from where --seed-from says", async () => {
  const folder = temporaryFolder();
  for (const [arm, seeds] of [
    ["ours", [1, 2]],
    ["theirs", [1]],
  ] as const) {
    for (const seed of seeds) {
      mkdirSync(join(folder, arm), { recursive: true });
      write(join(folder, arm, `run${seed}-epoch-1.safetensors`));
    }
  }
  const paths = [join(folder, "ours"), join(folder, "theirs")];
  const args = ["--labels", "y", "--out", folder, "--seed-from", "run{seed}-"];
  const { code, stderr } = await here(["measure-activations", ...paths, ...args]);
  expect(stderr).toContain("theirs was not exported for seed 2: comparisons use the seeds that both arms have");
  expect(code).toBe(0);
  const { cells } = await readRun(join(folder, "ours-theirs"));
  expect(cells.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(["ours 1", "ours 2", "theirs 1"]);
});

it("says that steps stand for epochs, what it leaves out, and how classes are numbered, and keeps it with the run", async () => {
  const folder = temporaryFolder();
  const acts = join(folder, "acts");
  mkdirSync(acts);
  for (const step of [1000, 500]) {
    const file = join(acts, `checkpoint-${step}.safetensors`);
    write(
      file,
      layers,
      labels.map((label) => 100 * label + 7),
    );
  }
  writeFileSync(join(acts, "train.log"), "x");
  const args = ["--labels", "y", "--out", folder, "--layers", "layer-10"];
  const { code, stderr } = await here(["measure-activations", acts, ...args]);
  expect(code).toBe(0);
  const warnings = [
    "y numbers 3 classes from 7 to 207: here they are renumbered from 0 to 2",
    `skipped in ${acts}: 1 .log`,
    "checkpoint-500.safetensors: step 500): what this run calls an epoch is a step",
  ];
  // When they are found, and beside the results.
  for (const warning of warnings) expect(stderr.split(warning)).toHaveLength(3);
  const { records, manifest } = await readRun(join(folder, "acts"));
  expect(records.map(({ epoch, step }) => [epoch, step])).toEqual([
    [500, 500],
    [1000, 1000],
  ]);
  expect(manifest.warnings).toHaveLength(3);
  for (const [place, warning] of warnings.entries()) expect(manifest.warnings[place]).toContain(warning);
});
