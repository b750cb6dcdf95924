import { build, type Metafile } from "esbuild";
import { expect, it } from "vitest";

/** What a browser would load for an entry point: this package's files and all modules that are not bundled. */
async function bundled(entry: string): Promise<Metafile["inputs"]> {
  const { metafile } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return metafile.inputs;
}

it("the contracts load in a browser: they import no Node module", async () => {
  const inputs = Object.keys(await bundled("./index.ts"));
  expect(inputs.some((file) => file.endsWith("src/registry.ts"))).toBe(true);
  expect(inputs.some((file) => file.endsWith("zod-in-browser.ts"))).toBe(true);
  expect(inputs.some((file) => file.endsWith("zod-in-node.ts"))).toBe(false);
});

it("an imported Node module would be detected", async () => {
  await expect(bundled("./zod-in-node.ts")).rejects.toThrow(/node:module/);
});
