import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** Every experiment of the repository, by path from its top: each is a test. */
export function experimentFiles(): string[] {
  return ["experiments", "test/samples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".exp"))
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  );
}
