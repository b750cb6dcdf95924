import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { moduleDigest, moduleFiles } from "./module-digest.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "infoplane-digest-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const plugin = `import { z } from "zod";
import type { Metric } from "@infoplane/contracts";
import { scale } from "./inner/scale.ts";
export const plugins = [{ create: async () => (await import("./rule.ts")).rule(scale as number as never, z) as Metric }];
`;

it("is that of the file if nothing else belongs to it", async () => {
  const text = 'import { z } from "zod";\nexport const plugins = [z];\n';
  const whole = createHash("sha256").update(text).digest("hex").slice(0, 16);
  expect(await moduleDigest(write("alone.ts", text))).toBe(whole);
});

it.each([
  ["at once", "inner/scale.ts"],
  ["when it is needed", "rule.ts"],
  ["by another of its files", "deeper.js"],
])("changes with a file that is imported %s", async (_, changed) => {
  const files = {
    "own.ts": plugin,
    "inner/scale.ts": "export const scale = 2;\n",
    "rule.ts": 'import { depth } from "./deeper.js";\nexport const rule = () => depth;\n',
    "deeper.js": "export const depth = 1;\n",
    "unused.ts": "export const unused = 1;\n",
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const path = join(folder, "own.ts");
  const own = Object.keys(files).filter((name) => name !== "unused.ts");
  expect((await moduleFiles(path)).sort()).toEqual(own.map((name) => join(folder, name)).sort());
  const before = await moduleDigest(path);
  write("unused.ts", "export const unused = 2;\n");
  expect(await moduleDigest(path)).toBe(before);
  write(changed, `${files[changed as "rule.ts"]}// changed\n`);
  expect(await moduleDigest(path)).not.toBe(before);
  write(changed, files[changed as "rule.ts"]);
  expect(await moduleDigest(path)).toBe(before);
});

it("names the module and the import that can't be resolved", async () => {
  const path = write("own.ts", 'export const plugins = [await import("./missing.ts")];\n');
  await expect(moduleDigest(path)).rejects.toThrow(/runtime\/imports-unreadable: what .*own\.ts imports.*missing\.ts/s);
});
