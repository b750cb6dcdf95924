import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The records and the last checkpoint of every cell of a run, byte for byte. */
export function runContents(run: string): Record<string, string> {
  const cells = join(run, "cells");
  return Object.fromEntries(
    readdirSync(cells).flatMap((cell) => {
      const checkpoints = readdirSync(join(cells, cell, "checkpoints"))
        .filter((name) => /^\d+\.safetensors$/.test(name))
        .sort((a, b) => parseInt(a) - parseInt(b));
      const last = join(cells, cell, "checkpoints", checkpoints.at(-1) ?? "");
      return [
        [`${cell}/records`, readFileSync(join(cells, cell, "records.jsonl"), "utf8")],
        [`${cell}/checkpoint`, readFileSync(last, "base64")],
      ];
    }),
  );
}
