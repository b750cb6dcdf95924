import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { expect, it } from "vitest";
import { cli, root, temporaryFolder } from "../support/cli.ts";

/** Metrics that do what they do in the first cell that comes to them, reporters and figures. */
const hostile = `import { mkdirSync } from "node:fs";
import { definePlugin, z } from "@infoplane/contracts";

const isFirst = (name) => {
  try {
    mkdirSync(new URL(name + ".done", import.meta.url));
    return true;
  } catch {
    return false;
  }
};
let calls = 0;
const options = z.strictObject({});
const metric = (name, act) => definePlugin({ kind: "metric", name, summary: "at its worst", needs: "none", options,
  create: () => ({ measure: () => { if (isFirst(name)) act(); return [{ value: 1 }]; } }) });
const reporter = (name, create) => definePlugin({ kind: "reporter", name, summary: "at its worst", options, create });
const figure = (name, create) => definePlugin({ kind: "figure", name, summary: "at its worst", options, create });
const good = { name: "good", title: "Good", caption: () => "", spec: () => ({ data: { values: [{ a: 1 }] }, mark: "point" }) };

export const plugins = [
  metric("leaves", () => process.exit(0)),
  metric("throws-aside", () => { setTimeout(() => process.exit(0), 1); setTimeout(() => process.emit("SIGTERM"), 2); void Promise.reject(null); }),
  definePlugin({ kind: "metric", name: "never-ends", summary: "in the second cell", needs: "none", options,
    create: () => ({ measure: () => (++calls === 2 ? new Promise(() => {}) : [{ value: 1 }]) }) }),
  metric("sends", () => {
    process.send(null);
    process.send("end");
    process.send({ kind: "end", cell: "x", status: { state: "done" } });
  }),
  metric("disconnects", () => process.disconnect()),
  metric("emits", () => process.emit("SIGTERM")),
  definePlugin({ kind: "metric", name: "forges", summary: "another metric's rows", needs: "none", options,
    create: () => ({ measure: () => (isFirst("forges") ? [{ quantity: "accuracy", split: "test", value: 1 }] : [{ value: 1 }]) }) }),
  metric("extends", () => { Object.prototype.extra = 1; }),
  metric("replaces", () => { JSON.stringify = () => "{}"; }),
  reporter("leaving", () => ({ async *render() { process.exit(0); } })),
  reporter("none", () => null),
  reporter("odd", () => ({ *render() { yield { path: 1, content: 2 }; } })),
  figure("leaving-figure", () => ({ ...good, name: "leaving-figure", spec: () => process.exit(0) })),
  figure("no-figure", () => { throw undefined; }),
  figure("good-figure", () => good),
];
`;

function hostileExperiment(metrics: string, reports: string): { readonly file: string; readonly folder: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "hostile.mjs"), hostile);
  const quick = readFileSync(join(root, "experiments/quick.exp"), "utf8")
    .replace("\nseeds", '\nuse "./hostile.mjs"\n\nseeds')
    .replace("accuracy, loss", `accuracy, ${metrics}`)
    .replace(/measure nhsic.*/, "")
    .replace("report html, vega-lite, table", `report ${reports}`);
  const file = join(folder, "quick.exp");
  writeFileSync(file, quick);
  return { file, folder };
}

it("what would end the process, and what is no plugin, is the fault of that plugin alone: in-process", async () => {
  const reports = "leaving, none, odd, leaving-figure, no-figure, good-figure, html, table";
  const { file, folder } = hostileExperiment("leaves, emits, throws-aside, never-ends", reports);
  const args = ["run", file, "--out", folder, "--engine", "wasm", "--executor", "in-process"];
  const { code, stderr } = await cli(args);
  expect(code).toBe(1);
  const refused = "process.exit(0) would end this process with exit code 0, and is refused";
  expect(stderr).toContain(`metric leaves failed in measure for leaves at epoch 0: ${refused}`);
  expect(stderr).toContain("failed at the same epoch: emits");
  expect(stderr).toContain(
    `where nothing could catch it, in a timer or a promise that is not awaited; the run continues: ${refused}`,
  );
  expect(stderr).toContain("the run continues: it threw null");
  expect(stderr).toContain("the run continues: process.emit() of a signal would end this run, and is refused");
  expect(stderr).toContain("metric never-ends for never-ends at epoch 0 can never end");
  expect(stderr).toContain("2 trained, 2 failed");
  expect(stderr).toContain(`reporter leaving failed: ${refused}`);
  expect(stderr).toContain("reporter none failed: create() returned nothing (null)");
  expect(stderr).toContain("reporter odd failed: render() returned a file whose path is not a text");
  expect(stderr).not.toMatch(/TypeError|bug in Infoplane/);
  const page = readFileSync(join(folder, "quick/report/index.html"), "utf8");
  expect(page).toContain(`This figure could not be drawn: ${refused}`);
  expect(page).toContain("This figure could not be drawn: it threw undefined");
  expect(page).toContain('data-plot="good"');
  expect(existsSync(join(folder, "quick/report/tables/final.md"))).toBe(true);
  expect(existsSync(join(folder, "quick/lock"))).toBe(false);
});

it("a cell believes no message and is cut off by none: local", async () => {
  const { file, folder } = hostileExperiment("sends, disconnects, leaves, emits, extends, replaces, forges", "table");
  const args = ["run", file, "--out", folder, "--engine", "wasm", "--executor", "local(1)", "--only", "e2e"];
  const { code, stderr } = await cli(args);
  expect(code).toBe(1);
  expect(stderr).toContain("3 messages that plugin code sent to the run (process.send) were ignored");
  expect(stderr).toContain(
    "metric disconnects failed in measure for disconnects at epoch 0: process.disconnect() would cut",
  );
  expect(stderr).toContain("failed at the same epoch: leaves, emits, extends, replaces, forges");
  expect(stderr).toContain("1 trained, 1 failed");
  const again = await cli(args);
  expect(again.stderr).toContain("1 trained, 1 finished before");
  expect(again.code).toBe(0);
});

/** Writes to whatever it gets, and records how often that was refused. */
const meddling = `import { definePlugin, z } from "@infoplane/contracts";

const options = z.strictObject({});
const zeros = (tf, shape) => tf.zeros([...shape]);
export const plugins = [
  definePlugin({ kind: "metric", name: "meddles", summary: "writes to its snapshot", needs: "probe", options,
    create: (_, context) => ({ measure: (snapshot) => {
      const { tf } = context;
      let refused = 0;
      // What others keep with the variables.
      for (const one of [snapshot.x, snapshot.y, ...snapshot.blocks])
        for (const key of ["effective-rank entropy", "classes that occur"]) one.memo(key, () => ({ value: 999 }));
      const tries = [
        () => snapshot.network.blocks[0].parameters[0].assign(zeros(tf, snapshot.network.blocks[0].parameters[0].shape)),
        () => snapshot.network.blocks[0].parameters[0].dispose(),
        () => snapshot.network.blocks[0].parameters[0].read().dataSync().fill(0),
        () => snapshot.network.classifier.parameters[0].read().dataSync().fill(0),
        () => snapshot.network.sample("train", 8).labels.fill(0),
        () => snapshot.network.sample("train", 8).x.values.dataSync().fill(0),
        () => snapshot.y.values.dataSync().fill(0),
        () => snapshot.x.values.dataSync().sort(),
        () => snapshot.blocks[0].values.dataSync().fill(0),
        () => snapshot.predict("test").labels.dataSync().fill(0),
        () => { snapshot.blocks[0].block = "Q"; },
        () => { snapshot.blocks.length = 1; },
        () => { snapshot.x = snapshot.y; },
        () => { snapshot.at.epoch = 7; },
        () => { context.tf.sum = context.tf.max; },
        () => { context.linalg.symmetricEigen = () => { throw 1; }; },
        () => { context.dependence.cka = () => 42; },
        () => snapshot.x.values.dispose(),
        () => snapshot.blocks[1].values.dispose(),
        () => snapshot.predict("test").logits.dispose(),
      ];
      for (const attempt of tries) try { attempt(); } catch { refused++; }
      return [{ value: refused }];
    } }) }),
  definePlugin({ kind: "reporter", name: "forger", summary: "writes to the run", options, create: () => ({ *render(run) {
    const tries = [
      () => { for (const row of run.records) row.value = 42; },
      () => { run.records.length = 0; },
      () => run.records.reverse(),
      () => { run.experiment.arms[0].name = "forged"; },
      () => { run.cells[0].seed = 9; },
      () => { run.manifest.warnings.push("forged"); },
    ];
    let refused = 0;
    for (const attempt of tries) try { attempt(); } catch { refused++; }
    yield { path: "refused.txt", content: String(refused) };
  } }) }),
];
`;

it.each(["js", "native-cpu"])("a metric and a reporter change nothing that others see: %s", async (engine) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "meddling.mjs"), meddling);
  const quick = readFileSync(join(root, "experiments/quick.exp"), "utf8")
    .replace(/train: \d+, test: \d+/, "train: 64, test: 48")
    .replace("nhsic(Y, Z) on probe(train, 96)", "nhsic(Y, Z), effective-rank, class-separation on probe(train, 48)");
  const args = ["--engine", engine, "--threads", "1", "--executor", "in-process", "--only", "e2e", "--seeds", "1"];
  const values = async (name: string, text: string): Promise<unknown[]> => {
    writeFileSync(join(folder, `${name}.exp`), text.replace("experiment quick", `experiment ${name}`));
    const { code, stderr } = await cli(["run", join(folder, `${name}.exp`), "--out", folder, ...args]);
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
    const { records } = await readRun(join(folder, name));
    return records
      .filter(({ metric, epoch }) => metric !== "meddles" && epoch > 0)
      .map(({ quantity, block, epoch, value }) => [quantity, block, epoch, value]);
  };
  const plain = await values("plain", quick);
  const meddled = quick
    .replace("\nseeds", '\nuse "./meddling.mjs"\n\nseeds')
    .replace("measure nhsic", "measure meddles, nhsic")
    .replace("report html", "report forger, html");
  expect(await values("meddled", meddled)).toEqual(plain);
  expect(readFileSync(join(folder, "meddled/report/refused.txt"), "utf8")).toBe("6");
});
