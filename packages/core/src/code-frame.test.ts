import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { frameOf } from "./code-frame.ts";
import { tempDirectory } from "./test/index.ts";

it("shows no more of a line than fits on a screen, even if all code is in it", async () => {
  const temp = await tempDirectory();
  const file = join(temp.path, "plugin.js");
  await writeFile(file, `const a = 1;\nconst b = "${"x".repeat(1e6)}";\n`);
  const frame = frameOf(Object.assign(new Error("no"), { stack: `Error: no\n    at f (${file}:2:7)` }));
  expect(frame).toContain(`${file}:2:7\n`);
  expect(frame).toContain("> 2 | const b");
  expect(frame?.length).toBeLessThan(1500);
  await temp.remove();
});
