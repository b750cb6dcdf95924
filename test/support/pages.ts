import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** Files below a folder of the repository, by path from its top. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));

export const packages = readdirSync(join(root, "packages"));

/** Every page for people, by path from the top of the repository. */
export const pages: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...filesBelow("docs").filter((file) => file.endsWith(".md")),
  ...packages.map((name) => `packages/${name}/README.md`).filter((page) => existsSync(join(root, page))),
];
