import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@infoplane/contracts/test";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { cliHere, temporaryFolder } from "../support/cli.ts";
import { measured } from "./damage-run.ts";
import { soundRun } from "./sound-run.ts";

const { source, sound, runIn } = soundRun();

/** A copy of a run of two arms and two seeds that may be damaged. */
function copied(): { readonly run: string; readonly out: string; readonly cell: (...path: string[]) => string } {
  const out = temporaryFolder();
  const run = join(out, "quick");
  cpSync(sound, run, { recursive: true });
  const [first = ""] = readdirSync(join(run, "cells")).sort();
  return { run, out, cell: (...path) => join(run, "cells", first, ...path) };
}

/** Adds a half to the first accuracy. */
function changeDigit(records: string): void {
  const text = readFileSync(records, "utf8");
  const changed = text.replace(/("quantity":"accuracy","value":0\.)(\d)/, (_, before: string, digit: string) => {
    return `${before}${(Number(digit) + 5) % 10}`;
  });
  expect(changed).not.toBe(text);
  writeFileSync(records, changed);
}

describe("a digit of the records is another", () => {
  it("is named with file and line by every command, with exit code 4", async () => {
    const { run, out, cell } = copied();
    changeDigit(cell("records.jsonl"));
    const before = readFileSync(cell("records.jsonl"), "utf8");
    const said = new RegExp(`${cell("records.jsonl")}, line \\d+ is damaged: its check does not match`);
    for (const command of [
      ["status", run],
      ["report", run],
      ["compare", run, sound, "--out", join(out, "compared")],
      ["export", run],
      ["measure", run, "--with", "weight-norm", "--engine", "native-cpu"],
      runIn(out),
    ]) {
      const { code, stdout, stderr } = await cliHere(command);
      expect([command[0], code]).toEqual([command[0], 4]);
      expect(stdout + stderr).toMatch(said);
      // Nobody seals it, and nobody trains over it.
      expect(readFileSync(cell("records.jsonl"), "utf8")).toBe(before);
    }
  });

  it("is said in every file of the report", async () => {
    const { run, cell } = copied();
    changeDigit(cell("records.jsonl"));
    const every = "html, table, records, tensorboard, vega-lite(size: single)";
    const { code, stderr } = await cliHere(["report", run, "--with", every]);
    expect(code).toBe(4);
    expect(stderr).toContain("NOTE: Left out: ");
    const report = join(run, "report");
    const isSaid = /records\.jsonl, line \d+ is damaged/;
    const files = (readdirSync(report, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
    const texts = files.filter((name) => /\.(?:csv|jsonl|md|html|json|txt)$/.test(name));
    expect(texts.map((name) => name.split(".").at(-1))).toEqual(expect.arrayContaining(["csv", "jsonl", "md", "html"]));
    for (const name of texts) expect(readFileSync(join(report, name), "utf8"), name).toMatch(isSaid);
    for (const name of files.filter((one) => one.endsWith(".tex"))) {
      expect(readFileSync(join(report, name), "utf8"), name).toMatch(/Left out: .*records\.jsonl, line \d+/);
    }
    for (const name of files.filter((one) => one.endsWith(".svg"))) {
      expect(readFileSync(join(report, name), "utf8"), name).toContain("Incomplete");
    }
    const bytes = readFileSync(join(report, "data/records.parquet"));
    const { key_value_metadata: metadata } = parquetMetadata(new Uint8Array(bytes).buffer);
    expect(metadata?.find(({ key }) => key === "left out")?.value).toMatch(isSaid);
    const csv = readFileSync(join(report, "data/records.csv"), "utf8");
    expect(csv).toMatch(/^# left out: .*\n(?:# left out: .*\n)*cell,arm,seed,/);
    expect(existsSync(join(report, "tensorboard/left-out.txt"))).toBe(true);
  });

  it("is gone from the report when the file is put back", async () => {
    const { run, cell } = copied();
    changeDigit(cell("records.jsonl"));
    expect((await cliHere(["report", run])).code).toBe(4);
    expect(existsSync(join(run, "report/left-out.txt"))).toBe(true);
    cpSync(cell("records.jsonl").replace(run, sound), cell("records.jsonl"));
    const { code, stderr } = await cliHere(["report", run]);
    expect([code, stderr.includes("Left out")]).toEqual([0, false]);
    expect(existsSync(join(run, "report/left-out.txt"))).toBe(false);
  });
});

it("another cell's checkpoint is damage: no command takes it for its own", async () => {
  const { run, cell } = copied();
  const [first = "", second = ""] = readdirSync(join(run, "cells")).sort();
  const [name = ""] = readdirSync(cell("checkpoints")).sort().reverse();
  cpSync(join(run, "cells", second, "checkpoints", name), cell("checkpoints", name));
  const { code, stderr } = await cliHere(["export", run]);
  expect([code, stderr.includes(`it is of the cell ${second}`)]).toEqual([4, true]);
  expect(first).not.toBe(second);
});

it.each(['{"kind":"start"}', '{"kind":"start","at":{"epoch":0,"step":0},"info":{}}', '{"kind":"start","info":null}'])(
  "a line of a log that tells of no engine is passed over: %s",
  async (line) => {
    const { run, cell } = copied();
    writeFileSync(cell("log.jsonl"), `${line}\n${readFileSync(cell("log.jsonl"), "utf8")}`);
    expect((await cliHere(["report", run])).code).toBe(0);
  },
);

it("a comparison does not replace the report of a run", async () => {
  const { run } = copied();
  const { code, stderr } = await cliHere(["compare", run, sound, "--out", run]);
  expect([code, stderr.includes("is a run, whose report the comparison would replace")]).toEqual([2, true]);
});

it("an emptied status hides no record, and run writes it anew", async () => {
  const { run, out, cell } = copied();
  writeFileSync(cell("status.json"), "");
  const before = readFileSync(join(sound, "report/data/records.csv"), "utf8");
  const { code, stdout, stderr } = await cliHere(["report", run]);
  expect(code).toBe(4);
  expect(stderr).toContain(`${cell("status.json")} is damaged`);
  expect(stderr).toContain("the state of its cell is taken from its records");
  const [, ...after] = readFileSync(join(run, "report/data/records.csv"), "utf8").split("\n");
  expect(after.join("\n")).toBe(before);
  expect(stdout).toContain("2 of 2");
  const again = await cliHere(runIn(out));
  expect([again.code, again.stderr.includes("status.json is damaged")]).toEqual([0, true]);
  expect((await cliHere(["report", run])).code).toBe(0);
  expect(measured(run)).toBe(measured(sound));
});

it("a module that can't be loaded is said in the report, with exit code 4", async () => {
  const { run } = copied();
  // As it was stored before stored files had checks.
  const stored = (name: string): Record<string, unknown> => {
    const { check, ...rest } = JSON.parse(readFileSync(join(run, name), "utf8")) as Record<string, unknown>;
    expect(check).toMatch(/^[0-9a-f]{16}$/);
    return rest;
  };
  writeFileSync(join(run, "experiment.json"), JSON.stringify({ ...stored("experiment.json"), uses: ["./gone.ts"] }));
  writeFileSync(join(run, "plan.json"), JSON.stringify({ ...stored("plan.json"), definition: undefined }));
  const { code } = await cliHere(["report", run]);
  expect(code).toBe(4);
  expect(readFileSync(join(run, "report/left-out.txt"), "utf8")).toMatch(/left out: .*gone\.ts/);
  expect(readFileSync(join(run, "report/tables/final.md"), "utf8")).toContain("Left out: ");
});

describe("what is missing", () => {
  it.each<[string, (place: ReturnType<typeof copied>) => string]>([
    ["the specification of a cell", ({ cell }) => cell("spec.json")],
    ["the status of a cell", ({ cell }) => cell("status.json")],
    ["the records of a cell", ({ cell }) => cell("records.jsonl")],
    ["the seal of a cell", ({ cell }) => cell("seal.json")],
    ["a cell", ({ cell }) => cell()],
    ["the plan", ({ run }) => join(run, "plan.json")],
    ["the experiment", ({ run }) => join(run, "experiment.json")],
    ["the manifest", ({ run }) => join(run, "manifest.json")],
    ["the format", ({ run }) => join(run, "store.json")],
  ])("is named by report and by status, with exit code 4: %s", async (_, placeOf) => {
    const place = copied();
    const gone = placeOf(place);
    rmSync(gone, { recursive: true });
    for (const command of ["report", "status"]) {
      const { code, stdout, stderr } = await cliHere([command, place.run]);
      expect([command, code, (stdout + stderr).includes(gone)]).toEqual([command, 4, true]);
    }
  });

  it("the last checkpoint of a finished cell: measure names it, with exit code 4", async () => {
    const { run, cell } = copied();
    rmSync(cell("checkpoints"), { recursive: true });
    const { code, stderr } = await cliHere(["measure", run, "--with", "weight-norm", "--engine", "native-cpu"]);
    expect([code, stderr.includes(`its last checkpoint is missing from ${cell("checkpoints")}`)]).toEqual([4, true]);
  });

  it("a specification: records of before are not taken for those of a measure that is defined otherwise now", async () => {
    const { run, out, cell } = copied();
    rmSync(cell("spec.json"));
    // With it, it is known by what definitions they were measured.
    rmSync(cell("seal.json"));
    const other = join(out, "quick.exp");
    writeFileSync(other, source.replace("measure accuracy, loss", "measure accuracy, loss on probe(test, 16)"));
    const args = [other, "--out", out, "--engine", "native-cpu", "--executor", "in-process"];
    const again = await cliHere(["run", ...args]);
    expect([again.code, again.stdout + again.stderr]).toEqual([4, expect.stringContaining(cell("spec.json"))]);
    expect((await cliHere(["report", run])).code).toBe(4);
  });

  it("a damaged plan, removed as its hint says: a run of less keeps the report of more", async () => {
    const { run, out } = copied();
    writeFileSync(join(run, "plan.json"), "{");
    const { stderr } = await cliHere(["status", run]);
    expect(stderr).toContain("remove it, then run again");
    rmSync(join(run, "plan.json"));
    const before = readFileSync(join(run, "report/data/records.csv"), "utf8");
    const again = await cliHere([...runIn(out), "--seeds", "1"]);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("earlier/1/report")]);
    expect(readFileSync(join(run, "earlier/1/report/data/records.csv"), "utf8")).toBe(before);
    expect(readFileSync(join(run, "report/data/records.csv"), "utf8")).not.toBe(before);
  });
});

it("a manifest or a plan of another run is refused by every reader, with exit code 4", async () => {
  const elsewhere = temporaryFolder();
  const file = join(elsewhere, "quick.exp");
  writeFileSync(file, source.replace("train: 48, test: 48", "train: 32, test: 32"));
  const args = [file, "--out", elsewhere, "--engine", "native-cpu", "--executor", "in-process"];
  expect((await cliHere(["run", ...args])).code).toBe(0);
  for (const names of [["manifest.json"], ["plan.json", "experiment.json", "experiment.exp"]]) {
    const { run, out } = copied();
    for (const name of names) cpSync(join(elsewhere, "quick", name), join(run, name));
    for (const command of [
      ["status", run],
      ["report", run],
      ["compare", run, sound, "--out", join(out, "compared")],
      ["export", run],
      ["measure", run, "--with", "weight-norm", "--engine", "native-cpu"],
      ["clean", run],
    ]) {
      const { code, stderr } = await cliHere(command);
      const said = `${join(run, "manifest.json")} is damaged: it and plan.json are of different runs`;
      expect([command[0], code, stderr.includes(said)]).toEqual([command[0], 4, true]);
    }
    expect(existsSync(join(run, "export"))).toBe(false);
  }
});

/** Of a cell, seen from its folder, and of its run. */
const described = [
  "status.json",
  "seal.json",
  "spec.json",
  "log.jsonl",
  "../../manifest.json",
  "../../plan.json",
  "../../experiment.json",
  "../../experiment.exp",
];

it.each([...described, "../../store.json", "../../next.json"])(
  "%s of more bytes than a text can have is named, unread",
  async (name) => {
    const { run, cell } = copied();
    const file = cell(name);
    if (!existsSync(file)) writeFileSync(file, "{}");
    truncateSync(file, 700 * 1024 * 1024);
    if (name === "log.jsonl") {
      // It is of no account.
      expect((await cliHere(["report", run])).code).toBe(0);
      return;
    }
    for (const command of ["report", "status"]) {
      const { code, stdout, stderr } = await cliHere([command, run]);
      // The state of the cells does not need the experiment as it was written.
      if (command === "status" && code === 0) expect(name).toBe("../../experiment.exp");
      else expect([code, stdout + stderr]).toEqual([4, expect.stringContaining(`${file} is damaged: it has `)]);
    }
  },
);

it.each([
  ["more epochs than the cell has", { at: { epoch: 7, step: 0 }, seconds: 1 }, /no end of epoch 7/],
  ["a negative time", { at: { epoch: 2, step: 0 }, seconds: -5e300 }, /status\.json is damaged: seconds/],
  ["a time that nothing takes", { at: { epoch: 2, step: 0 }, seconds: 5e300 }, /status\.json is damaged: seconds/],
])("a status of %s is damage to report and to status", async (_, changes, said) => {
  const { run, cell } = copied();
  // As it was stored before stored files had checks.
  writeFileSync(cell("status.json"), JSON.stringify({ state: "done", ...changes }));
  for (const command of ["report", "status"]) {
    const { code, stdout, stderr } = await cliHere([command, run]);
    expect([command, code, stdout + stderr]).toEqual([command, 4, expect.stringMatching(said)]);
  }
});

it("a path that could break a line of a report, or steer a terminal, stands in it plainly", async () => {
  const { run } = copied();
  const place = join(temporaryFolder(), "a\n# b\u001b[2J\u0007");
  cpSync(run, place, { recursive: true });
  const [hash = ""] = readdirSync(join(place, "cells")).sort();
  writeFileSync(join(place, "cells", hash, "status.json"), "{");
  expect((await cliHere(["report", place])).code).toBe(4);
  const report = join(place, "report");
  for (const name of ["left-out.txt", "tables/final.md", "tables/final.csv"]) {
    const text = readFileSync(join(report, name), "utf8");
    expect(text, name).not.toMatch(/[\u001b\u0007]|^# b/m);
    expect(text, name).toMatch(/a \\?# b \\?\[2J /);
  }
});

it("believes no line of a log that was changed", async () => {
  const { run, cell } = copied();
  for (const hash of readdirSync(join(run, "cells"))) {
    const log = cell("..", hash, "log.jsonl");
    const text = readFileSync(log, "utf8");
    writeFileSync(
      log,
      text.replace(/"library":"[^"]*"/g, '"library":"tfjs 9.9.9"').replace('"threads":1', '"threads":7'),
    );
    expect(readFileSync(log, "utf8")).not.toBe(text);
  }
  expect((await cliHere(["report", run, "--with", "html"])).code).toBe(0);
  const page = readFileSync(join(run, "report/index.html"), "utf8");
  const { engine } = JSON.parse(readFileSync(join(run, "manifest.json"), "utf8")) as { engine: { library: string } };
  expect([page.includes("9.9.9"), page.includes("7 threads"), page.includes(engine.library)]).toEqual([
    false,
    false,
    true,
  ]);
});

it.each(["records.jsonl", ...described])(
  "a pipe in the place of %s is not waited for",
  needs("Linux", process.platform === "linux"),
  async (name) => {
    const { run, cell } = copied();
    const file = cell(name);
    rmSync(file);
    execFileSync("mkfifo", [file]);
    const { code } = await cliHere(["report", run]);
    expect(code).toBe(name === "log.jsonl" ? 0 : name.startsWith("..") ? 3 : 4);
  },
);
