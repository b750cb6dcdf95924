import { expect, it } from "vitest";
import { cli, startCli } from "./support/cli.ts";

/**
 * tsx's loader takes 2 ms or more per module on Node 20, so their number dominates the time of `check`. It loads 256:
 * the command line, the language, and a file or two for each plugin. What a plugin works with is imported in its
 * `create`. A few new plugins fit; raise this only for declarations.
 */
const mostModules = 256;

it("check loads declarations: no tensor library, nothing that draws, no data reader, no learning rule", async () => {
  const { code, stderr } = await cli(["check", "experiments/cifar.exp"], { NODE_DEBUG: "esm" });
  expect(code).toBe(0);
  const loaded = new Set(stderr.match(/file:\/\/[^'"\s?]+/g));
  expect([...loaded].some((url) => url.endsWith("packages/dsl/src/check/check.ts"))).toBe(true);
  const heavy = /node_modules\/(@tensorflow|vega|d3-|sharp|tar-stream|yauzl|csv-stringify|execa)/;
  expect([...loaded].filter((url) => heavy.test(url))).toEqual([]);
  expect(loaded.size).toBeLessThanOrEqual(mostModules);
});

it("exits cleanly when the reader of its output has gone", async () => {
  const { child, ended } = startCli(["plugins"]);
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
