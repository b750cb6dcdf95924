import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, root, temporaryFolder } from "./support/cli.ts";

/** Code that tsx has to transform, and Node's own type stripping refuses. */
const typed = `enum Kind { A = "a", B = "b" }
class Pair { constructor(public readonly kind: Kind, private n = 1) {} get one(): number { return this.n; } }
namespace Space { export const one = 1; }
if (new Pair(Kind.B).kind !== "b" || new Pair(Kind.A).one + Space.one !== 2) throw new Error("transformed wrongly");
`;
/** All plugins of a run hold the same contracts, however they got them. */
const once = `const held = (globalThis.held ??= { object: z.ZodObject, InfoplaneError });
if (held.object !== z.ZodObject || held.InfoplaneError !== InfoplaneError) throw new Error("a second copy");
`;
const metric = (name: string): string =>
  `[definePlugin({ kind: "metric", name: "${name}", summary: "a constant", needs: "none",
  options: z.strictObject({}), create: () => ({ measure: () => [{ value: 1 }] }) })]`;
const contracts = `import { definePlugin, InfoplaneError, z } from "@infoplane/contracts";\n`;

type Make = (name: string, more?: string) => string;
const esm: Make = (name, more = "") => `${contracts}${more}${once}export const plugins = ${metric(name)};\n`;
const importedZod: Make = (name) =>
  `import { definePlugin, InfoplaneError } from "@infoplane/contracts";
import { z } from "zod";
if (!InfoplaneError) throw new Error("no contracts");
export const plugins = ${metric(name)};\n`;
const cjs: Make = (name, more = "") =>
  `const { definePlugin, InfoplaneError, z } = require("@infoplane/contracts");
${more}${once}if (require("zod").ZodObject !== z.ZodObject) throw new Error("a second zod");\nexports.plugins = ${metric(name)};\n`;
const computed: Make = (name) =>
  `const { definePlugin, z } = require("@infoplane/contracts");\nmodule.exports = Object.fromEntries([["plugins", ${metric(name)}]]);\n`;

const imports = `import { one } from "./helper.ts";
import { one as two } from "./helper.js";
import { one as three } from "./helper-esm.mts";
import helper from "./helper-cjs.cts";
import data from "./data.json" with { type: "json" };
if (one + two + three + data.one + helper.one !== 5) throw new Error("imported wrongly");
`;
const loose = `import { one } from "./helper";
import { one as two } from "./folder";
import data from "./data.json";
if (one + two + data.one !== 3) throw new Error("imported wrongly");
`;
const mixed = `const data = require("./data.json");
if (data.one !== 1 || !__dirname || !__filename.endsWith("mixed.ts")) throw new Error("required wrongly");
`;
const meta = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
if (require("./data.json").one !== 1) throw new Error("required wrongly");
`;
const startedEsm = `import { ops } from "@infoplane/engine/started";\nif ((globalThis.ops ??= ops) !== ops) throw new Error("two engines");\n`;
const startedCjs = `const { ops } = require("@infoplane/engine/started");\nif ((globalThis.ops ??= ops) !== ops) throw new Error("two engines");\n`;

/** Folders and their package.json, if any; each gets a plugin in every way of writing one. */
const folders = [
  ["none", undefined],
  ["untyped", {}],
  ["commonjs", { type: "commonjs" }],
  ["module", { type: "module" }],
] as const;

function writePlugins(folder: string): readonly string[] {
  const uses: string[] = [];
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const add = (file: string, make: Make, more?: string): void => {
    put(file, make(`m${uses.length}`, more));
    uses.push(`./${file}`);
  };
  for (const [name, manifest] of folders) {
    if (manifest) put(`${name}/package.json`, JSON.stringify({ name, version: "1.0.0", ...manifest }));
    put(`${name}/data.json`, `{"one": 1}`);
    put(`${name}/helper.ts`, `${typed}export const one: number = 1;\n`);
    put(`${name}/helper-esm.mts`, "export const one: number = await Promise.resolve(1);\n");
    put(`${name}/helper-cjs.cts`, "enum K { A = 1 }\nexports.one = K.A;\n");
    put(`${name}/folder/index.ts`, "export const one: number = 1;\n");
    // `plain.js` next to `plain.ts`: each is loaded under its exact name.
    for (const ending of ["ts", "mts", "js", "mjs"]) add(`${name}/plain.${ending}`, esm);
    for (const ending of ["cts", "cjs"]) add(`${name}/required.${ending}`, cjs);
    for (const ending of ["ts", "mts", "cts"]) add(`${name}/typed.${ending}`, esm, typed);
    add(`${name}/typed-required.cts`, cjs, typed);
    add(`${name}/awaits.ts`, esm, "await Promise.resolve();\n");
    add(`${name}/imports.ts`, esm, imports);
    add(`${name}/loose.ts`, esm, loose);
    add(`${name}/meta.ts`, esm, meta);
    add(`${name}/zod.ts`, importedZod);
    add(`${name}/started.ts`, esm, startedEsm);
    add(`${name}/started.cts`, cjs, startedCjs);
    add(`${name}/computed.cjs`, computed);
    add(
      `${name}/with a space, é and #.ts`,
      esm,
      `import { one } from "./helper.ts";\nif (one !== 1) throw new Error();\n`,
    );
    if (name === "module") continue;
    for (const ending of ["ts", "js"]) add(`${name}/required.${ending}`, cjs);
    add(`${name}/mixed.ts`, esm, mixed);
  }
  const installed = (name: string, manifest: object, file: string, make: Make, more?: string): void => {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", ...manifest }));
    put(`node_modules/${name}/${file}`, make(`m${uses.length}`, more));
    uses.push(name);
  };
  installed("esm-js", { type: "module", exports: { import: "./i.js" } }, "i.js", esm);
  installed("esm-ts", { type: "module", exports: "./i.ts" }, "i.ts", esm, typed);
  installed("cjs-js", { main: "i.js" }, "i.js", cjs);
  installed("cjs-ts", { main: "i.ts" }, "i.ts", cjs, typed);
  installed("untyped-ts", { main: "i.ts" }, "i.ts", esm, typed);
  return uses;
}

/** An experiment in the folder that uses all of them. */
function writeExperiment(folder: string, uses: readonly string[], measures = "accuracy"): string {
  const source = readFileSync(join(root, "test/samples/small.exp"), "utf8");
  const used = uses.map((use) => `use "${use}"\n`).join("");
  const file = join(folder, "outside.exp");
  writeFileSync(file, source.replace("measure accuracy, loss", `${used}measure ${measures}`));
  return file;
}

describe("modules outside the checkout", () => {
  it("are loaded in any format, from anywhere, with one copy of the contracts", async () => {
    const folder = temporaryFolder();
    const uses = writePlugins(folder);
    const file = writeExperiment(folder, uses, uses.map((_, index) => `m${index}`).join(", "));
    const { code, stdout, stderr } = await cli(["check", file]);
    // No warning from Node either, about stripped types or deprecations.
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("is valid");
    expect(uses.length).toBe(90);
  });

  it("that fail are named with their file and line", async () => {
    const folder = temporaryFolder();
    const faults = {
      "throws.ts": ["enum A { a }\nexport const one = 1;\nthrow new Error(`no ${A.a}`);\n", "no 0, at FILE:3:"],
      "throws.cts": ["const a: any = 1;\nenum B { c }\nexports.plugins = [a.b.c];\n", "(reading 'c'), at FILE:3:"],
      "throws.cjs": ["const a = 1;\n\nexports.plugins = [a.b.c];\n", "(reading 'c'), at FILE:3:"],
      "throws.js": ["export const a = 1;\n\nexport const plugins = [a.b.c];\n", "(reading 'c'), at FILE:3:"],
      "syntax.ts": ["export const a = 1;\nexport const plugins = [;\n", "FILE:2:24: ERROR: Unexpected"],
      "syntax.cts": ["const a = 1;\nexports.plugins = [;\n", "FILE:2:19: ERROR: Unexpected"],
      "syntax.mjs": ["export const a = 1;\nexport const plugins = [;\n", "Unexpected token ';', at FILE:2"],
      "syntax.cjs": ["const a = 1;\nexports.plugins = [;\n", "Unexpected token ';', at FILE:2"],
      "name.ts": ['\nimport { b } from "./throws.js";\nexport const plugins = [b];\n', "'b', at FILE:2"],
      "missing.ts": ['\nimport "./nowhere.ts";\nexport const plugins = [];\n', "nowhere.ts' imported from FILE"],
      "words.ts": ['export const a = 1;\nthrow "words";\n', "failed while loading: words"],
    };
    for (const [name, [source = ""]] of Object.entries(faults)) writeFileSync(join(folder, name), source);
    const file = writeExperiment(
      folder,
      Object.keys(faults).map((name) => `./${name}`),
    );
    const { code, stdout, stderr } = await cli(["check", file]);
    expect(code).toBe(2);
    for (const [name, [, said = ""]] of Object.entries(faults))
      expect(stdout + stderr).toContain(said.replace("FILE", join(folder, name)));
  });
});
