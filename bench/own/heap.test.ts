import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { own } from "../commands.ts";
import { heapCounting } from "../heap-counting.ts";

it("counts the engine's tensors, and that they are given back", async () => {
  const { file, args } = own("test/heap-program.ts");
  const { stdout } = await promisify(execFile)(file, [...args], { env: { ...process.env, ...heapCounting() } });
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual([
    [40, 40],
    [0, 40],
    [0, 0],
  ]);
});
