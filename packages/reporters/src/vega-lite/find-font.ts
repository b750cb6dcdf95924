import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, platform } from "node:os";
import { dirname, join } from "node:path";

/** A sans-serif font on this machine, as files. */
export interface Font {
  readonly family: string;
  readonly files: readonly string[];
}

/** Families by preference with their file names on Linux, macOS and Windows: regular and bold. */
const families: readonly { readonly family: string; readonly regular: string; readonly bold: string }[] = [
  { family: "Arial", regular: "arial.ttf", bold: "arialbd.ttf" },
  { family: "Arial", regular: "Arial.ttf", bold: "Arial Bold.ttf" },
  { family: "Liberation Sans", regular: "LiberationSans-Regular.ttf", bold: "LiberationSans-Bold.ttf" },
  { family: "DejaVu Sans", regular: "DejaVuSans.ttf", bold: "DejaVuSans-Bold.ttf" },
  { family: "Noto Sans", regular: "NotoSans-Regular.ttf", bold: "NotoSans-Bold.ttf" },
  { family: "Open Sans", regular: "OpenSans-Regular.ttf", bold: "OpenSans-Bold.ttf" },
  { family: "Roboto", regular: "Roboto-Regular.ttf", bold: "Roboto-Bold.ttf" },
  { family: "Ubuntu", regular: "Ubuntu-R.ttf", bold: "Ubuntu-B.ttf" },
];

/**
 * The first well-known sans-serif font of this machine, or undefined. Uses named files instead of the renderer's own
 * system search, which takes seconds with many fonts, and whose "sans-serif" may be a font that does not exist.
 */
export function findFont(directories: readonly string[] = fontDirectories()): Font | undefined {
  const found = new Map<string, string>();
  for (const directory of directories) collect(directory, found, 4);
  for (const { family, regular, bold } of families) {
    const file = found.get(regular);
    if (file) return { family, files: [file, ...[found.get(bold) ?? []].flat()] };
  }
  return undefined;
}

/** The system's, then the font that is installed with this package, for machines without fonts. */
function fontDirectories(): string[] {
  const shipped = dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"));
  return [...systemDirectories(), join(shipped, "ttf")];
}

function systemDirectories(): string[] {
  switch (platform()) {
    case "win32":
      return [join(process.env["WINDIR"] ?? "C:\\Windows", "Fonts")];
    case "darwin":
      return ["/System/Library/Fonts", "/Library/Fonts", join(homedir(), "Library/Fonts")];
    default:
      return [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        join(homedir(), ".local/share/fonts"),
        join(homedir(), ".fonts"),
      ];
  }
}

function collect(directory: string, found: Map<string, string>, depth: number): void {
  if (depth === 0 || !existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) collect(path, found, depth - 1);
    else if (!found.has(entry.name)) found.set(entry.name, path);
  }
}
