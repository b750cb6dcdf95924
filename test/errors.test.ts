import { cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { main } from "@infoplane/cli";
import { describe, expect, it, vi } from "vitest";
import { cli, root, temporaryFolder } from "./support/cli.ts";

/** Runs the command line in this process and captures its output. */
async function say(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const catchText = (chunk: unknown): boolean => {
    text += String(chunk);
    return true;
  };
  const streams = [process.stderr, process.stdout].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation(catchText),
  );
  try {
    // A process has one engine, whose number of threads is fixed at start.
    return { code: await main(args[0] === "run" ? [...args, "--threads", "1"] : args), text };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
}

const sound = readFileSync(join(root, "test/samples/small.exp"), "utf8");

/** A file with the valid experiment after one change. */
function changed(from: string, to: string): string {
  expect(sound).toContain(from);
  return written(sound.replace(from, to));
}

function written(content: string | Uint8Array, folder = temporaryFolder()): string {
  const file = join(folder, "wrong.exp");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe("a wrong experiment ends with exit code 2 and says what, where and what to do", () => {
  it.each([
    ["an unknown layer", "maxpool }", "maxpol }", ["maxpol", "did you mean", "maxpool", "wrong.exp:12"]],
    [
      "an unknown optimizer in a profile that is not chosen",
      "train e2e",
      "profile big { train * { optimizer adm } }\ntrain e2e",
      ["under `--profile big`", "adm", "did you mean `adam`"],
    ],
    ["a misspelt option", "stride: 2", "strid: 2", ["strid", "stride"]],
    ["a value of the wrong type", "dense 16", 'dense "many"', ["dense", "units", "number"]],
    ["a shape that does not fit", "global-avgpool; dense 16", "dense 16", ["dense needs a vector", "flatten"]],
    [
      "a head that does not fit the loss",
      "with per-layer",
      "with per-layer(head: identity)",
      ["identity", "cross-entropy", "logits"],
    ],
    ["seeds that run backwards", "seeds 1..2", "seeds 5..1", ["5..1", "1..5"]],
    ["two arms with one name", "train per-layer  with per-layer", "train e2e with per-layer", ["e2e", "second arm"]],
    ["a missing module", "seeds 1..2", 'use "./nowhere.ts"\nseeds 1..2', ["./nowhere.ts", "does not exist"]],
    ["an unknown metric", "measure accuracy", "measure acuracy", ["acuracy", "accuracy"]],
    ["more groups than blocks", "for k in [2]", "for k in [7]", ["7", "3 blocks"]],
  ])("%s", async (_what, from, to, expected) => {
    const { code, text } = await say("check", changed(from, to));
    expect(code).toBe(2);
    for (const part of expected) expect(text).toContain(part);
  });

  it("reports several problems at once", async () => {
    const file = written(sound.replace("maxpool }", "maxpol }").replace("epochs 4", "epoch 4"));
    const { text } = await say("check", file);
    expect(text).toContain("maxpol");
    expect(text).toContain("epochs");
  });

  it.each([
    ["an empty file", "", "empty"],
    ["a binary file", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 0), "binary"],
  ])("%s", async (_what, content, expected) => {
    const { code, text } = await say("check", written(content));
    expect(code).toBe(2);
    expect(text).toContain(expected);
  });

  it("a missing file, a folder, and an unknown flag", async () => {
    expect(await say("check", "nowhere/cifar.exp")).toMatchObject({
      code: 2,
      text: expect.stringContaining("there is no file") as string,
    });
    expect(await say("check", temporaryFolder())).toMatchObject({
      code: 2,
      text: expect.stringContaining("can't be read") as string,
    });
    expect((await say("run", join(root, "test/samples/small.exp"), "--epochs", "3")).code).toBe(2);
  });
});

describe("a wrong environment ends with exit code 3", () => {
  it("no data and no stand-in", async () => {
    vi.stubEnv("INFOPLANE_DATA_DIR", "");
    const file = changed("dataset textures(train: 192, test: 96)", "dataset mnist(train: 192, test: 96)");
    const { code, text } = await say("run", file, "--out", temporaryFolder(), "--engine", "native-cpu");
    vi.unstubAllEnvs();
    expect(text).toContain("--data-dir");
    expect(code).toBe(3);
  });

  it("a precision that the engine does not have", async () => {
    const file = changed("train * {", "train * { precision bf16;");
    // In its own process: this one already has an engine.
    const { code, stderr } = await cli(["run", file, "--out", temporaryFolder(), "--engine", "js"]);
    expect(stderr).toContain("`precision bf16` is not supported by js on");
    expect(code).toBe(3);
  });

  it("a damaged data file", async () => {
    const data = temporaryFolder();
    const folder = join(data, "cifar-10-batches-bin");
    mkdirSync(folder);
    for (const name of ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"]) {
      writeFileSync(join(folder, `${name}.bin`), "");
      truncateSync(join(folder, `${name}.bin`), name === "data_batch_3" ? 30_729_999 : 30_730_000);
    }
    const file = changed("dataset textures(train: 192, test: 96)", "dataset cifar10(train: 192, test: 96)");
    const { code, text } = await say(
      "run",
      file,
      "--out",
      temporaryFolder(),
      "--data-dir",
      data,
      "--engine",
      "native-cpu",
    );
    expect(text).toContain("data_batch_3.bin");
    expect(text).toMatch(/30[,]?729[,]?999/);
    expect(code).toBe(3);
  });

  it("an output folder that can't be written", async () => {
    const file = join(temporaryFolder(), "a-file");
    writeFileSync(file, "");
    const { code, text } = await say("run", join(root, "test/samples/small.exp"), "--out", join(file, "runs"));
    expect(text).toContain("a-file");
    expect(code).toBe(3);
  });

  it("an unavailable engine", async () => {
    const { code, text } = await say(
      "run",
      join(root, "test/samples/small.exp"),
      "--out",
      temporaryFolder(),
      "--require",
      "gpu",
    );
    expect(text).toContain("gpu");
    expect(code).toBe(3);
  });
});

it("a GPU of the cluster's machines is not required on the submitting one", async () => {
  // Without Slurm's programs.
  vi.stubEnv("PATH", temporaryFolder());
  const small = join(root, "test/samples/small.exp");
  const { code, text } = await say(
    ...["run", small, "--out", temporaryFolder(), "--executor", "slurm", "--engine", "native-gpu"],
  );
  vi.unstubAllEnvs();
  expect(text).not.toContain("engine/");
  expect(text).toContain("error executors/");
  expect(code).not.toBe(0);
});

describe("a damaged checkpoint", () => {
  it("is reported, and the one before is used: the run ends as if nothing had happened", async () => {
    const out = temporaryFolder();
    const args = [
      "run",
      join(root, "test/samples/small.exp"),
      "--out",
      out,
      "--only",
      "e2e",
      "--seeds",
      "1",
      "--engine",
      "native-cpu",
    ];
    expect((await say(...args, "--set", "train.*.epochs=3")).code).toBe(0);
    const cells = join(out, "small/cells");
    const [cell = ""] = readdirSync(cells);
    const before = join(temporaryFolder(), "copy");
    cpSync(join(cells, cell), before, { recursive: true });
    writeFileSync(join(cells, cell, "status.json"), JSON.stringify({ state: "running", at: { epoch: 3, step: 0 } }));
    const newest = join(
      cells,
      cell,
      "checkpoints",
      readdirSync(join(cells, cell, "checkpoints"))
        .sort()
        .at(-1) ?? "",
    );
    truncateSync(newest, 1000);
    const { code, text } = await say(...args, "--set", "train.*.epochs=3");
    expect(text).toContain("3.safetensors");
    expect(code).toBe(0);
    const records = (folder: string): string => readFileSync(join(folder, "records.jsonl"), "utf8");
    expect(records(join(cells, cell))).toBe(records(before));
  });
});

describe("a finished run", () => {
  it("can't be exported or compared into an unwritable place, and reports its state when a cell is damaged", async () => {
    const out = temporaryFolder();
    const small = join(root, "test/samples/small.exp");
    const one = ["--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1", "--engine", "native-cpu"];
    expect((await say("run", small, "--out", out, ...one)).code).toBe(0);
    const run = join(out, "small");
    const blocked = join(written(""), "place");
    for (const command of [
      ["export", run, "--out", blocked],
      ["compare", run, run, "--out", blocked],
      ["bench-estimators", "--quick", "--pairs", "1", "--samples", "8", "--out", blocked],
    ]) {
      const { code, text } = await say(...command);
      expect([code, text.includes(`cannot write ${blocked}`), text.includes("this is a bug")]).toEqual([
        3,
        true,
        false,
      ]);
    }
    const cells = join(run, "cells");
    const status = join(cells, readdirSync(cells)[0] ?? "", "status.json");
    writeFileSync(status, "{");
    const { code, text } = await say("status", run);
    expect([code, text.includes(`${status} is damaged`)]).toEqual([4, true]);
    expect(text).toMatch(/^e2e +0 +0 +0 +0 +1$/m);
  });
});

it("a cache that can't be created does not stop a data set that needs none", async () => {
  vi.stubEnv("INFOPLANE_CACHE_DIR", join(written(""), "cache"));
  const { code } = await say("run", join(root, "test/samples/small.exp"), "--dry-run", "--out", temporaryFolder());
  vi.unstubAllEnvs();
  expect(code).toBe(0);
});
