import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, temporaryFolder } from "../support/cli.ts";

it("plugins outside the repository compile with its settings for them", () => {
  const folder = temporaryFolder();
  const samples = join(root, "test/samples");
  for (const name of readdirSync(samples).filter((one) => one.startsWith("own-") && one !== "own-data"))
    cpSync(join(samples, name, `${name}.ts`), join(folder, `${name}.ts`));
  // The whole program and the library of reporters, as a test of a plugin may import them.
  const imports = ["cli", "runtime", "reporters/plugins", "trainers/test", "metrics/context", "contracts/test"];
  writeFileSync(join(folder, "all.ts"), imports.map((name) => `import "@infoplane/${name}";\n`).join(""));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(root, "tsconfig.plugin.json") }));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const { stdout } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});
