import { expect, it } from "vitest";
import { cli, startCli } from "./support/cli.ts";

it("check loads no tensor library, nothing that draws, and no reader of data", async () => {
  const { code, stderr } = await cli(["check", "experiments/cifar.exp"], { NODE_DEBUG: "esm" });
  expect(code).toBe(0);
  const loaded = new Set(stderr.match(/file:\/\/[^'"\s?]+/g));
  expect([...loaded].some((url) => url.endsWith("packages/dsl/src/check/check.ts"))).toBe(true);
  const heavy = /node_modules\/(@tensorflow|vega|d3-|sharp|tar-stream|yauzl|csv-stringify|execa)/;
  expect([...loaded].filter((url) => heavy.test(url))).toEqual([]);
});

it("ends well when its reader has gone", async () => {
  const { child, ended } = startCli(["plugins"]);
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
