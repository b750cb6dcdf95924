import { describe, expect, it } from "vitest";
import { thrownAt } from "./thrown-at.ts";

const own = new URL("../../metrics/src/a.ts", import.meta.url).pathname;
const withStack = (lines: readonly string[], cause?: unknown): Error =>
  Object.assign(new Error("no", { cause }), {
    stack: ["Error: no", ...lines.map((line) => `    at ${line}`)].join("\n"),
  });

describe("thrownAt", () => {
  it.each([
    ["a path", "measure (/home/a/metric.ts:12:9)", "/home/a/metric.ts"],
    ["an address", "Object.measure (file:///home/a/my%20metric.ts:12:9)", "/home/a/my metric.ts"],
    ["no name", "file:///home/a/metric.ts:12:9", "/home/a/metric.ts"],
    ["what a loader adds", "async f (file:///home/a/metric.ts?tsx-namespace=1:12:9)", "/home/a/metric.ts"],
    ["parentheses", "new f (/home/a (b)/metric.ts:12:9)", "/home/a (b)/metric.ts"],
    [
      "an installed package",
      "f (/home/a/node_modules/infoplane-metric/index.js:12:9)",
      "/home/a/node_modules/infoplane-metric/index.js",
    ],
  ])("reads %s", (_, line, file) => {
    expect(thrownAt(withStack([line]))).toEqual({ file, line: 12, column: 9 });
  });

  it("skips the system, libraries, Infoplane and other packages to find the plugin's own code", () => {
    const lines = [
      "f (node:internal/x:1:1)",
      "f (/a/node_modules/@tensorflow/tfjs-core/dist/x.js:1:1)",
      `f (${own}:2:2)`,
      `async <anonymous> (${new URL("../../../run.ts", import.meta.url).pathname}:4:20)`,
      "f (/a/node_modules/helper/x.js:3:3)",
      "g (/a/plugin.ts:4:5)",
      "h (/a/other.ts:6:7)",
    ];
    expect(thrownAt(withStack(lines))).toEqual({ file: "/a/plugin.ts", line: 4, column: 5 });
  });

  it("looks at causes, and returns nothing if there is no such place", () => {
    const cause = withStack(["f (/a/plugin.ts:4:5)"]);
    expect(thrownAt(withStack([`f (${own}:2:2)`], cause))).toEqual({ file: "/a/plugin.ts", line: 4, column: 5 });
    for (const nothing of [withStack([`f (${own}:2:2)`]), "text", undefined]) expect(thrownAt(nothing)).toBeUndefined();
  });
});
