import type { RunRecord } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { rendered } from "../../test/rendered.ts";
import { sampleRun } from "../../test/sample-run.ts";
import { eventFile } from "./event-file.ts";
import { crc32c, maskedCrc32c } from "./event-file.ts";
import { tensorboard } from "./tensorboard-reporter.ts";

it("computes the checksum of the examples in RFC 3720, B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
});

it("writes the bytes of a file assembled by hand", () => {
  const file = Buffer.from(eventFile(1, [{ time: 2, step: 300, scalars: [{ tag: "a", value: 0.5 }] }]));
  // Length 24: wall_time 1.0 as fixed64, then file_version.
  expect(file.subarray(0, 8).toString("hex")).toBe("1800000000000000");
  expect(file.subarray(12, 36).toString("hex")).toBe(
    `09000000000000f03f1a0d${Buffer.from("brain.Event:2").toString("hex")}`,
  );
  // wall_time 2.0, step 300 = ac 02, summary of 10 bytes: value of 8 bytes: tag "a", simple_value 0.5.
  expect(file.subarray(40, 48).toString("hex")).toBe("1800000000000000");
  expect(file.subarray(52, 76).toString("hex")).toBe("0900000000000000401" + "0ac022a0a0a080a016115" + "0000003f");
  expect(file.readUInt32LE(8)).toBe(maskedCrc32c(file.subarray(0, 8)));
  expect(file.readUInt32LE(76)).toBe(maskedCrc32c(file.subarray(52, 76)));
  expect(file).toHaveLength(80);
});

it("writes a run for each arm and seed, under safe names", async () => {
  const run = sampleRun({ arms: ["e2e", "../a b"], seeds: [1, 2], epochs: 2 });
  const files = await rendered(tensorboard, run);
  expect([...files.keys()].map((path) => path.split("/").slice(0, 2).join("/"))).toEqual([
    "tensorboard/e2e-seed1",
    "tensorboard/e2e-seed2",
    "tensorboard/__a_b-seed1",
    "tensorboard/__a_b-seed2",
  ]);
  const text = Buffer.from([...files.values()][0] as Uint8Array).toString("latin1");
  for (const tag of ["accuracy/test", "nhsic(X, Z)/block1", "nhsic(Y, Z).corrected/block6"]) {
    expect(text.split(tag)).toHaveLength(1 + 3);
  }
});

it("has a separate tag for each pair of a matrix and each setting of a sensitivity", async () => {
  const run = sampleRun({ arms: ["e2e"], seeds: [1], epochs: 1 });
  const [{ cell, arm, seed, step }] = run.records as [RunRecord];
  const row = { cell, arm, seed, step, epoch: 1, block: "block1", value: 0.5 };
  const records = [
    { ...row, quantity: "cka-matrix", other: "block2" },
    { ...row, quantity: "cka-matrix", other: "block3" },
    { ...row, quantity: "nhsic(X, Z)", eps: 1e-3, samples: 64 },
    { ...row, quantity: "nhsic(X, Z)", eps: 1e-5, samples: 64 },
  ];
  const measures = run.experiment.measures.map((measure) => ({ ...measure, setting: { eps: 1e-3 } }));
  const files = await rendered(tensorboard, { ...run, experiment: { ...run.experiment, measures }, records });
  const text = Buffer.from([...files.values()][0] as Uint8Array).toString("latin1");
  for (const tag of [
    "cka-matrix/block1/block2",
    "cka-matrix/block1/block3",
    "nhsic(X, Z)/block1/eps=0.001",
    "nhsic(X, Z)/block1/eps=0.00001",
  ]) {
    expect(text.split(tag), tag).toHaveLength(2);
  }
});
