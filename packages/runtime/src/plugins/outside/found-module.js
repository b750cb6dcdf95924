// Plain JavaScript, with its types beside it: on Node 20 the thread of the loader reads nothing else.
import { readFileSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Is it one of the packages that code outside the checkout shares with the program? */
export function isShared(specifier) {
  return /^(@infoplane|@tensorflow|zod)(\/|$)/.test(specifier);
}

/**
 * A source file that its ending and its package do not make an ES module is one where it is written as one. Node and tsx
 * disagree about such files, and so do the versions of Node: some would require it as CommonJS, with a second copy of
 * what it imports. Packages in node_modules say themselves what they are.
 */
export function asWritten(found) {
  if (found.format === "module" || found.format === "builtin" || !found.url.startsWith("file:")) return found;
  const file = fileURLToPath(found.url);
  if (!/\.[jt]sx?$/.test(file) || isPackaged(file)) return found;
  return isEsModule(file, readFileSync(file, "utf8")) ? { ...found, format: "module" } : found;
}

/** One that needs the variables of CommonJS stays CommonJS: tsx lets such a file import and export all the same. */
export function isEsModule(file, source) {
  if (/\.[cm][jt]s$/.test(file)) return /\.m[jt]s$/.test(file);
  if (isPackaged(file)) return false;
  const code = source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  if (/\bimport\.meta\b/.test(code)) return true;
  const needsCommonJs = /(?<![\w$.])(require\s*\(|module\.exports\b|exports\.\w|__dirname\b|__filename\b)/;
  return /^\s*(import|export)\b/m.test(code) && !needsCommonJs.test(code);
}

const isPackaged = (file) => file.includes(`${sep}node_modules${sep}`);
