import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

type Chevrotain = typeof import("chevrotain");

/**
 * Chevrotain's entry module loads several hundred lodash files, half a second on a slow disk. Its own bundle is the
 * same code in one file and loads in 25 ms, but the package's export map does not name it, hence the path.
 */
async function load(): Promise<Chevrotain> {
  const entry = createRequire(import.meta.url).resolve("chevrotain");
  const bundle = new URL("../chevrotain.min.mjs", pathToFileURL(entry));
  try {
    return (await import(/* @vite-ignore */ bundle.href)) as Chevrotain;
  } catch {
    return await import("chevrotain");
  }
}

export const { createToken, CstParser, EOF, Lexer, tokenMatcher } = await load();
