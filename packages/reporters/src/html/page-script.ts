import { fileURLToPath } from "node:url";
import { build } from "esbuild";

let bundled: Promise<string> | undefined;

/** The page's script with Vega, Vega-Lite and vega-embed in it, minified. Bundled once per process. */
export function pageScript(): Promise<string> {
  return (bundled ??= bundle());
}

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("page/main.ts", import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "ascii",
    legalComments: "eof",
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text).join("");
}
